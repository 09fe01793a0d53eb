// Marks in the text what drove its label: only when asked for, gone on command or when the text changes.

import {
  MarkdownString,
  Range,
  ThemeColor,
  window,
  workspace,
  type DecorationOptions,
  type Disposable,
  type TextEditor,
  type TextEditorDecorationType,
} from 'vscode';
import type { ExplainResult } from '../../protocol/classify';
import { DisposableList } from '../disposables';
import { StaleError } from '../failure';
import type { Guard } from '../guard';
import { withProgress } from '../progress';
import type { Server } from '../server';
import { classifyLabels as labels } from './labels';
import type { Source } from './source';

/** Effects below this many points of probability are no news, unless none is larger: of a sure answer a part alone takes little. */
const leastEffect = 0.01;
/** Of the strongest effect, where none reaches the least: what is marked then. */
const shareOfStrongest = 0.25;

/** Four strengths on either side: colour is not the only sign, the hover says it in words and a border marks the side. */
const opacities = ['26', '4d', '73', '99'] as const;
const sides = { for: '#3fb950', against: '#d29922' } as const;

export class Explanations implements Disposable {
  readonly #own = new DisposableList();
  #types = makeTypes();
  readonly #marked = new Set<string>();

  constructor(
    readonly server: Server,
    readonly guard: Guard,
  ) {
    this.#own.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length && this.#marked.has(document.uri.toString())) this.clear();
      }),
    );
  }

  async show(editor: TextEditor, range: Range, source: Source): Promise<void> {
    const { document } = editor;
    const { version } = document;
    const text = document.getText(range);
    const { classifier, labels: names, ready } = source;
    const found = await withProgress(labels.explaining(), (token) =>
      this.server.request('explain', { text, classifier, labels: names, ready }, { token }),
    );
    if (document.version !== version) throw new StaleError();
    this.clear();
    this.#mark(editor, document.offsetAt(range.start), found);
    window.setStatusBarMessage(labels.explained(found.label, found.probability), 8000);
  }

  /** Everywhere, also in editors that are not to be seen: the marks go with their kind. */
  clear(): void {
    if (!this.#marked.size) return;
    this.#marked.clear();
    disposeAll(this.#types);
    this.#types = makeTypes();
  }

  dispose(): void {
    disposeAll(this.#types);
    this.#own.dispose();
  }

  #mark(editor: TextEditor, offset: number, { label, parts }: ExplainResult): void {
    const { document } = editor;
    const strongest = Math.max(...parts.map(({ effect }) => Math.abs(effect)));
    const least = strongest < leastEffect ? strongest * shareOfStrongest : leastEffect;
    const byType = new Map<TextEditorDecorationType, DecorationOptions[]>();
    for (const { start, end, effect } of parts) {
      if (effect === 0 || Math.abs(effect) < least) continue;
      const points = Math.abs(effect) < leastEffect ? '< 1' : String(Math.round(Math.abs(effect) * 100));
      const side = effect > 0 ? 'for' : 'against';
      const strength = Math.min(opacities.length - 1, Math.floor((Math.abs(effect) / strongest) * opacities.length));
      const words = effect > 0 ? labels.effectUp(label, points) : labels.effectDown(label, points);
      const type = this.#types[side][strength];
      const range = new Range(document.positionAt(offset + start), document.positionAt(offset + end));
      const hoverMessage = new MarkdownString().appendText(words);
      byType.set(type, [...(byType.get(type) ?? []), { range, hoverMessage }]);
    }
    for (const [type, ranges] of byType) editor.setDecorations(type, ranges);
    this.#marked.add(document.uri.toString());
  }
}

type Types = Readonly<Record<keyof typeof sides, readonly TextEditorDecorationType[]>>;

const makeTypes = (): Types => ({ for: typesOf('for'), against: typesOf('against') });

const typesOf = (side: keyof typeof sides): TextEditorDecorationType[] =>
  opacities.map((opacity) =>
    window.createTextEditorDecorationType({
      backgroundColor: `${sides[side]}${opacity}`,
      borderRadius: '2px',
      // High contrast themes need a line where others have a tint.
      border: '1px solid',
      borderColor: new ThemeColor('contrastBorder'),
      textDecoration: side === 'for' ? undefined : 'underline dashed',
      overviewRulerColor: sides[side],
    }),
  );

function disposeAll(types: Types): void {
  for (const type of [...types.for, ...types.against]) type.dispose();
}
