// The senses of the word at the cursor: its uses in the document and in the other open ones, grouped by meaning in a
// quick pick. Moving through the list shows the use in the text; Esc goes back to where the cursor was.

import {
  QuickPickItemKind,
  Range,
  Selection,
  l10n,
  window,
  workspace,
  type QuickPickItem,
  type TextDocument,
  type TextEditor,
} from 'vscode';
import { readableText } from '../core/markup';
import { wordAt } from '../core/text';
import type { SensesResult, WireUse } from '../protocol/senses';
import { Failure } from './failure';
import type { Guard } from './guard';
import type { Server } from './server';

/** Larger documents are left to the command line. */
const largestCharacters = 1_000_000;
const contextCharacters = 60;

interface UseItem extends QuickPickItem {
  readonly use?: WireUse;
}

export async function showSenses(server: Server, guard: Guard, editor: TextEditor): Promise<void> {
  const text = editor.document.getText();
  const found = wordAt(text, editor.document.offsetAt(editor.selection.active));
  if (!found) throw new Failure('noWord');
  const word = text.slice(found.start, found.end);
  const documents = openDocuments(editor.document);
  // Markup is blanked, not taken out: offsets stay those of the document.
  const texts = documents.map((document) => readableText(document.getText(), document.languageId));
  const answer = await server.request('senses', { word, texts });
  await choose(answer, documents, word, editor, guard);
}

/** The document itself, then the other ones that are open. */
function openDocuments(own: TextDocument): TextDocument[] {
  const others = workspace.textDocuments.filter(
    (document) =>
      document !== own &&
      !document.isClosed &&
      document.languageId === own.languageId &&
      ['file', 'untitled', 'vscode-remote', 'vscode-vfs'].includes(document.uri.scheme),
  );
  return [own, ...others].filter((document) => document.getText().length <= largestCharacters);
}

async function choose(
  answer: SensesResult,
  documents: readonly TextDocument[],
  word: string,
  editor: TextEditor,
  guard: Guard,
): Promise<void> {
  const pick = window.createQuickPick<UseItem>();
  const before = { document: editor.document, selection: editor.selection };
  pick.title = titleOf(answer, word);
  pick.placeholder = l10n.t(
    'Uses grouped by what the word means there. Arrow keys show a use in the text; Esc goes back.',
  );
  pick.matchOnDescription = true;
  // Showing a use in the text must not close the list.
  pick.ignoreFocusOut = true;
  pick.items = itemsOf(answer, documents);
  const here = editor.document.offsetAt(editor.selection.active);
  pick.activeItems = pick.items.filter(({ use }) => use?.text === 0 && use.start <= here && here <= use.end);
  const chosen = await new Promise<WireUse | undefined>((resolve) => {
    pick.onDidChangeActive(([item]) => item?.use && guard.detach('senses', show(item.use, documents, true)));
    pick.onDidAccept(() => resolve(pick.activeItems[0]?.use));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  pick.dispose();
  if (chosen) await show(chosen, documents, false);
  else await window.showTextDocument(before.document, { viewColumn: editor.viewColumn, selection: before.selection });
}

function titleOf({ uses, groups, leftOut }: SensesResult, word: string): string {
  const title =
    groups === 1
      ? l10n.t('“{0}”: {1} uses, one group', word, uses.length)
      : l10n.t('“{0}”: {1} uses, {2} groups', word, uses.length, groups);
  return leftOut ? l10n.t('{0}; {1} further uses are not shown', title, leftOut) : title;
}

function itemsOf({ uses, groups }: SensesResult, documents: readonly TextDocument[]): UseItem[] {
  return Array.from({ length: groups }, (_, group) => group).flatMap((group) => {
    const inside = uses.filter((use) => use.group === group).sort((a, b) => b.typicality - a.typicality);
    const label = l10n.t('Sense {0} ({1})', group + 1, inside.length);
    return [{ label, kind: QuickPickItemKind.Separator }, ...inside.map((use) => itemOf(use, documents[use.text]))];
  });
}

function itemOf(use: WireUse, document: TextDocument): UseItem {
  const text = document.getText();
  const from = Math.max(use.sentence.start, use.start - contextCharacters);
  const to = Math.min(use.sentence.end, use.end + contextCharacters);
  const line = document.positionAt(use.start).line + 1;
  const sentence = `${from > use.sentence.start ? '…' : ''}${text.slice(from, to)}${to < use.sentence.end ? '…' : ''}`;
  return {
    label: sentence.replace(/\s+/g, ' ').trim(),
    description: `${document.fileName.split(/[\\/]/).at(-1) ?? ''}:${line}`,
    use,
  };
}

async function show(
  { text, start, end }: WireUse,
  documents: readonly TextDocument[],
  preserveFocus: boolean,
): Promise<void> {
  const document = documents[text];
  const range = new Range(document.positionAt(start), document.positionAt(end));
  const editor = await window.showTextDocument(document, { preserveFocus, preview: true, selection: range });
  editor.selection = new Selection(range.start, range.end);
}
