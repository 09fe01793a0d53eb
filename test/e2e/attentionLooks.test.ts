// The attention panel as it looks in each theme, wide and narrow: every view is there, and nothing runs out of the page.

import assert from 'node:assert/strict';
import { PanelHand } from '../support/attentionPanel';
import { drawn } from '../support/drawn';
import { allThemes } from '../support/themes';
import { useWorkbench } from '../support/workbench';

const first = 'The bank raised its rates.';
const second = 'She sat on the bank of the river.';
const files = { 'two.md': `# Two\n\n${first} ${second} Nobody swam.\n` };
const views = ['lines', 'matrix', 'overview', 'table'] as const;

const sizes = [
  ['wide', 1280, 800],
  ['narrow', 760, 700],
] as const;

describe('attention panel, looked at', () => {
  const workbench = useWorkbench({ files, shared: true });
  const panel = new PanelHand(workbench);
  const show = async (view: (typeof views)[number]) => {
    await panel.control(`view-${view}`).click();
    await panel.frame.locator(`.stage[data-view="${view}"]`).waitFor();
    await panel.idle();
    await drawn(panel.frame);
  };
  const fits = async (what: string) => assert.deepEqual(await panel.frame.locator('body').evaluate(outside), [], what);

  it('opens on the selection, and on no more than that', async () => {
    await workbench().openFile('two.md');
    await workbench().select('two.md', `${first} ${second}`);
    await workbench().runCommand('Semantic Text: Show Attention');
    await panel.query(14).waitFor({ timeout: 30_000 });
    await panel.idle();
    const labels = await panel.labels();
    assert.deepEqual(
      labels.filter((label) => label === '.' || label === 'bank' || label.startsWith('[')),
      ['[CLS]', 'bank', '.', 'bank', '.', '[SEP]'],
    );
    assert.ok(labels.includes('river') && !labels.includes('nobody'), labels.join(' '));
  });

  for (const theme of allThemes) {
    for (const [size, width, height] of sizes) {
      it(`has every view within the page, and on nothing else, in ${theme}, ${size}`, async () => {
        await workbench().setTheme(theme);
        await workbench().page.setViewportSize({ width, height });
        for (const view of views) {
          await show(view);
          if (view === 'lines') await panel.query(2).hover();
          await fits(view);
          await workbench().screenshot(`attention-looks-${view}-${size}-${theme}`);
        }
        await show('lines');
        await panel.query(2).dblclick();
        await panel.frame.locator('.predictions table').first().waitFor();
        await panel.control('breakdown').click();
        await panel.frame.locator('.breakdown .bars').waitFor();
        await panel.idle();
        await fits('masked, with Q and K');
        await workbench().screenshot(`attention-looks-masked-${size}-${theme}`);
        await panel.control('breakdown').click();
        await panel.frame.getByRole('button', { name: 'Undo all' }).click();
        await panel.frame.locator('.inspector summary').click();
        await panel.frame.locator('.inspector tbody tr').nth(4).waitFor();
        await panel.frame.locator('.inspector').scrollIntoViewIfNeeded();
        await workbench().screenshot(`attention-looks-tokens-${size}-${theme}`);
        await panel.frame.locator('.inspector summary').click();
        await panel.idle();
      });
    }
  }
});

/** Runs in the page: what is beyond its right edge, whether it scrolls sideways, and whether the view lies on anything else. */
function outside(): string[] {
  const { clientWidth, scrollWidth } = document.documentElement;
  const controls = Array.from(document.querySelectorAll<HTMLElement>('.controls :is(button, select, input)'));
  const beyond = controls.filter(
    (each) => each.checkVisibility() && each.getBoundingClientRect().right > clientWidth + 1,
  );
  const found = beyond.map((each) => each.outerHTML.slice(0, 120));
  const view = document.querySelector('.stage')?.getBoundingClientRect();
  const others = Array.from(document.querySelectorAll<HTMLElement>('.side, footer, .controls'));
  for (const other of view ? others : []) {
    const { left, right, top, bottom } = other.getBoundingClientRect();
    if (view && left < view.right - 1 && right > view.left + 1 && top < view.bottom - 1 && bottom > view.top + 1)
      found.push(`the view lies on ${other.className || other.tagName}`);
  }
  return scrollWidth > clientWidth ? [`the page is ${scrollWidth} wide in ${clientWidth}`, ...found] : found;
}
