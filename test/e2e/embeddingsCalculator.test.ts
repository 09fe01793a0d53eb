// The tab that calculates with words, in the real workbench with the bundled encoder.

import assert from 'node:assert/strict';
import { openFaces } from '../support/embeddingsPanel';

describe('the calculator of words', () => {
  const [workbench, faces] = openFaces({ theme: 'dark' });
  const rows = (list: string) => faces.frame.locator(`[data-list="${list}"] tr`);
  const words = (list: string) => faces.frame.locator(`[data-list="${list}"] .link`).allTextContents();
  const sum = () => faces.frame.locator('[data-control="sum"]');

  it('shows what is near the word without context, and what could stand in its place', async () => {
    await workbench().openFile('senses.md');
    await workbench().putCaret('senses.md', 'bank into', 2);
    await workbench().runCommand('Semantic Text: Calculate with Words');
    await rows('table').first().waitFor({ timeout: 60_000 });
    await rows('place').first().waitFor({ timeout: 60_000 });
    assert.equal(await sum().inputValue(), 'bank');
    const [near, place] = [await words('table'), await words('place')];
    assert.ok(near.includes('banks') && near.includes('loan'), near.join(' '));
    assert.ok(!place.includes('river'), `what only stands beside it is left out: ${place.join(' ')}`);
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
