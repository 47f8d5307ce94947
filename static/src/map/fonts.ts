import latin400 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-400-normal.woff2?url';
import italicLatin from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-500-italic.woff2?url';
import ext400 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-ext-400-normal.woff2?url';
import italicExt from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-ext-500-italic.woff2?url';
import viet400 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-400-normal.woff2?url';
import italicViet from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-500-italic.woff2?url';

const LATIN = ['U+0000-00FF', 'U+2000-206F'];
const EXT = ['U+0100-02BA', 'U+1E00-1E9F'];
const VIETNAMESE = [
  'U+0102-0103',
  'U+0110-0111',
  'U+0128-0129',
  'U+0168-0169',
  'U+01A0-01A1',
  'U+01AF-01B0',
  'U+0300-0301',
  'U+0303-0304',
  'U+0308-0309',
  'U+0323',
  'U+0329',
  'U+1EA0-1EF9',
  'U+20AB',
];

const face = (latin: string, ext: string, vietnamese: string) =>
  [
    [latin, LATIN],
    [ext, EXT],
    [vietnamese, VIETNAMESE],
  ].map(([url, range]) => ({
    url: new URL(url as string, location.href).href,
    'unicode-range': range as string[],
  }));

/** Labels are drawn from the page's own font files: no glyph server, nothing from outside. */
export const fontFaces = () => ({
  regular: face(latin400, ext400, viet400),
  italic: face(italicLatin, italicExt, italicViet),
});
