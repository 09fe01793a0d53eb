// The tabs of the panel about embeddings, in the real workbench with the bundled encoder.

import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { requiredEnv } from '../support/browser';
import { holdEncoders } from '../support/processes';
import { useWorkbench, type Workbench, type WorkbenchOptions } from '../support/workbench';

const uses = `# Two senses

The bank lent her the money that she needed for the shop.
He went to the bank to cash a cheque before it closed.
My bank charges a fee for every payment that I make.
The bank raised its interest rates, and the loan became dear.

They rolled down the grassy bank into the wet field.
Trees hung over the muddy bank and dipped their leaves in the water.
He climbed the steep bank and looked down at the stream.
Flowers grew on the sunny bank above the path.
The boat was tied to a tree on the left bank of the river.

The dog ran after the stick and brought it back.
These labels will not stick to cold glass.
The old man leaned on his stick and looked at the sea.
If you have a plan, stick to it.
She broke the dry stick and threw it on the fire.
He drew a line in the sand with a long stick.
You should stick to what you said before.
`;
const elsewhere = 'The grassy bank of the pond is steep.\n\nThe bank charged me interest on the loan.\n';
const hostile = '<b onclick="alert(1)">The bank</b> says שלום 👋🏽 by the bank.\n';
const files = { 'senses.md': uses, 'hostile.txt': hostile, 'notes/elsewhere.md': elsewhere };

/** What tests do with the tabs. */
class Faces {
  constructor(readonly workbench: () => Workbench) {}

  get frame(): FrameLocator {
    return this.workbench().webview();
  }

  tab(face: string): Locator {
    return this.frame.locator(`[data-face="${face}"]`);
  }

  word(text: string): Locator {
    return this.frame.locator('#face-layers .sentence .word', { hasText: new RegExp(`^${text}$`) });
  }

  column(n: number): Locator {
    return this.frame.locator(`.near[data-at^="${n}:"]`);
  }

  /** Neighbours of a column, best first. */
  near(n: number): Promise<string[]> {
    return this.column(n).locator('.form').allTextContents();
  }

  async idle(): Promise<void> {
    await this.frame.locator('.layers[aria-busy="false"]:visible').waitFor({ timeout: 60_000 });
  }

  get map(): Locator {
    return this.frame.locator('.map');
  }

  sign(use: number): Locator {
    return this.frame.locator(`.map [data-use="${use}"]`);
  }

  get items(): Locator {
    return this.frame.locator('.use-item');
  }

  get summary(): Locator {
    return this.frame.locator('#face-senses .summary');
  }

  async toLayer(layer: number): Promise<void> {
    const slider = this.frame.locator('[data-control="sense-layer"]');
    await slider.fill(String(layer));
    await this.workbench().page.waitForTimeout(700);
  }

  /** Numbers of the uses in each group of the list. */
  groups(): Promise<string[][]> {
    return this.frame
      .locator('.uses ul')
      .evaluateAll((lists) =>
        lists.map((list) => [...list.querySelectorAll('.use-item .text')].map((text) => text.textContent ?? '')),
      );
  }

  get detail(): Locator {
    return this.frame.locator('.ranks .detail');
  }
}

const open = (options: WorkbenchOptions): readonly [() => Workbench, Faces] => {
  const workbench = useWorkbench({ files, ...options });
  return [workbench, new Faces(workbench)];
};

describe('a word layer by layer', () => {
  const [workbench, faces] = open({ theme: 'dark' });

  it('opens on the word at the cursor, from the embedding table to what could stand in its place', async () => {
    await workbench().openFile('senses.md');
    await workbench().putCaret('senses.md', 'bank of the river', 2);
    await workbench().runCommand('Semantic Text: Show Word Layer by Layer');
    await faces.column(0).first().waitFor({ timeout: 60_000 });
    await faces.idle();
    assert.equal(await faces.tab('layers').getAttribute('aria-selected'), 'true');
    assert.equal(await faces.word('bank').getAttribute('aria-pressed'), 'true');
    const heads = await faces.frame.locator('.ranks thead b').allTextContents();
    assert.deepEqual(
      heads,
      ['Vocabulary', ...[0, 1, 2, 3, 4, 5, 6].map((n) => `Layer ${n}`), 'In its place'],
      'the bundled encoder has six layers',
    );
    const table = await faces.near(0);
    assert.ok(table.includes('banks') && table.includes('loan'), table.join(' '));
    assert.equal((await faces.near(4)).length, 10);
    assert.ok(!(await faces.near(4)).includes('bank'), 'never the word itself');
    const inPlace = await faces.near(8);
    assert.ok(inPlace.length > 0 && !inPlace.includes('bank'), inPlace.join(' '));
    await workbench().screenshot('layers-dark');
  });

  it('compares it with words of the vocabulary, which tell its senses apart', async () => {
    const summary = faces.frame.locator('.summary', { hasText: /“bank” among 1\d{3} words of the vocabulary/ });
    await summary.waitFor({ timeout: 60_000 });
    const ofRiver = await faces.near(6);
    await workbench().editor('senses.md').locator('.view-lines').click();
    await workbench().putCaret('senses.md', 'bank lent', 2);
    await faces.frame.locator('#face-layers .sentence', { hasText: 'lent her the money' }).waitFor({ timeout: 30_000 });
    await faces.idle();
    await summary.waitFor();
    const ofMoney = await faces.near(6);
    const money = /loan|fund|pay|lend|financ|credit|money|tax|stock|purchase|mortgage|broker|pension|bill|commission/;
    const count = (words: string[]) => words.filter((word) => money.test(word)).length;
    const both = `${ofMoney.join(' ')} | ${ofRiver.join(' ')}`;
    assert.ok(ofMoney.filter((word) => ofRiver.includes(word)).length <= 5, both);
    assert.ok(count(ofMoney) > count(ofRiver), both);
    assert.equal(await faces.column(4).first().locator('mark').count(), 0);
    await faces.column(4).first().hover();
    assert.match((await faces.detail.textContent()) ?? '', /is near “bank”: .*Layer 3 0\.\d\d/);
    await workbench().screenshot('layers-vocabulary-dark');
    await workbench().editor('senses.md').locator('.view-lines').click();
    await workbench().putCaret('senses.md', 'bank of the river', 2);
    await faces.frame.locator('#face-layers .sentence', { hasText: 'of the river' }).waitFor({ timeout: 30_000 });
    await faces.idle();
  });

  it('follows a word through the layers, by pointer and by keyboard, and says where it stands', async () => {
    await faces.frame.locator('[data-control="near-words"]').click();
    await faces.frame.locator('.summary', { hasText: /“bank” among \d+ words of this text/ }).waitFor();
    await faces.column(7).first().hover();
    const name = (await faces.column(7).first().locator('.form').textContent()) ?? '';
    const lit = faces.frame.locator('.near.lit');
    assert.ok((await lit.count()) >= 1);
    for (const text of await lit.locator('.form').allTextContents())
      assert.equal(text.toLowerCase(), name.toLowerCase());
    await faces.detail.locator('mark').waitFor();
    assert.match((await faces.detail.textContent()) ?? '', /is near “bank”: .*Layer 6 0\.\d\d.*senses\.md:\d+/);
    await workbench().screenshot('layers-lit-dark');
    await faces.column(0).first().focus();
    await workbench().page.keyboard.press('ArrowRight');
    await workbench().page.keyboard.press('ArrowDown');
    const focused = faces.frame.locator('.near:focus');
    assert.equal(await focused.getAttribute('data-at'), '1:1');
    assert.match((await faces.detail.textContent()) ?? '', /Layer 0 0\.\d\d/);
  });

  it('shows a neighbour in the text and keeps its own text and word', async () => {
    const sentence = await faces.frame.locator('#face-layers .sentence').textContent();
    await faces.column(6).first().click();
    await workbench().editor('senses.md').locator('.selected-text').first().waitFor({ timeout: 20_000 });
    await workbench().page.waitForTimeout(600);
    assert.equal(await faces.frame.locator('#face-layers .sentence').textContent(), sentence);
    assert.equal(await faces.word('bank').getAttribute('aria-pressed'), 'true');
  });

  it('lists the word’s other uses, those of the same sense first above the embedding layer', async () => {
    await faces.frame.locator('[data-control="near-uses"]').click();
    const last = await faces.near(5);
    assert.equal(last.length, 8);
    assert.match(last[0], /grassy|muddy|steep|sunny/, last.join(' | '));
    await workbench().screenshot('layers-uses-dark');
    await faces.frame.locator('[data-control="near-words"]').click();
  });

  it('takes another word from the sentence, which is then pinned in the attention tab, and the other way round', async () => {
    await faces.word('boat').click();
    await faces.frame.locator('.summary', { hasText: '“boat” among' }).waitFor({ timeout: 30_000 });
    await faces.tab('layers').focus();
    await workbench().page.keyboard.press('ArrowLeft');
    await faces.frame.locator('.card h2', { hasText: '“boat” looks at' }).waitFor();
    assert.equal(await faces.tab('attention').getAttribute('aria-selected'), 'true');
    await faces.frame.locator('.unit[data-side="query"]', { hasText: 'river' }).click();
    await faces.tab('layers').click();
    await faces.frame.locator('.summary', { hasText: '“river” among' }).waitFor({ timeout: 30_000 });
  });

  it('follows the caret to another word and another sentence', async () => {
    await workbench().editor('senses.md').locator('.view-lines').click();
    await workbench().putCaret('senses.md', 'stick and brought', 2);
    await faces.frame.locator('.summary', { hasText: '“stick” among' }).waitFor({ timeout: 30_000 });
    await faces.idle();
    await workbench().screenshot('layers-stick-dark');
  });
});

describe('reading the vocabulary', () => {
  const [workbench, faces] = open({ theme: 'highContrast' });

  it('says how far it is, can be stopped, and goes on from there', async () => {
    await workbench().openFile('senses.md');
    await workbench().putCaret('senses.md', 'bank lent', 2);
    await workbench().runCommand('Semantic Text: Show Word Layer by Layer');
    const reading = faces.frame.locator('#face-layers .reading');
    await reading.waitFor({ timeout: 60_000 });
    const release = holdEncoders(requiredEnv('WORKBENCH_FOLDER'));
    try {
      const value = Number(await reading.locator('progress').evaluate((bar) => (bar as HTMLProgressElement).value));
      assert.ok(value >= 0 && value < 1, String(value));
      assert.equal(await faces.column(3).count(), 0);
      assert.ok((await faces.column(0).count()) > 0, 'the table needs no reading');
      await workbench().screenshot('layers-reading-highContrast');
      await reading.getByRole('button', { name: 'Stop' }).click();
      await faces.frame.locator('.summary', { hasText: '“bank” among' }).waitFor();
      assert.match((await faces.frame.locator('#face-layers .summary').textContent()) ?? '', /words of this text/);
      assert.ok((await faces.column(3).count()) > 0);
      assert.equal(await reading.isVisible(), false);
    } finally {
      release();
    }
    await faces.frame.locator('[data-control="near-vocabulary"]').click();
    const summary = faces.frame.locator('.summary', { hasText: /among 1\d{3} words of the vocabulary/ });
    await summary.waitFor({ timeout: 60_000 });
    assert.equal(await faces.column(3).count(), 10);
    assert.equal(await faces.frame.locator('#face-layers .message:visible').count(), 0);
  });
});

for (const theme of ['light', 'highContrast', 'highContrastLight'] as const) {
  describe(`a word layer by layer, in ${theme}`, () => {
    const [workbench, faces] = open({ theme });

    it('shows markup as text, and words of any script', async () => {
      await workbench().openFile('hostile.txt');
      await workbench().putCaret('hostile.txt', 'bank', 2);
      await workbench().runCommand('Semantic Text: Show Word Layer by Layer');
      await faces.frame.locator('.summary', { hasText: '“bank” among' }).waitFor({ timeout: 60_000 });
      await faces.idle();
      assert.match((await faces.frame.locator('#face-layers .sentence').textContent()) ?? '', /<b onclick/);
      assert.equal(await faces.frame.locator('#face-layers b[onclick]').count(), 0);
      await faces.column(3).first().hover();
      await workbench().screenshot(`layers-hostile-${theme}`);
    });

    it('fits a narrow panel', async () => {
      await workbench().openFile('senses.md');
      await workbench().putCaret('senses.md', 'bank of the river', 2);
      await faces.frame.locator('#face-layers .sentence', { hasText: 'of the river' }).waitFor({ timeout: 60_000 });
      await faces.idle();
      await workbench().page.setViewportSize({ width: 760, height: 700 });
      await workbench().page.waitForTimeout(500);
      await faces.column(2).first().hover();
      await workbench().screenshot(`layers-narrow-${theme}`);
    });
  });
}

describe('senses of a word', () => {
  const [workbench, faces] = open({ theme: 'dark' });
  const river = /river|grassy|muddy|stream|sunny/;

  it('groups the uses of the word at the cursor by what it means there, on a map and in a list', async () => {
    await workbench().openFile('senses.md');
    await workbench().putCaret('senses.md', 'bank of the river', 2);
    await workbench().runCommand('Semantic Text: Show Senses of Word');
    await faces.items.nth(8).waitFor({ timeout: 60_000 });
    assert.equal(await faces.tab('senses').getAttribute('aria-selected'), 'true');
    assert.match((await faces.summary.textContent()) ?? '', /^Uses: 9, in this text\. \d groups/);
    for (const layer of [5, 4]) {
      await faces.toLayer(layer);
      for (const group of await faces.groups()) {
        const same = group.filter((text) => river.test(text)).length;
        assert.ok(same === 0 || same === group.length, `one sense a group: ${group.join(' | ')}`);
      }
    }
    assert.equal((await faces.groups()).length, 2, 'at layer 4 the two senses');
    assert.equal(await faces.frame.locator('.map .sign').count(), 9);
    await workbench().page.waitForTimeout(700);
    await workbench().screenshot('senses-dark');
  });

  it('draws each group in a shape and colour of its own, and names that cover nothing', async () => {
    const signs = await faces.frame
      .locator('.map .sign')
      .evaluateAll((all) =>
        all.map((sign) => [sign.getAttribute('class'), sign.querySelector('path')?.getAttribute('d')]),
      );
    assert.equal(new Set(signs.map(([group]) => group)).size, 2);
    assert.equal(new Set(signs.map(([, shape]) => shape)).size, 2);
    const covered = await faces.frame.locator('.map').evaluate((map) => {
      const boxes = [...map.querySelectorAll('text')].map((text) => text.getBoundingClientRect());
      const others = [...map.querySelectorAll('.sign path')].map((sign) => sign.getBoundingClientRect());
      const meet = (a: DOMRect, b: DOMRect) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
      return {
        names: boxes.length,
        covered: boxes.filter((box, n) => [...others, ...boxes.slice(n + 1)].some((each) => meet(box, each))).length,
      };
    });
    assert.ok(covered.names >= 2, 'names stand on the map');
    assert.equal(covered.covered, 0);
  });

  it('goes from use to use by arrow keys, in step with the list, and to the text with Enter', async () => {
    await faces.map.focus();
    const read = () => faces.frame.locator('#face-senses .detail').textContent();
    const first = await read();
    for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown']) {
      await workbench().page.keyboard.press(key);
      if ((await read()) !== first) break;
    }
    const second = await read();
    assert.notEqual(second, first);
    assert.match(second ?? '', /bank.*senses\.md:\d+/);
    const use = await faces.frame.locator('.map .sign.lit').getAttribute('data-use');
    assert.equal(await faces.frame.locator('.use-item.lit').getAttribute('data-use'), use);
    await workbench().screenshot('senses-lit-dark');
    await workbench().page.keyboard.press('Enter');
    await workbench().editor('senses.md').locator('.selected-text').first().waitFor({ timeout: 20_000 });
    const line = /:(\d+)$/.exec((second ?? '').trim())?.[1];
    await workbench().statusItem(`Ln ${line}, Col`).waitFor({ timeout: 20_000 });
    assert.match((await faces.summary.textContent()) ?? '', /^Uses: 9/, 'the word stays');
  });

  it('shows how senses arise from layer to layer', async () => {
    await faces.frame.getByRole('button', { name: 'Keep these groups' }).click();
    await faces.toLayer(0);
    assert.match((await faces.summary.textContent()) ?? '', /The groups are those of layer 4/);
    const place = () => faces.sign(1).evaluate((sign) => (sign instanceof SVGElement ? sign.style.transform : ''));
    const alone = await place();
    await workbench().screenshot('senses-layer0-dark');
    const text = await faces.frame.locator('.scale-text').textContent();
    const [within, between] = [...(text ?? '').matchAll(/0\.\d\d/g)].map(([value]) => Number(value));
    assert.ok(Math.abs(within - between) < 0.05, `without context there are no senses: ${text}`);
    await faces.toLayer(4);
    assert.notEqual(await place(), alone);
    const later = [...((await faces.frame.locator('.scale-text').textContent()) ?? '').matchAll(/0\.\d\d/g)].map(
      ([value]) => Number(value),
    );
    assert.ok(later[0] - later[1] > 0.1, `with context there are: ${later.join(' ')}`);
    await faces.frame.locator('[data-control="sense-layer"]').press('ArrowRight');
    assert.match((await faces.frame.locator('.scale-text').textContent()) ?? '', /Layer 5 of 6/);
    await faces.frame.getByRole('button', { name: 'Keep these groups' }).click();
  });

  it('reads the list by keyboard', async () => {
    await faces.items.first().focus();
    await workbench().page.keyboard.press('ArrowDown');
    const focused = faces.frame.locator('.use-item:focus');
    const use = await focused.getAttribute('data-use');
    assert.equal(await faces.frame.locator('.map .sign.lit').getAttribute('data-use'), use);
    await workbench().page.keyboard.press('Enter');
    await workbench().editor('senses.md').locator('.selected-text').first().waitFor({ timeout: 20_000 });
  });

  it('looks for another word, and in the whole workspace', async () => {
    const word = faces.frame.locator('[data-control="sense-word"]');
    await word.fill('stick');
    await word.press('Enter');
    await faces.frame.locator('#face-senses .summary', { hasText: 'Uses: 7' }).waitFor({ timeout: 30_000 });
    await workbench().page.waitForTimeout(700);
    await workbench().screenshot('senses-stick-dark');
    await word.fill('bank');
    await faces.frame.locator('[data-control="sense-scope"]').selectOption('workspace');
    await faces.frame.locator('.use-item', { hasText: 'elsewhere.md:1' }).waitFor({ timeout: 60_000 });
    await faces.frame.locator('.use-item', { hasText: 'elsewhere.md:3' }).click();
    await workbench().editor('notes/elsewhere.md').locator('.selected-text').first().waitFor({ timeout: 20_000 });
    await workbench().screenshot('senses-workspace-dark');
    await word.fill('zebra');
    await word.press('Enter');
    await faces.frame
      .locator('#face-senses .message', { hasText: '“zebra” does not stand' })
      .waitFor({ timeout: 30_000 });
  });
});

for (const theme of ['light', 'highContrast', 'highContrastLight'] as const) {
  describe(`senses of a word, in ${theme}`, () => {
    const [workbench, faces] = open({ theme });

    it('shows the map and the list, wide and narrow', async () => {
      await workbench().openFile('senses.md');
      await workbench().putCaret('senses.md', 'bank of the river', 2);
      await workbench().runCommand('Semantic Text: Show Senses of Word');
      await faces.items.nth(8).waitFor({ timeout: 60_000 });
      await workbench().page.waitForTimeout(700);
      await faces.items.nth(2).hover();
      await workbench().screenshot(`senses-${theme}`);
      await workbench().page.setViewportSize({ width: 760, height: 700 });
      await workbench().page.waitForTimeout(900);
      await workbench().screenshot(`senses-narrow-${theme}`);
    });
  });
}

describe('the calculator of words', () => {
  const [workbench, faces] = open({ theme: 'dark' });
  const rows = (list: string) => faces.frame.locator(`[data-list="${list}"] tr`);
  const words = (list: string) => faces.frame.locator(`[data-list="${list}"] .link`).allTextContents();
  const sum = () => faces.frame.locator('[data-control="sum"]');

  it('shows what is near the word without context, and what could stand in its place', async () => {
    await workbench().openFile('senses.md');
    await workbench().putCaret('senses.md', 'bank raised', 2);
    await workbench().runCommand('Semantic Text: Calculate with Words');
    await rows('table').first().waitFor({ timeout: 60_000 });
    await rows('place').first().waitFor({ timeout: 60_000 });
    assert.equal(await sum().inputValue(), 'bank');
    const [near, place] = [await words('table'), await words('place')];
    assert.ok(near.includes('banks') && near.includes('loan'), near.join(' '));
    assert.ok(!place.includes('river'), `context leaves no river: ${place.join(' ')}`);
    const both = await faces.frame.locator('[data-list="place"] tr.both .link').allTextContents();
    assert.deepEqual(
      both,
      place.filter((word) => near.includes(word.toLowerCase())),
    );
    await workbench().screenshot('calculator-dark');
  });

  it('shows beside them what context makes of the word at a layer', async () => {
    await faces.frame.locator('[data-control="context-near"]').click();
    const hint = faces.frame.locator('#face-calculator .hint', { hasText: /at layer 5, the nearest to “bank”/ });
    await hint.waitFor({ timeout: 60_000 });
    assert.equal(await rows('place').count(), 10);
    const [near, inContext] = [await words('table'), await words('place')];
    assert.notDeepEqual(inContext, near);
    const values = (await rows('place').locator('.number').allTextContents()).map(Number);
    assert.deepEqual(
      values,
      values.toSorted((a, b) => b - a),
    );
    assert.ok(values.every((value) => value > 0 && value <= 1));
    await workbench().screenshot('calculator-context-dark');
    await faces.frame.locator('[data-control="context-layer"]').selectOption('0');
    await faces.frame.locator('#face-calculator .hint', { hasText: /at layer 0/ }).waitFor();
    // At layer 0 there is no context yet: nearly the words of the table.
    const atZero = await words('place');
    const kept = (list: string[]) => list.filter((word) => near.includes(word)).length;
    assert.ok(kept(atZero) >= kept(inContext), `${atZero.join(' ')} | ${inContext.join(' ')} | ${near.join(' ')}`);
    await faces.frame.locator('[data-control="context-place"]').click();
    await faces.frame.locator('#face-calculator .hint', { hasText: 'how likely the word is there' }).waitFor();
  });

  it('calculates king − man + woman, as it is typed or from the examples, in two ways', async () => {
    await sum().fill('King - man + woman');
    await sum().press('Enter');
    await faces.frame.locator('[data-list="table"] .link', { hasText: /^queen$/ }).waitFor({ timeout: 30_000 });
    assert.deepEqual(await faces.frame.locator('.chip').allTextContents(), ['King', '+ woman', '− man']);
    assert.ok((await words('table')).indexOf('queen') < 3, (await words('table')).join(' '));
    await workbench().screenshot('calculator-king-dark');
    await faces.frame.locator('[data-control="method"]').selectOption('multiply');
    await faces.frame.getByRole('button', { name: 'better − good + bad' }).click();
    await faces.frame.locator('[data-list="table"] tr', { hasText: 'worse' }).first().waitFor({ timeout: 30_000 });
    assert.equal((await words('table'))[0], 'worse');
  });

  it('goes on from a word that it found, and says what it does not know', async () => {
    await faces.frame.locator('[data-list="table"] .link', { hasText: 'worse' }).first().click();
    assert.equal(await sum().inputValue(), 'worse');
    await sum().fill('swam + sing');
    await sum().press('Enter');
    await faces.frame
      .locator('[data-list="table"] .hint', { hasText: 'does not hold “swam”' })
      .waitFor({ timeout: 30_000 });
    await sum().fill('− sing');
    await sum().press('Enter');
    await faces.frame.locator('[data-list="table"] .hint', { hasText: 'Begin with a word' }).waitFor();
  });
});

for (const theme of ['light', 'highContrast', 'highContrastLight'] as const) {
  describe(`the calculator of words, in ${theme}`, () => {
    const [workbench, faces] = open({ theme });

    it('stands wide and narrow', async () => {
      await workbench().openFile('senses.md');
      await workbench().putCaret('senses.md', 'bank raised', 2);
      await workbench().runCommand('Semantic Text: Calculate with Words');
      await faces.frame.locator('[data-list="table"] tr').first().waitFor({ timeout: 60_000 });
      await faces.frame.locator('[data-list="place"] tr').first().waitFor({ timeout: 60_000 });
      await workbench().screenshot(`calculator-${theme}`);
      await workbench().page.setViewportSize({ width: 760, height: 700 });
      await workbench().page.waitForTimeout(500);
      await workbench().screenshot(`calculator-narrow-${theme}`);
    });
  });
}
