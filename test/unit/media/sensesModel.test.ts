import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { sensesModel, withGroupsOf } from '../../../media/embedding/sensesModel';
import { spreadApart, toPixels } from '../../../media/embedding/mapLayout';
import type { SensesOfWord } from '../../../src/protocol/embeddings';

const use = (before: string, after: string) => ({
  ...{ form: 'bank', text: 0, start: 0, end: 4, before, after, source: 'a.md:1' },
});
const layer = (groups: readonly number[], places: readonly (readonly [number, number])[]) => ({
  ...{ groups: new Set(groups).size, silhouette: 0.4, shares: [0.5, 0.25] },
  uses: groups.map((group, n) => ({ group, typicality: 0.9, x: places[n][0], y: places[n][1] })),
});
const square = [
  [1, 0],
  [0.8, 0.2],
  [-1, 0],
] as const;
const answer: SensesOfWord = {
  ...{ answer: 1, word: 'bank', model: 'm', documents: 1, note: '', leftOut: 0, layer: 2 },
  uses: [use('the grassy ', ' of the river'), use('a ', ' of the river'), use('the ', ' lends money')],
  separation: [],
  layers: [
    layer([0, 0, 0], square),
    layer(
      [1, 1, 0],
      square.map(([x, y]) => [-y, x] as const),
    ),
    layer([0, 0, 1], square),
  ],
};

describe('what is drawn of senses', () => {
  const { layers } = sensesModel(answer);

  it('keeps the number and the place of a group through the layers', () => {
    assert.deepEqual(layers[1].groups, [0, 0, 1]);
    for (const [n, value] of layers[1].points.entries()) assert.ok(Math.abs(value - layers[2].points[n]) < 1e-9);
    assert.equal(layers[1].extent, 1);
  });

  it('lists the groups, the largest first, with what tells them apart', () => {
    assert.deepEqual(
      layers[2].senses.map(({ group, size }) => [group, size]),
      [
        [0, 2],
        [1, 1],
      ],
    );
    assert.equal(layers[2].senses[0].clues[0], 'river');
    assert.deepEqual(layers[0].senses, [{ group: 0, size: 3, clues: [] }]);
    assert.equal(layers[0].shown, 0.75);
  });

  it('shows a layer with the groups of another one, where that layer puts the uses', () => {
    const early = withGroupsOf(layers[0], layers[2]);
    assert.deepEqual(early.groups, [0, 0, 1]);
    assert.equal(early.points, layers[0].points);
  });
});

describe('colours of groups', () => {
  const style = readFileSync('media/embedding/style.css', 'utf8');
  const palettes = [...style.matchAll(/\{\n((?: {2}--group-\d: #[0-9a-f]{6};\n){6})\}/g)].map(([, block]) =>
    [...block.matchAll(/#[0-9a-f]{6}/g)].map(([colour]) => colour),
  );

  /** Relative luminance and contrast as WCAG 2.1 has them. */
  const luminance = (colour: string): number => {
    const [r, g, b] = [1, 3, 5]
      .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };

  it('stand out from the background, as text too: names of groups are written in them', () => {
    assert.equal(palettes.length, 2);
    const [onDark, onLight] = palettes;
    for (const colour of onDark) assert.ok(contrast(colour, '#1f1f1f') >= 4.5, `${colour} on dark`);
    for (const colour of onLight) assert.ok(contrast(colour, '#ffffff') >= 4.5, `${colour} on light`);
  });
});

describe('a map of 200 uses', () => {
  it('is made ready at seven layers, and laid out, quickly', function () {
    this.timeout(60_000);
    const many = Array.from({ length: 200 }, (_, n) => n);
    const places = many.map((n) => [Math.cos(n) / (1 + (n % 7)), Math.sin(n) / (1 + (n % 5))] as const);
    const layers = Array.from({ length: 7 }, (_, at) =>
      layer(
        many.map((n) => (n + at) % 6),
        places,
      ),
    );
    const uses = many.map((n) => use(`the ${n % 40} grassy `, ` of the ${n % 30} river`));
    const frame = { width: 400, height: 300, margin: 26 };
    const began = process.cpuUsage();
    const { layers: made } = sensesModel({ ...answer, uses, layers });
    for (const { points, extent } of made) spreadApart(toPixels(points, extent, frame), 15, frame);
    const { user, system } = process.cpuUsage(began);
    // Of the processor: all seven layers, of which a person looks at one at a time.
    assert.ok((user + system) / 1000 < 2000, `${(user + system) / 1000} ms`);
    assert.equal(made.length, 7);
  });
});
