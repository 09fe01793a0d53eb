// Marks in the text what drove its label: only when asked for, gone on command or when the text changes.

import { Range, ThemeColor, window, type DecorationRenderOptions, type Disposable, type TextEditor } from 'vscode';
import type { ExplainResult } from '../../protocol/classify';
import { StaleError } from '../failure';
import type { Guard } from '../guard';
import { withProgress } from '../progress';
import { Marks, type Mark, type MarkKind } from '../ready/marks';
import type { Server } from '../server';
import { classifyLabels as labels } from './labels';
import type { Source } from './source';

/** Effects below this many points of probability are no news, unless none is larger: of a sure answer a part alone takes little. */
const leastEffect = 0.01;
/** Of the strongest effect, where none reaches the least: what is marked then. */
const shareOfStrongest = 0.25;

/** As many layers of one faint colour lie over each other, so that a theme needs to know one for each side. */
const strengths = 4;
/** Backgrounds are contributed (package.json), so that themes and people can change them. */
const sides = {
  for: { background: 'semanticText.explanation.forBackground', ruler: 'charts.blue' },
  against: { background: 'semanticText.explanation.againstBackground', ruler: 'charts.orange' },
} as const;

type Side = keyof typeof sides;

export class Explanations implements Disposable {
  readonly #marks = new Marks();

  constructor(
    readonly server: Server,
    readonly guard: Guard,
  ) {}

  async show(editor: TextEditor, range: Range, source: Source): Promise<void> {
    const { document } = editor;
    const { version } = document;
    const text = document.getText(range);
    const { classifier, labels: names, ready } = source;
    const found = await withProgress(labels.explaining(), (token) =>
      this.server.request('explain', { text, classifier, labels: names, ready }, { token }),
    );
    if (document.version !== version) throw new StaleError();
    const start = document.offsetAt(range.start);
    const rangeOf = (part: { readonly start: number; readonly end: number }): Range =>
      new Range(document.positionAt(start + part.start), document.positionAt(start + part.end));
    this.#marks.show(document, kindsOf(found, rangeOf));
    window.setStatusBarMessage(labels.explained(found.label, found.probability), 8000);
  }

  clear(): void {
    this.#marks.clear();
  }

  dispose(): void {
    this.#marks.dispose();
  }
}

function kindsOf(
  { label, parts }: ExplainResult,
  rangeOf: (part: ExplainResult['parts'][number]) => Range,
): readonly MarkKind[] {
  const strongest = Math.max(...parts.map(({ effect }) => Math.abs(effect)));
  const least = strongest < leastEffect ? strongest * shareOfStrongest : leastEffect;
  const marks: Record<Side, Mark[][]> = { for: layers(), against: layers() };
  for (const part of parts) {
    const size = Math.abs(part.effect);
    if (size === 0 || size < least) continue;
    const points = size < leastEffect ? '< 1' : String(Math.round(size * 100));
    const hover = part.effect > 0 ? labels.effectUp(label, points) : labels.effectDown(label, points);
    const strength = Math.min(strengths, 1 + Math.floor((size / strongest) * strengths));
    const some = marks[part.effect > 0 ? 'for' : 'against'].slice(0, strength);
    const range = rangeOf(part);
    // The words are said once.
    for (const [n, layer] of some.entries()) layer.push(n === 0 ? { range, hover } : { range });
  }
  const side = (name: Side) => marks[name].map((some, n) => ({ look: lookOf(name, n), marks: some }));
  return [...side('for'), ...side('against')];
}

const layers = (): Mark[][] => Array.from({ length: strengths }, () => []);

/** Colour is not the only sign: the hover says it in words, and a line marks what speaks against. */
function lookOf(side: Side, layer: number): DecorationRenderOptions {
  const { background, ruler } = sides[side];
  const look = { backgroundColor: new ThemeColor(background), borderRadius: '2px' };
  if (layer > 0) return look;
  return {
    ...look,
    // High contrast themes need a line where others have a tint.
    border: '1px solid',
    borderColor: new ThemeColor('contrastBorder'),
    textDecoration: side === 'for' ? undefined : 'underline dashed',
    overviewRulerColor: new ThemeColor(ruler),
  };
}
