// Colours of the panels: a ramp for weights that colour-blind readers can follow, one colour a head, and the theme's own.

/** Anchors of cividis (Nuñez, Anderton and Renslow 2018), dark to bright; made for colour-vision deficiency. */
const CIVIDIS: readonly Rgb[] = [
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
const PAPER: readonly Rgb[] = [
  [255, 255, 255],
  [214, 224, 236],
  [158, 178, 208],
  [92, 118, 160],
  [40, 66, 118],
  [0, 34, 78],
];

/** Blue – neutral – orange, for differences −1…1; both ends differ in hue and are equally dark for every reader. */
const DIVERGING: readonly Rgb[] = [
  [5, 95, 165],
  [90, 155, 205],
  [128, 128, 128],
  [225, 150, 60],
  [200, 90, 0],
];

/**
 * Six colours of Okabe and Ito's palette; its yellow and black cannot be seen on paper and in the dark, so a brown and a
 * violet stand for them. All stay apart under colour-vision deficiency.
 */
const HEADS = ['#e69f00', '#56b4e9', '#009e73', '#cc79a7', '#0072b2', '#d55e00', '#885533', '#9933ff'] as const;

export type Rgb = readonly [number, number, number];

/** Colour of a weight 0…1. The square root spreads the many small weights. */
export function weightColour(weight: number, dark: boolean): Rgb {
  const t = Math.sqrt(Math.min(1, Math.max(0, weight)));
  return ramp(dark ? CIVIDIS : PAPER, t);
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

const STEPS = 1024;

/** Colours as canvas pixels (ABGR), looked up instead of worked out: a map of 512 tokens has 262,144 cells. */
export class Palette {
  readonly #weights: Uint32Array;
  readonly #differences: Uint32Array;

  constructor(readonly dark: boolean) {
    const pixel = ([r, g, b]: Rgb) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
    const steps = (colour: (share: number) => Rgb) =>
      Uint32Array.from({ length: STEPS + 1 }, (_, n) => pixel(colour(n / STEPS)));
    this.#weights = steps((share) => weightColour(share * share, dark));
    this.#differences = steps((share) => ramp(DIVERGING, share));
  }

  /** `most`: the weight that gets the strongest colour. */
  weight(value: number, most = 1): number {
    return this.#weights[value <= 0 ? 0 : value >= most ? STEPS : Math.round(Math.sqrt(value / most) * STEPS)];
  }

  difference(value: number): number {
    const t = Math.sign(value) * Math.sqrt(Math.min(1, Math.abs(value)));
    return this.#differences[Math.round(((t + 1) / 2) * STEPS)];
  }
}

/** Colours of the editor's theme, read from the page. */
export interface Theme {
  readonly dark: boolean;
  readonly highContrast: boolean;
  readonly foreground: string;
  readonly muted: string;
  readonly accent: string;
  readonly background: string;
  /** Lines of a map of several heads, of what looks at a token, and of the pinned pair. */
  readonly line: string;
  readonly incoming: string;
}

export function readTheme(): Theme {
  const { body } = document;
  const style = getComputedStyle(body);
  const colour = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  const has = (name: string) => body.classList.contains(name);
  const highContrast = has('vscode-high-contrast') || has('vscode-high-contrast-light');
  const paper = has('standalone') && !matchMedia('(prefers-color-scheme: dark)').matches;
  const light = has('vscode-light') || has('vscode-high-contrast-light') || paper;
  return {
    dark: !light,
    highContrast,
    foreground: colour('--vscode-editor-foreground', light ? '#222' : '#ddd'),
    muted: colour('--vscode-descriptionForeground', light ? '#666' : '#999'),
    accent: colour('--vscode-focusBorder', '#3794ff'),
    background: colour('--vscode-editor-background', light ? '#fff' : '#1e1e1e'),
    line: light ? '#0b63b0' : '#6cb8f6',
    incoming: light ? '#b45309' : '#f0a93b',
  };
}

/** Colour of a value 0…1 on the ramp as it is, for values that spread by themselves. */
export function rampColour(value: number, dark: boolean): Rgb {
  const t = Math.min(1, Math.max(0, value));
  return dark ? ramp(CIVIDIS, t) : ramp(PAPER, t);
}

/** The theme, read once and again when it changes: asking the page for it at every frame would be slow. */
export class ThemeWatch {
  #theme = readTheme();
  #palette = new Palette(this.#theme.dark);

  constructor(onChange: () => void) {
    const changed = () => {
      this.#theme = readTheme();
      if (this.#palette.dark !== this.#theme.dark) this.#palette = new Palette(this.#theme.dark);
      onChange();
    };
    const watched = { attributes: true, attributeFilter: ['class', 'style', 'data-vscode-theme-id'] };
    const observer = new MutationObserver(changed);
    observer.observe(document.body, watched);
    observer.observe(document.documentElement, watched);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
  }

  get theme(): Theme {
    return this.#theme;
  }

  get palette(): Palette {
    return this.#palette;
  }
}
