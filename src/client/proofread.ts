// What looks wrong here, and the words that nobody wants to hear of again. The server finds and marks; here it is asked.

import { window, type QuickPickItem, type TextEditor } from 'vscode';
import type { CommandTarget } from '../protocol/requests';
import { addIgnoredWord, ignoredWords, ignoreLevels, type IgnoreLevel } from './configuration';
import type { Guard } from './guard';
import { ignoreLabels, proofreadLabels as labels } from './labels';
import { messages } from './messages';
import { withProgress } from './progress';
import type { Server } from './server';
import { toRange } from './suggest/apply';

/** Marks what looks wrong in the selection, or in the whole document. */
export async function proofread(server: Server, guard: Guard, { document, selection }: TextEditor): Promise<void> {
  const { start, end } = selection;
  const { findings } = await withProgress(labels.progress(), (token, onProgress) =>
    server.request(
      'proofread',
      {
        textDocument: { uri: document.uri.toString(), version: document.version },
        range: selection.isEmpty ? undefined : { start, end },
        ignoredWords: ignoredWords(document),
      },
      { token, onProgress },
    ),
  );
  guard.say(findings.length > 0 ? messages.found(findings.length) : messages.nothingFound());
}

/** Where no server runs there are no marks, and none is started to take them away. */
export async function clearFindings(server: Server): Promise<void> {
  if (server.state === 'running') await server.request('clearFindings', {});
}

/** Asks at which level the word is to be ignored, if there is more than one. */
export async function ignoreWord(guard: Guard, editor: TextEditor, target: CommandTarget | undefined): Promise<void> {
  const { document, selection } = editor;
  const at = target ? toRange(target.range) : document.getWordRangeAtPosition(selection.active);
  const word = target?.word ?? (at && document.getText(at));
  if (!word?.trim()) {
    guard.say(messages.noWordToIgnore());
    return;
  }
  const level = await askLevel(word, ignoreLevels(document.uri));
  if (!level) return;
  await addIgnoredWord(word, level, document.uri);
  window.setStatusBarMessage(messages.ignored(word), 5000);
}

async function askLevel(word: string, levels: readonly IgnoreLevel[]): Promise<IgnoreLevel | undefined> {
  if (levels.length === 1) return levels[0];
  const items = levels.map((level): QuickPickItem & { level: IgnoreLevel } => ({
    label: ignoreLabels[level](),
    detail: labels.ignoreDetail(level),
    level,
  }));
  const chosen = await window.showQuickPick(items, { title: labels.ignoreTitle(word) });
  return chosen?.level;
}
