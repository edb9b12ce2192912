const DEFAULT = '1f6f54';

function channel(hex: string, at: number): number {
  const value = parseInt(hex.slice(at, at + 2), 16) / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Relative luminance (WCAG 2.2) of six hex digits. */
function luminance(hex: string): number {
  return 0.2126 * channel(hex, 0) + 0.7152 * channel(hex, 2) + 0.0722 * channel(hex, 4);
}

/** Contrast ratio (WCAG 2.2) of two colours of six hex digits. */
export function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const HEX = /^[0-9a-f]{6}$/i;

/** A line's badge: the feed's colours where they can be read (4.5 : 1), else its background under black or white. */
export function badgeColors(color: string | null | undefined, text: string | null | undefined): { background: string; color: string } {
  const back = color && HEX.test(color) ? color : DEFAULT;
  const wanted = text && HEX.test(text) ? text : 'ffffff';
  const readable = contrast(back, wanted) >= 4.5 ? wanted : contrast(back, 'ffffff') >= contrast(back, '000000') ? 'ffffff' : '000000';
  return { background: `#${back}`, color: `#${readable}` };
}
