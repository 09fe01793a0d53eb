import assert from 'node:assert/strict';
import { differenceColour, headColour, weightColour, type Rgb } from '../../../media/shared/colour';

/** Linear RGB as people with a deficiency of full severity see it. Source: Machado, Oliveira and Fernandes 2009, table 1. */
const visions = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

const linear = (value: number): number =>
  value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;

/** CIELAB (D65) of a colour as it is seen. */
function seen(colour: Rgb, vision: readonly number[]): readonly number[] {
  const own = colour.map(linear);
  const [r, g, b] = [0, 1, 2].map((row) => {
    const sum = own.reduce((total, value, n) => total + vision[row * 3 + n] * value, 0);
    return Math.min(1, Math.max(0, sum));
  });
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const [x, y, z] = [
    f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505),
    f(0.2126 * r + 0.7152 * g + 0.0722 * b),
    f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089),
  ];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const far = (a: readonly number[], b: readonly number[]): number => Math.hypot(...a.map((value, n) => value - b[n]));
const ofHex = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;

describe('colours that everybody can tell apart', () => {
  for (const [name, vision] of Object.entries(visions)) {
    for (const [theme, dark] of [
      ['dark', true],
      ['light', false],
    ] as const) {
      it(`weights grow ${dark ? 'brighter' : 'darker'} all the way in ${theme} themes: ${name}`, () => {
        const lightness = Array.from({ length: 33 }, (_, n) => seen(weightColour((n / 32) ** 2, dark), vision)[0]);
        for (const [n, value] of lightness.entries()) {
          if (n === 0) continue;
          const step = dark ? value - lightness[n - 1] : lightness[n - 1] - value;
          assert.ok(step > 0.5, `step ${n}: ${step}`);
        }
        assert.ok(Math.abs(lightness[32] - lightness[0]) > 60);
      });
    }

    it(`less and more are not taken for each other, nor for nothing: ${name}`, () => {
      const [less, nothing, more] = [-1, 0, 1].map((value) => seen(differenceColour(value), vision));
      for (const [a, b] of [
        [less, nothing],
        [nothing, more],
        [less, more],
      ]) {
        assert.ok(far(a, b) > 20, String(far(a, b)));
      }
    });

    it(`heads: ${name}`, () => {
      const heads = Array.from({ length: 8 }, (_, head) => seen(ofHex(headColour(head)), vision));
      for (const [i, a] of heads.entries())
        for (const [j, b] of heads.slice(0, i).entries())
          assert.ok(far(a, b) > 15, `heads ${i + 1} and ${j + 1}: ${far(a, b)}`);
    });
  }
});
