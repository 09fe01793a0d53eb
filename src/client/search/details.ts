// The command Show Index Status: what the index holds and does, and what can be done with it.

import { QuickPickItemKind, env, window } from 'vscode';
import type { IndexStatus } from '../../protocol/search';
import { commandItem, settingsItem, showActions, type ActionItem } from '../actionPick';
import { formatBytes } from '../bytes';
import type { IndexStateHolder } from './indexState';
import { limitText, readyText, sharedText, shownStatus, troubleText } from './statusText';
import { indexLabels as labels, indexWords, sharedWords } from './words';

export async function showIndexStatus(state: IndexStateHolder): Promise<void> {
  const status = await state.look();
  const pick = window.createQuickPick<ActionItem>();
  pick.title = labels.title();
  const draw = (now: IndexStatus): void => {
    pick.items = [...factItems(now), ...actionItems(now)];
  };
  draw(status);
  await showActions(pick, state.onDidChange(draw));
}

/** What the general status says of the index: one line; nothing while nobody asked for one. */
export function indexFact(state: IndexStateHolder): { readonly name: string; readonly value: string } | undefined {
  const { status } = state;
  if (!status || status.state === 'absent' || status.state === 'noFolder') return undefined;
  const size = status.sizeBytes > 0 ? ` · ${formatBytes(status.sizeBytes, env.language)}` : '';
  return { name: labels.fact(), value: `${shownStatus(status).text}${size}` };
}

function factItems(status: IndexStatus): ActionItem[] {
  const { model, store, chunks, editorFolders } = status;
  const facts: (readonly [string, string | undefined])[] = [
    [labels.state(), status.state === 'failed' ? troubleText(status) : shownStatus(status).text],
    [labels.holds(), chunks > 0 && status.state !== 'ready' ? readyText(status) : undefined],
    [labels.size(), sizeText(status)],
    [labels.encoder(), model],
    [labels.store(), store],
    [sharedWords.label(), status.shared && sharedText(status.shared)],
    [labels.note(), store?.startsWith('sqlite-wasm') ? indexWords.wasmStore() : undefined],
    [labels.note(), editorFolders ? indexWords.throughEditor() : undefined],
  ];
  return facts.flatMap(([label, description]) => (description ? [{ label, description }] : []));
}

function sizeText({ sizeBytes, otherBytes = 0 }: IndexStatus): string | undefined {
  const text = (bytes: number): string => formatBytes(bytes, env.language);
  if (otherBytes > 0) return labels.allSizes(text(sizeBytes), text(sizeBytes + otherBytes), limitText());
  return sizeBytes > 0 ? text(sizeBytes) : undefined;
}

function actionItems({ state, files }: IndexStatus): ActionItem[] {
  const open = commandItem(labels.open(), 'showSearch');
  const settings = settingsItem(labels.settings(), 'semanticText.search');
  const separator: ActionItem = { label: '', kind: QuickPickItemKind.Separator };
  if (['noFolder', 'virtual', 'disabled', 'unsupported', 'noStorage'].includes(state)) return [separator, settings];
  const going =
    state === 'indexing'
      ? [commandItem(labels.pause(), 'pauseIndexing'), commandItem(labels.stop(), 'stopIndexing')]
      : state === 'paused'
        ? [commandItem(labels.resume(), 'resumeIndexing'), commandItem(labels.stop(), 'stopIndexing')]
        : [commandItem(labels.update(), 'updateIndex')];
  const whole =
    files > 0
      ? [
          commandItem(labels.rebuild(), 'rebuildIndex', labels.rebuildDetail()),
          commandItem(labels.delete(), 'deleteIndex', labels.deleteDetail()),
        ]
      : [];
  return [separator, open, ...going, ...whole, settings];
}
