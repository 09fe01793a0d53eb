// The attention panel in high contrast without a mouse: every step is a key, and what has the focus can be seen.

import assert from 'node:assert/strict';
import { PanelHand } from '../support/attentionPanel';
import { useWorkbench } from '../support/workbench';

const sentence = 'The bank raised its rates, so she sat on the bank of the river.';

describe('attention panel by keyboard alone, in high contrast', () => {
  const files = { 'notes.md': `${sentence}\n` };
  const workbench = useWorkbench({ files, theme: 'highContrast', shared: true });
  const panel = new PanelHand(workbench);
  const keys = async (...names: string[]) => {
    for (const name of names) await workbench().page.keyboard.press(name);
  };
  const hasFocus = (selector: string) =>
    panel.frame.locator('body').evaluate((_, wanted) => document.activeElement?.matches(wanted) ?? false, selector);
  /** Goes there with Tab or Shift and Tab, stop by stop; each stop must be seen to have the focus. */
  const tabTo = async (selector: string) => {
    for (let left = 80; left > 0; left--) {
      await keys((await panel.frame.locator('body').evaluate(isBehind, selector)) ? 'Shift+Tab' : 'Tab');
      const seen = await panel.frame.locator('body').evaluate(focusIsSeen);
      assert.equal(seen, '', 'the focus cannot be seen');
      if (await hasFocus(selector)) return;
    }
    assert.fail(`Tab never came to ${selector}`);
  };
  const control = (name: string) => `[data-control="${name}"]`;

  it('opens, takes the focus, and switches views', async () => {
    await workbench().openFile('notes.md');
    await workbench().putCaret('notes.md', 'river');
    await workbench().runCommand('Semantic Text: Show Attention');
    await panel.query(2).waitFor({ timeout: 30_000 });
    await panel.idle();
    await keys('Control+2');
    await tabTo(control('view-lines'));
    await keys('ArrowRight', 'Enter');
    await panel.frame.locator('.stage[data-view="matrix"]').waitFor();
    await tabTo('.matrix [tabindex="0"]');
    await keys('ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter');
    await panel.idle();
    assert.match(await panel.readout(), /query “bank” → key “the”/);
    await workbench().screenshot('attention-keyboard-matrix-high-contrast');
    await keys('Escape');
    await panel.idle();
    assert.doesNotMatch(await panel.readout(), /→ key “the”/);
  });

  it('reads the weights in the table and opens a head of the overview', async () => {
    await tabTo(control('view-matrix'));
    await keys('ArrowRight', 'ArrowRight', 'Enter');
    await panel.frame.locator('.stage[data-view="table"] td.number').first().waitFor();
    await keys('ArrowLeft', 'Enter');
    await panel.frame.locator('.stage[data-view="overview"]').waitFor();
    await tabTo('.thumbnail');
    await keys('ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter');
    await panel.frame.locator('.stage[data-view="lines"]').waitFor();
    await panel.idle();
    assert.equal(await panel.control('layer').inputValue(), '2');
    assert.equal(await panel.control('head-1').getAttribute('aria-pressed'), 'true');
    assert.equal(await panel.frame.locator('.head[aria-pressed="true"]').count(), 1);
  });

  it('chooses layer and heads', async () => {
    await tabTo(control('layer'));
    await keys('ArrowDown');
    await panel.idle();
    assert.equal(await panel.control('layer').inputValue(), '3');
    await tabTo(control('heads-none'));
    await keys('Enter');
    await panel.frame.locator('.nothing', { hasText: 'No head is chosen' }).waitFor();
    await workbench().screenshot('attention-keyboard-no-head-high-contrast');
    await keys('Shift+Tab', 'Enter');
    await panel.frame.locator('.nothing').waitFor({ state: 'hidden' });
    assert.equal(await panel.frame.locator('.head[aria-pressed="false"]').count(), 0);
  });

  it('walks the tokens, pins, masks and takes it back', async () => {
    await tabTo('.unit[data-side="query"]');
    await keys('ArrowDown', 'ArrowDown', 'Enter', 'ArrowRight', 'ArrowDown', 'Enter');
    await panel.idle();
    assert.match(await panel.readout(), /query “bank” → key “raised”/);
    await keys('Escape', 'm');
    await panel.frame.locator('.predictions table').first().waitFor();
    assert.equal(await panel.query(3).textContent(), '[MASK]');
    await workbench().screenshot('attention-keyboard-masked-high-contrast');
    await panel.idle();
    await tabTo('[data-extra="undo"]');
    await keys('Enter');
    await panel.frame.locator('.predictions').waitFor({ state: 'detached' });
  });

  it('silences a head, and opens queries and keys', async () => {
    await tabTo(control('head-1'));
    await keys('s');
    await panel.frame.locator('.predictions table').nth(1).waitFor();
    await keys('s');
    await panel.frame.locator('.predictions').waitFor({ state: 'detached' });
    await tabTo(control('breakdown'));
    await keys('Space');
    await panel.frame.locator('.breakdown .bars').waitFor();
    await workbench().screenshot('attention-keyboard-breakdown-high-contrast');
    await keys('Space');
    await panel.frame.locator('.breakdown').waitFor({ state: 'detached' });
  });

  it('opens the tokens and saves the drawing', async () => {
    await tabTo('.inspector summary');
    await keys('Enter');
    await panel.frame.locator('.inspector tbody tr').nth(4).waitFor();
    await tabTo('[data-extra="export"]');
    await keys('Enter', 'Tab', 'Enter');
    const svg = (await workbench().saveAs('keyboard.svg')).toString();
    assert.match(svg, /^<svg .*river.*<\/svg>\s*$/s);
  });

  it('draws edges where other themes draw shades', async () => {
    const plain = await panel.frame.locator('body').evaluate(unseenEdges);
    assert.deepEqual(plain, []);
  });
});

/** Runs in the page: whether the element stands before what has the focus. */
function isBehind(_: Element, selector: string): boolean {
  const [wanted, now] = [document.querySelector(selector), document.activeElement];
  return !!wanted && !!now && now !== document.body && !!(now.compareDocumentPosition(wanted) & 2);
}

/** Runs in the page: what has the focus but does not show it, as HTML; empty where all is well. */
function focusIsSeen(): string {
  const element = document.activeElement;
  if (!element || element === document.body) return '';
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
  const seen = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && !/, 0\)$|transparent/.test(outlineColor);
  return seen ? '' : element.outerHTML.slice(0, 200);
}

/** Runs in the page: the controls in sight that have no edge. */
function unseenEdges(): string[] {
  const controls = Array.from(document.querySelectorAll<HTMLElement>('.controls :is(button, select)'));
  const visible = controls.filter((each) => each.checkVisibility() && !each.closest('.segmented, .menu'));
  return visible
    .filter((each) => {
      const { borderTopStyle, borderTopWidth, borderTopColor } = getComputedStyle(each);
      return borderTopStyle === 'none' || parseFloat(borderTopWidth) < 1 || /, 0\)$/.test(borderTopColor);
    })
    .map((each) => each.outerHTML.slice(0, 120));
}
