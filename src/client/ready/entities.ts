// Names in a text, marked where they stand and listed by their kind.

import {
  QuickPickItemKind,
  Range,
  Selection,
  TextEditorRevealType,
  ThemeColor,
  ThemeIcon,
  env,
  window,
  type DecorationRenderOptions,
  type QuickPickItem,
  type TextDocument,
  type TextEditor,
} from 'vscode';
import { toCsv } from '../../core/tables';
import type { WireEntity } from '../../protocol/ready';
import { StaleError } from '../failure';
import { withProgress } from '../progress';
import { rangeOf, textIn } from '../selected';
import type { Server } from '../server';
import { readyLabels as labels } from './labels';
import type { Marks } from './marks';
import type { ReadyModels } from './models';

export interface EntityFinder {
  readonly server: Server;
  readonly models: ReadyModels;
  readonly marks: Marks;
}

interface Found {
  readonly label: string;
  readonly probability: number;
  readonly range: Range;
  readonly text: string;
}

interface Row extends QuickPickItem {
  readonly found?: Found;
}

/** Colours of the theme, which are told apart in each of them; the kind also stands behind each name in words. */
const colours = ['charts.blue', 'charts.orange', 'charts.green', 'charts.purple', 'charts.red', 'charts.yellow'];

/** In the selection, or in the whole document. */
export async function findEntities({ server, models, marks }: EntityFinder, editor: TextEditor): Promise<void> {
  const { document } = editor;
  const { version } = document;
  const range = rangeOf(editor);
  const text = textIn(editor, range);
  const { entities } = await models.with('entities', () =>
    withProgress(labels.finding(), (token, onProgress) => server.request('entities', { text }, { token, onProgress })),
  );
  if (document.version !== version) throw new StaleError();
  const found = entities.map((entity) => foundIn(document, document.offsetAt(range.start), entity));
  marks.show(
    document,
    kindsOf(found).map((kind, n) => ({
      look: lookOf(kind, n),
      marks: found
        .filter(({ label }) => label === kind)
        .map(({ range: place, label, probability }) => ({ range: place, hover: labels.entity(label, probability) })),
    })),
  );
  if (found.length) await list(editor, found);
  else void window.showInformationMessage(labels.noEntities());
}

function foundIn(document: TextDocument, offset: number, { start, end, label, probability }: WireEntity): Found {
  const range = new Range(document.positionAt(offset + start), document.positionAt(offset + end));
  return { label, probability, range, text: document.getText(range) };
}

/** Kinds, most frequent first. */
function kindsOf(found: readonly Found[]): string[] {
  const counts = new Map<string, number>();
  for (const { label } of found) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([label]) => label);
}

function lookOf(kind: string, n: number): DecorationRenderOptions {
  const colour = new ThemeColor(colours[n % colours.length]);
  return {
    border: '1px solid',
    borderColor: colour,
    borderRadius: '3px',
    overviewRulerColor: colour,
    after: { contentText: kind, color: colour, margin: '0 0.4em 0 0.3em', fontWeight: '600' },
  };
}

async function list(editor: TextEditor, found: readonly Found[]): Promise<void> {
  const pick = window.createQuickPick<Row>();
  const before = editor.selection;
  pick.title = labels.entitiesTitle(found.length);
  pick.placeholder = labels.entitiesHint();
  pick.matchOnDescription = true;
  // Showing a name in the text must not close the list.
  pick.ignoreFocusOut = true;
  pick.buttons = [{ iconPath: new ThemeIcon('copy'), tooltip: labels.copy() }];
  pick.items = rowsOf(found);
  const chosen = await new Promise<Found | undefined>((resolve) => {
    pick.onDidTriggerButton(() => void copy(found));
    pick.onDidChangeActive(([row]) => row?.found && show(editor, row.found.range));
    pick.onDidAccept(() => resolve(pick.activeItems[0]?.found));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  pick.dispose();
  if (!chosen) editor.selection = before;
  await window.showTextDocument(editor.document, { viewColumn: editor.viewColumn, selection: chosen?.range });
}

function rowsOf(found: readonly Found[]): Row[] {
  return kindsOf(found).flatMap((kind) => {
    const inside = found.filter(({ label }) => label === kind);
    return [
      { label: `${kind} (${inside.length})`, kind: QuickPickItemKind.Separator },
      ...inside.map((each): Row => {
        const line = labels.line(each.range.start.line + 1);
        const description = `${labels.entity(kind, each.probability)} · ${line}`;
        return { label: each.text.replace(/\s+/g, ' '), description, found: each };
      }),
    ];
  });
}

function show(editor: TextEditor, range: Range): void {
  editor.selection = new Selection(range.start, range.end);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}

async function copy(found: readonly Found[]): Promise<void> {
  const rows = found.map(({ text, label, probability, range: { start } }) => [
    text,
    label,
    Math.round(probability * 10_000) / 10_000,
    start.line + 1,
    start.character + 1,
  ]);
  await env.clipboard.writeText(toCsv(['text', 'label', 'probability', 'line', 'column'], rows));
  window.setStatusBarMessage(labels.copied(found.length), 4000);
}
