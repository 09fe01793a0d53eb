// Weak joints between paragraphs: a mark beside them, only on command, gone by command or when the text there changes.

import type { MarkdownString, Range } from 'vscode';
import {
  l10n,
  OverviewRulerLane,
  ThemeColor,
  window,
  workspace,
  type DecorationOptions,
  type TextDocument,
  type TextEditor,
} from 'vscode';
import type { CoherenceResult, WireJoint } from '../../protocol/similarity';
import { readSetting } from '../configuration';
import { DisposableList } from '../disposables';
import { StaleError } from '../failure';
import type { Guard } from '../guard';
import { withProgress } from '../progress';
import type { Server } from '../server';
import { coherenceMessages as messages } from './coherenceMessages';
import { similarityLabels as labels } from './labels';
import { sourceOfDocument, sourceOfSelection, wireText } from './source';

type Strength = 'weak' | 'broken';

interface Mark {
  readonly range: Range;
  readonly strength: Strength;
  readonly hover: MarkdownString;
}

export class Coherence {
  readonly #own = new DisposableList();
  readonly #marks = new Map<string, readonly Mark[]>();
  readonly #types = {
    weak: this.#own.add(window.createTextEditorDecorationType(lookOf('weak'))),
    broken: this.#own.add(window.createTextEditorDecorationType(lookOf('broken'))),
  };

  constructor(
    readonly server: Server,
    readonly guard: Guard,
  ) {
    this.#own.add(window.onDidChangeVisibleTextEditors(() => this.#draw()));
    this.#own.add(workspace.onDidCloseTextDocument(({ uri }) => void this.#marks.delete(uri.toString())));
    // VS Code moves decorations with the text; what was judged is only known for the text as it was.
    this.#own.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) =>
        this.#changed(document, contentChanges.length),
      ),
    );
  }

  /** Looks at the selection, or at the whole document. */
  async check(editor: TextEditor): Promise<void> {
    const { document, selection } = editor;
    const source = selection.isEmpty ? sourceOfDocument(document) : sourceOfSelection(editor, selection);
    const version = document.version;
    const choice = { layers: readSetting('similarity.layers'), pooling: readSetting('similarity.pooling') };
    const result = await withProgress(labels.checkingCoherence(), (token, onProgress) =>
      this.server.request('coherence', { document: wireText(source), ...choice }, { token, onProgress }),
    );
    if (document.version !== version) throw new StaleError();
    const weak = result.joints.filter(({ strength }) => strength !== 'holds');
    this.#marks.set(
      document.uri.toString(),
      weak.map((joint) => markOf(document, source.start, joint, result)),
    );
    this.#draw();
    this.guard.say(messages.summary(result.joints.length, weak.length));
  }

  clear(): void {
    this.#marks.clear();
    this.#draw();
  }

  dispose(): void {
    this.#own.dispose();
  }

  #changed(document: TextDocument, changes: number): void {
    if (changes > 0 && this.#marks.delete(document.uri.toString())) this.#draw();
  }

  #draw(): void {
    for (const editor of window.visibleTextEditors) {
      const marks = this.#marks.get(editor.document.uri.toString()) ?? [];
      for (const strength of ['weak', 'broken'] as const) {
        const shown = marks.filter((mark) => mark.strength === strength);
        editor.setDecorations(
          this.#types[strength],
          shown.map(({ range, hover }): DecorationOptions => ({ range, hoverMessage: hover })),
        );
      }
    }
  }
}

/** A bar beside the line where the next paragraph begins, and a few words behind it, so that colour is not all. */
function lookOf(strength: Strength) {
  const colour = new ThemeColor(strength === 'broken' ? 'editorWarning.foreground' : 'editorInfo.foreground');
  return {
    isWholeLine: true,
    borderStyle: strength === 'broken' ? 'solid' : 'dashed',
    borderWidth: '2px 0 0 0',
    borderColor: colour,
    overviewRulerColor: colour,
    overviewRulerLane: OverviewRulerLane.Right,
    after: {
      contentText: strength === 'broken' ? l10n.t('⤒ does not follow from what is above') : l10n.t('⤒ follows loosely'),
      color: new ThemeColor('editorCodeLens.foreground'),
      margin: '0 0 0 2em',
      fontStyle: 'italic',
    },
  };
}

function markOf(document: TextDocument, start: number, joint: WireJoint, result: CoherenceResult): Mark {
  const line = document.positionAt(start + joint.after.start).line;
  const strength = joint.strength === 'broken' ? 'broken' : 'weak';
  return { range: document.lineAt(line).range, strength, hover: messages.hover(joint, result) };
}
