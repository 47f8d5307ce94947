import type { Me } from './wire';

export interface Boot {
  lang: 'vi' | 'en';
  csrf: string;
  me: Me | null;
  city: {
    name: string;
    name_en: string;
    timezone: string;
    center: [number, number];
    zoom: number;
    bbox: [number, number, number, number];
    attribution: string;
  };
  version: string;
}

const FALLBACK: Boot = {
  lang: 'vi',
  csrf: '',
  me: null,
  city: {
    name: '',
    name_en: '',
    timezone: 'Asia/Ho_Chi_Minh',
    center: [107.5909, 16.4637],
    zoom: 13,
    bbox: [107.4, 16.3, 107.8, 16.6],
    attribution: '',
  },
  version: '',
};

function read(): Boot {
  const text = typeof document === 'undefined' ? null : document.getElementById('boot')?.textContent;
  if (!text) return FALLBACK;
  const given = JSON.parse(text) as Partial<Boot>;
  return { ...FALLBACK, ...given, city: { ...FALLBACK.city, ...given.city } };
}

/** What the page shell says about itself: language, CSRF token, who is looking, which city. */
export const boot: Boot = read();
