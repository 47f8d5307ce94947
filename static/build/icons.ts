import sharp from 'sharp';
import type { Plugin } from 'vitest/config';

/** icon.svg as PNG, for who takes no SVG: home screens of phones and tablets. */
const SOURCE = 'static/src/icon.svg';
const SIZES = [180, 192, 512];
const UNITS = 32; // of its view box: at 72 dots an inch, one unit is one pixel

export function icons(): Plugin {
  return {
    name: 'icons',
    apply: 'build',
    async generateBundle() {
      for (const size of SIZES) {
        this.emitFile({
          type: 'asset',
          name: `icon-${size}.png`,
          originalFileName: SOURCE.replace('.svg', `-${size}.png`),
          source: await png(SOURCE, size),
        });
      }
    },
  };
}

export const png = (file: string, size: number): Promise<Buffer> =>
  sharp(file, { density: (72 * size) / UNITS })
    .resize(size, size)
    .flatten({ background: '#fff' }) // iOS paints what is see-through black
    .png()
    .toBuffer();
