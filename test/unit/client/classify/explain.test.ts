// What is marked in a text of what drove its label.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  FakeDocument,
  FakeEditor,
  FakeThemeColor,
  fileUri,
  showEditors,
  write,
  type FakeDecoration,
} from '../../../support/fakeVscode';
import { Range, type TextEditor } from 'vscode';
import { Explanations } from '../../../../src/client/classify/explain';
import type { Guard } from '../../../../src/client/guard';
import type { Server } from '../../../../src/client/server';
import type { ExplainResult } from '../../../../src/protocol/classify';

const text = 'Pay now. Thanks. Maybe. It is late. Bye.';

/** Marks the sentences of the text by their effects. */
async function explained(effects: readonly number[]): Promise<{ explanations: Explanations; editor: FakeEditor }> {
  const parts = [...text.matchAll(/[^.]+\./g)].map(({ 0: found, index }, n) => ({
    start: index,
    end: index + found.length,
    effect: effects[n],
  }));
  const result = { label: 'billing', probability: 0.9, parts } as unknown as ExplainResult;
  const server = { request: () => Promise.resolve(result) } as unknown as Server;
  const explanations = new Explanations(server, {} as Guard);
  const document = new FakeDocument(fileUri('/mail.txt'), text);
  const editor = new FakeEditor(document, 0);
  showEditors(editor);
  const whole = new Range(document.positionAt(0) as never, document.positionAt(text.length) as never);
  await explanations.show(editor as unknown as TextEditor, whole, { note: '' });
  return { explanations, editor };
}

/** How many layers of a colour lie on the sentence at a place. */
const layersAt = ({ drawn }: FakeEditor, start: number): number =>
  drawn.flatMap(({ ranges }) => ranges).filter(({ range }) => range.start.character === start).length;

const valuesOf = ({ look }: FakeDecoration): unknown[] => Object.values(look);

describe('marks of what drove a label', () => {
  it('are in colours of the theme, which high contrast themes have, too', async () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: { colors: readonly { id: string; defaults: Record<string, string> }[] };
    };
    const { editor } = await explained([0.4, -0.2, 0, 0, 0]);
    const values = editor.drawn.flatMap(valuesOf);
    assert.deepEqual(
      values.filter((value) => typeof value === 'string' && /#|rgb/.test(value)),
      [],
    );
    const own = values.flatMap((value) => (value instanceof FakeThemeColor ? [value.id] : [])).filter((id) => id.startsWith('semanticText.')); // prettier-ignore
    assert.deepEqual([...new Set(own)].sort(), contributes.colors.map(({ id }) => id).sort());
    for (const { id, defaults } of contributes.colors) {
      assert.deepEqual(Object.keys(defaults).sort(), ['dark', 'highContrast', 'highContrastLight', 'light'], id);
      // Text must be read through four layers.
      for (const colour of Object.values(defaults)) assert.match(colour, /^#[0-9a-f]{6}[1-4][0-9a-f]$/, id);
    }
  });

  it('are as strong as the effect, and say it once in words', async () => {
    const { editor } = await explained([0.4, -0.2, 0.005, 0.05, 0.32]);
    const at = (sentence: string) => text.indexOf(sentence);
    assert.deepEqual(
      [0, at(' Thanks'), at(' Maybe'), at(' It is'), at(' Bye')].map((start) => layersAt(editor, start)),
      [4, 3, 0, 1, 4],
    );
    const hovers = editor.drawn.flatMap(({ ranges }) =>
      ranges.flatMap(({ hoverMessage }) => hoverMessage?.value ?? []),
    );
    assert.deepEqual(hovers.sort(), [
      'Against “billing”: without this part 20 points more',
      'For “billing”: without this part 32 points less',
      'For “billing”: without this part 40 points less',
      'For “billing”: without this part 5 points less',
    ]);
  });

  it('are there again in an editor that is opened again, and gone when the text changes', async () => {
    const { editor } = await explained([0.4, 0, 0, 0, 0]);
    const again = new FakeEditor(editor.document, 0);
    showEditors(again);
    assert.equal(layersAt(again, 0), 4);
    write(editor.document, `${text} P.S.`);
    assert.equal(layersAt(again, 0), 0);
  });

  it('are taken away on command', async () => {
    const { explanations, editor } = await explained([0.4, 0, 0, 0, 0]);
    explanations.clear();
    assert.deepEqual(editor.drawn, []);
  });
});
