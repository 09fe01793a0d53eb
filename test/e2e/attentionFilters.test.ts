// Every filter of the attention panel by its values: what each leaves is worked out here anew, from the weights of single
// heads and layers, and compared with what the panel draws and saves.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { PanelHand } from '../support/attentionPanel';
import { drawn } from '../support/drawn';
import { useWorkbench } from '../support/workbench';

const [first, second] = ['The banker embezzled unbelievably.', 'Fish swim there.'];

type Rows = readonly (readonly number[])[];

describe('filters of the attention panel', () => {
  const workbench = useWorkbench({ files: { 'one.md': `${first}\n` }, theme: 'light', shared: true });
  const panel = new PanelHand(workbench);
  const choose = async (control: string, value: string) => {
    await panel.control(control).selectOption(value);
    await panel.idle();
  };
  const one = async (): Promise<Rows> => {
    const maps = await panel.weights();
    assert.deepEqual([...maps.keys()], ['map']);
    return maps.get('map') ?? [];
  };
  let whole: Rows = [];

  it('draws rows that sum to 1 for a pair with the right segments', async () => {
    await workbench().openFile('one.md');
    await workbench().putCaret('one.md', 'banker');
    await workbench().runCommand('Semantic Text: Show Attention');
    await panel.query(2).waitFor({ timeout: 30_000 });
    await panel.idle();
    await panel.typePair(second);
    whole = await one();
    for (const row of whole) near(sum(row), 1, 1e-3);
    const labels = await panel.labels();
    assert.equal(labels.length, whole.length);
    assert.deepEqual(await segments(), segmentsOf(labels));
    assert.ok(labels.length > 9 && labels.some((label) => label.startsWith('##')), labels.join(' '));
  });

  it('lists the tokens beside it with input ids, segments, mask and places', async () => {
    const labels = await panel.labels();
    const inspector = panel.frame.locator('.inspector');
    if ((await inspector.getAttribute('open')) === null) await inspector.locator('summary').click();
    const rows = inspector.locator('tbody tr');
    await rows.nth(labels.length - 1).waitFor();
    const cells = await rows.evaluateAll((all) =>
      all.map((row) => Array.from(row.children, (c) => c.textContent ?? '')),
    );
    assert.deepEqual(
      cells.map(([, token]) => token),
      labels,
    );
    const pieces = readFileSync('models/semtext-mini-en/vocab.txt', 'utf8').split('\n');
    for (const [n, [number, token, id, segment, mask, characters]] of cells.entries()) {
      assert.equal(pieces[Number(id)], token);
      assert.deepEqual([number, segment, mask], [String(n), String(segmentsOf(labels)[n]), '1']);
      const [start, end] = characters.split('–').map(Number);
      if (token.startsWith('[')) assert.equal(characters, '');
      else {
        const written = (segment === '0' ? first : second).slice(start, end);
        assert.equal(written.toLowerCase(), token.replace(/^##/, ''));
      }
    }
    await inspector.locator('summary').click();
  });

  const segments = () =>
    panel.frame
      .locator('.unit[data-side="query"]')
      .evaluateAll((all) => all.map((unit) => Number(unit.classList.contains('segment1'))));

  it('reduces heads to their mean and their maximum', async () => {
    await choose('reduction', 'each');
    const maps = [...(await panel.weights()).values()];
    assert.ok(maps.length > 1);
    for (const map of maps) for (const row of map) near(sum(row), 1, 1e-3);
    // Where one number stands for all of them, it is that of the strongest, which is named.
    await panel.query(2).hover();
    await drawn(panel.frame);
    const said = await panel.readout();
    const [, head, value] = /^strongest: .*, layer 1, head (\d+): ([\d.]+)$/.exec(said) ?? assert.fail(said);
    const strongest = maps.map((map) => Math.max(...map[2]));
    near(Number(value), Math.max(...strongest), 1e-3);
    // Two heads may look at one token each and at no other.
    near(strongest[Number(head) - 1], Math.max(...strongest), 1e-3);
    const reduced = (how: (values: readonly number[]) => number): Rows =>
      whole.map((row, q) => row.map((_, k) => how(maps.map((map) => map[q][k]))));
    await choose('reduction', 'max');
    alike(
      await one(),
      reduced((values) => Math.max(...values)),
    );
    await choose('reduction', 'mean');
    alike(
      await one(),
      reduced((values) => sum(values) / values.length),
    );
  });

  it('takes the mean over layers, and rolls attention out', async () => {
    const layers: Rows[] = [];
    for (let layer = 0; layer < 6; layer++) {
      await choose('layer', String(layer));
      layers.push(await one());
    }
    await choose('layer', 'mean');
    alike(
      await one(),
      whole.map((row, q) => row.map((_, k) => sum(layers.map((layer) => layer[q][k])) / layers.length)),
    );
    // Half of each layer is the residual connection; the last layer is the leftmost factor.
    const identity = whole.map((row, q) => row.map((_, k) => (q === k ? 1 : 0)));
    const halves = layers.map((layer) => layer.map((row, q) => row.map((value, k) => value / 2 + identity[q][k] / 2)));
    await choose('layer', 'rollout');
    alike(
      await one(),
      halves.reduce<Rows>((below, layer) => product(layer, below), identity),
    );
    await choose('layer', '0');
  });

  /** The weights beside the keys, as soon as the page shows those of the hovered query. */
  const weightsBeside = async (asked: number) => {
    for (let left = 50; left > 0; left--) {
      const shown = await panel.frame.locator('body').evaluate(keysOf, asked);
      if (shown?.length) return shown;
      await workbench().page.waitForTimeout(100);
    }
    throw new Error(`The weights of query ${asked} are not shown.`);
  };

  for (const [pairing, query, key] of [
    ['all', undefined, undefined],
    ['AtoA', 0, 0],
    ['AtoB', 0, 1],
    ['BtoA', 1, 0],
    ['BtoB', 1, 1],
  ] as const) {
    it(`shows of the pair ${pairing} those weights and no others`, async () => {
      await choose('pair', pairing);
      const of = await segments();
      const fits = (q: number, k: number) => query === undefined || (of[q] === query && of[k] === key);
      const expected = whole.map((row, q) => row.map((value, k) => (fits(q, k) ? value : 0)));
      alike(await one(), expected, 0);
      // What is on the screen beside the keys of a hovered query is the same.
      const asked = of.lastIndexOf(query ?? 1) - 1;
      await panel.control('view-lines').hover();
      await panel.query(asked).hover();
      const shown = await weightsBeside(asked);
      assert.ok(shown.length > 0);
      // Nothing has moved, and they stay while the pointer rests.
      await drawn(panel.frame);
      assert.deepEqual(await panel.frame.locator('body').evaluate(keysOf, asked), shown);
      for (const [k, weight] of shown) near(weight, expected[asked][k], 0.01);
      const strongest = expected[asked].indexOf(Math.max(...expected[asked]));
      assert.ok(
        shown.some(([k]) => k === strongest),
        `key ${strongest} among ${shown.join(' ')}`,
      );
    });
  }

  it('keeps each row under the pointer that rests on it, however much is listed of its token', async () => {
    await choose('pair', 'AtoB');
    const rows = (await panel.labels()).length;
    await panel.control('view-lines').hover();
    await drawn(panel.frame);
    const tokens = await panel.frame.locator('.inspector').boundingBox();
    for (let asked = rows - 1; asked >= 0; asked--) {
      await panel.query(asked).hover();
      await drawn(panel.frame);
      const place = await panel.query(asked).boundingBox();
      await drawn(panel.frame);
      assert.deepEqual(await panel.query(asked).boundingBox(), place);
      assert.deepEqual(await panel.frame.locator('.inspector').boundingBox(), tokens, 'what stands below the lists');
      assert.ok(await panel.frame.locator('body').evaluate(keysOf, asked), `query ${asked} is the one that is shown`);
    }
  });

  it('hides special tokens, and brings rows back to 1 or leaves them', async () => {
    await choose('pair', 'all');
    const special = (await panel.labels()).map((label) => /^\[(CLS|SEP)\]$/.test(label));
    assert.equal(special.filter(Boolean).length, 3);
    const hidden = whole.map((row, q) => row.map((value, k) => (special[q] || special[k] ? 0 : value)));
    await panel.toggle('special', true);
    await panel.toggle('renormalise', false);
    await panel.idle();
    alike(await one(), hidden);
    await panel.toggle('renormalise', true);
    await panel.idle();
    alike(
      await one(),
      hidden.map((row) => row.map((value) => value / (sum(row) || 1))),
    );
    await panel.toggle('special', false);
    await panel.idle();
  });

  for (const percent of [30, 80]) {
    it(`shows the strongest weights that hold ${percent} % of each row`, async () => {
      await panel.setTop(percent);
      await panel.idle();
      const shown = await one();
      let left = 0;
      for (const [q, row] of whole.entries()) {
        const falling = row.toSorted((a, b) => b - a);
        const kept = shown[q].filter((value) => value > 0).length;
        // As few as hold the share: without the last of them it is not reached.
        const share = (count: number) => sum(falling.slice(0, count)) / sum(row);
        assert.ok(share(kept) >= percent / 100 - 1e-5, `row ${q}: ${kept} hold ${share(kept)}`);
        assert.ok(kept === 1 || share(kept - 1) < percent / 100 + 1e-5, `row ${q}: ${kept} are too many`);
        for (const [k, value] of shown[q].entries()) {
          if (value > 0) assert.equal(value, row[k]);
          else assert.ok(row[k] <= falling[kept - 1], `row ${q}: ${row[k]} is left out`);
        }
        left += row.length - kept;
      }
      assert.ok(left > 0, 'something is left out');
      await panel.setTop(100);
      await panel.idle();
    });
  }

  for (const [what, intervene] of [
    ['masking a token', () => mask()],
    ['silencing a head of the layer before', () => silence()],
  ] as const) {
    it(`shows what ${what} changes, weight by weight, and the weights after it`, async () => {
      await choose('layer', '1');
      const before = await one();
      await intervene();
      await panel.frame.locator('.predictions table').first().waitFor();
      await panel.idle();
      const change = await one();
      assert.ok(change.some((row) => row.some((value) => Math.abs(value) > 0.01)));
      const difference = panel.frame.locator('[data-extra="difference"]');
      await difference.click();
      await panel.idle();
      const after = await one();
      for (const row of after) near(sum(row), 1, 1e-3);
      alike(
        change,
        after.map((row, q) => row.map((value, k) => value - before[q][k])),
      );
      await panel.frame.getByRole('button', { name: 'Undo all' }).click();
      await panel.idle();
      alike(await one(), before, 0);
      await choose('layer', '0');
    });
  }

  /** What is shown of it, and how to take it back, moves no row away from the pointer. */
  const mask = async () => {
    await panel.query(2).hover();
    const before = await panel.query(2).boundingBox();
    await panel.query(2).dblclick();
    await panel.frame.getByRole('button', { name: 'Undo all' }).waitFor();
    await panel.idle();
    assert.deepEqual(await panel.query(2).boundingBox(), before);
  };

  /** Head 2 of the first layer, seen from the second. */
  const silence = async () => {
    await choose('layer', '0');
    await panel.control('head-1').press('s');
    await panel.frame.locator('.head.silenced').waitFor();
    await choose('layer', '1');
  };

  it('joins pieces: to a word the sum, from a word the mean', async () => {
    const labels = await panel.labels();
    // A piece that begins with ## goes on; words of punctuation and special tokens stand alone.
    const words: number[][] = [];
    for (const [n, label] of labels.entries()) {
      if (label.startsWith('##')) words.at(-1)?.push(n);
      else words.push([n]);
    }
    assert.ok(words.length < labels.length);
    await panel.toggle('words', true);
    await panel.idle();
    alike(
      await one(),
      words.map((from) => words.map((to) => sum(from.map((q) => sum(to.map((k) => whole[q][k])))) / from.length)),
    );
    await panel.toggle('words', false);
    await panel.idle();
  });
});

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function product(a: Rows, b: Rows): Rows {
  return a.map((row) => b[0].map((_, k) => sum(row.map((value, n) => value * b[n][k]))));
}

/** Segment ids of a pair: 1 behind the first separator. */
function segmentsOf(labels: readonly string[]): number[] {
  const separator = labels.indexOf('[SEP]');
  return labels.map((_, n) => Number(n > separator));
}

function near(found: number, expected: number, within: number): void {
  assert.ok(Math.abs(found - expected) <= within, `${found}, expected ${expected}`);
}

function alike(found: Rows, expected: Rows, within = 1e-5): void {
  assert.deepEqual(
    found.map((row) => row.length),
    expected.map((row) => row.length),
  );
  for (const [q, row] of found.entries()) for (const [k, value] of row.entries()) near(value, expected[q][k], within);
}

/** Runs in the page: unit and weight of each key that has one, all of one drawing, while this query is the hovered one. */
function keysOf(_body: HTMLElement | SVGElement, asked: number): (readonly [number, number])[] | undefined {
  const units = (rest: string) => Array.from(document.querySelectorAll<HTMLElement>(`.unit${rest}`));
  if (!units(`.focused[data-side="query"][data-unit="${asked}"]`).length) return undefined;
  return units('[data-side="key"][data-weight]').map((unit) => [
    Number(unit.dataset.unit),
    Number(unit.dataset.weight),
  ]);
}
