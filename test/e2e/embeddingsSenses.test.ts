// The tab of senses of the panel about embeddings, in the real workbench with the bundled encoder.

import assert from 'node:assert/strict';
import { drawn } from '../support/drawn';
import { openFaces } from '../support/embeddingsPanel';

describe('senses of a word', () => {
  const [workbench, faces] = openFaces({ theme: 'dark' });
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
      // A small encoder may take one of nine uses for the other sense; which one changes with its weights.
      const groups = await faces.groups();
      const astray = groups.map((group) => {
        const same = group.filter((text) => river.test(text)).length;
        return Math.min(same, group.length - same);
      });
      assert.ok(
        astray.reduce((sum, count) => sum + count, 0) <= 1,
        `one sense a group: ${groups.map((group) => group.join(' | ')).join(' || ')}`,
      );
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
    await faces.toLayer(4);
    assert.notEqual(await place(), alone);
    const later = [...((await faces.frame.locator('.scale-text').textContent()) ?? '').matchAll(/0\.\d\d/g)].map(
      ([value]) => Number(value),
    );
    const gaps = `${text} / ${later.join(' ')}`;
    // The embeddings at layer 0 hold the place in the text beside the word.
    assert.ok(later[0] - later[1] > Math.abs(within - between) + 0.03, `context tells senses apart: ${gaps}`);
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

  it('moves nothing under the pointer, however long the sentence is that it shows', async () => {
    await workbench().page.setViewportSize({ width: 760, height: 700 });
    await workbench().openFile('wordy.md');
    await workbench().putCaret('wordy.md', 'harbour froze', 2);
    await workbench().runCommand('Semantic Text: Show Senses of Word');
    await faces.frame.locator('#face-senses .summary', { hasText: 'Uses: 3' }).waitFor({ timeout: 30_000 });
    const places = async () => {
      await drawn(faces.frame);
      const signs = await Promise.all([0, 1, 2].map((use) => faces.sign(use).getAttribute('style')));
      return [await faces.map.boundingBox(), ...signs];
    };
    await faces.summary.hover();
    const before = await places();
    for (const use of [0, 1, 2]) {
      await faces.sign(use).hover();
      await faces.frame.locator(`.use-item.lit[data-use="${use}"]`).waitFor();
      assert.deepEqual(await places(), before, `use ${use}`);
    }
    await workbench().page.setViewportSize({ width: 1280, height: 800 });
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
