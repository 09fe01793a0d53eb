// Colours of the panel: a ramp for weights that colour-blind readers can follow, one colour a head, and the theme's own.

/** Anchors of cividis (Nuñez, Anderton and Renslow 2018), dark to bright; made for colour-vision deficiency. */
const CIVIDIS: readonly (readonly [number, number, number])[] = [
  [0, 34, 78],
  [18, 53, 112],
  [59, 73, 108],
  [87, 93, 109],
  [112, 113, 115],
  [138, 134, 120],
  [165, 156, 116],
  [195, 179, 105],
  [225, 204, 85],
  [254, 232, 56],
];

/** For light themes: paper to the dark end of cividis, so that small weights stay quiet. */
const PAPER: readonly (readonly [number, number, number])[] = [
  [255, 255, 255],
  [214, 224, 236],
  [158, 178, 208],
  [92, 118, 160],
  [40, 66, 118],
  [0, 34, 78],
];

/** Blue – neutral – orange, for differences −1…1; both ends differ in hue and are equally dark for every reader. */
const DIVERGING: readonly (readonly [number, number, number])[] = [
  [5, 95, 165],
  [90, 155, 205],
  [128, 128, 128],
  [225, 150, 60],
  [200, 90, 0],
];

/** Okabe and Ito's palette: eight colours that stay apart under colour-vision deficiency. */
const HEADS = ['#e69f00', '#56b4e9', '#009e73', '#cc79a7', '#0072b2', '#d55e00', '#b8a800', '#8c8c8c'] as const;

export type Rgb = readonly [number, number, number];

/** Colour of a weight 0…1. The square root spreads the many small weights. */
export function weightColour(weight: number, dark: boolean): Rgb {
  const t = Math.sqrt(Math.min(1, Math.max(0, weight)));
  return dark ? ramp(CIVIDIS, t) : ramp(PAPER, t);
}

/** Colour of a difference −1…1. */
export function differenceColour(difference: number): Rgb {
  const t = Math.sign(difference) * Math.sqrt(Math.min(1, Math.abs(difference)));
  return ramp(DIVERGING, (t + 1) / 2);
}

export const headColour = (head: number): string => HEADS[head % HEADS.length];

export const css = ([r, g, b]: Rgb): string => `rgb(${r}, ${g}, ${b})`;

function ramp(anchors: readonly Rgb[], t: number): Rgb {
  const at = Math.min(anchors.length - 1.0001, Math.max(0, t * (anchors.length - 1)));
  const low = Math.floor(at);
  const part = at - low;
  const mix = (c: 0 | 1 | 2) => Math.round(anchors[low][c] * (1 - part) + anchors[low + 1][c] * part);
  return [mix(0), mix(1), mix(2)];
}

/** Colours of the editor's theme, read from the page. */
export interface Theme {
  readonly dark: boolean;
  readonly highContrast: boolean;
  readonly foreground: string;
  readonly muted: string;
  readonly accent: string;
  readonly background: string;
}

export function readTheme(): Theme {
  const body = document.body;
  const style = getComputedStyle(body);
  const colour = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  const highContrast =
    body.classList.contains('vscode-high-contrast') || body.classList.contains('vscode-high-contrast-light');
  const light = body.classList.contains('vscode-light') || body.classList.contains('vscode-high-contrast-light');
  return {
    dark: !light,
    highContrast,
    foreground: colour('--vscode-editor-foreground', light ? '#222' : '#ddd'),
    muted: colour('--vscode-descriptionForeground', light ? '#666' : '#999'),
    accent: colour('--vscode-focusBorder', '#3794ff'),
    background: colour('--vscode-editor-background', light ? '#fff' : '#1e1e1e'),
  };
}

/** Colour of a value 0…1 on the ramp as it is, for values that spread by themselves. */
export function rampColour(value: number, dark: boolean): Rgb {
  const t = Math.min(1, Math.max(0, value));
  return dark ? ramp(CIVIDIS, t) : ramp(PAPER, t);
}
