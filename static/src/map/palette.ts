/** The map's colours, read from the design tokens of the theme it stands in. */
export type Palette = (name: string) => string;

export function palette(element: Element): Palette {
  const styles = getComputedStyle(element);
  return (name) => styles.getPropertyValue(`--${name}`).trim();
}

/** #RRGGBB → three shares of one, for the shader. */
export function rgb(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.replace('#', ''), 16) || 0;
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
