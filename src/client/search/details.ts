// The command Show Index Status: what the index holds and does, and what can be done with it.

import { QuickPickItemKind, commands, env, window, type QuickPickItem } from 'vscode';
import { commandId, type Command } from '../../protocol/commands';
import type { IndexStatus } from '../../protocol/search';
import { formatBytes } from '../bytes';
import { DisposableList } from '../disposables';
import type { IndexStateHolder } from './indexState';
import { readyText, shownStatus, troubleText } from './statusText';
import { indexLabels as labels } from './words';

interface Item extends QuickPickItem {
  readonly run?: () => Thenable<unknown>;
}

export async function showIndexStatus(state: IndexStateHolder): Promise<void> {
  const status = await state.look();
  const list = new DisposableList();
  const pick = list.add(window.createQuickPick<Item>());
  pick.title = labels.title();
  const draw = (now: IndexStatus): void => {
    pick.items = [...factItems(now), ...actionItems(now)];
  };
  list.add(state.onDidChange(draw));
  list.add(
    pick.onDidAccept(() => {
      const run = pick.activeItems[0]?.run;
      if (!run) return;
      pick.hide();
      void run();
    }),
  );
  const closed = new Promise<void>((resolve) => {
    list.add(pick.onDidHide(() => resolve()));
  });
  draw(status);
  pick.show();
  await closed;
  list.dispose();
}

/** What the general status says of the index: one line; nothing while nobody asked for one. */
export function indexFact(state: IndexStateHolder): { readonly name: string; readonly value: string } | undefined {
  const { status } = state;
  if (!status || status.state === 'absent' || status.state === 'noFolder') return undefined;
  const size = status.sizeBytes > 0 ? ` · ${formatBytes(status.sizeBytes, env.language)}` : '';
  return { name: labels.fact(), value: `${shownStatus(status).text}${size}` };
}

function factItems(status: IndexStatus): Item[] {
  const { model, store, sizeBytes, chunks } = status;
  const facts: (readonly [string, string | undefined])[] = [
    [labels.state(), status.state === 'failed' ? troubleText(status) : shownStatus(status).text],
    [labels.holds(), chunks > 0 && status.state !== 'ready' ? readyText(status) : undefined],
    [labels.size(), sizeBytes > 0 ? formatBytes(sizeBytes, env.language) : undefined],
    [labels.encoder(), model],
    [labels.store(), store],
  ];
  return facts.flatMap(([label, description]) => (description ? [{ label, description }] : []));
}

function actionItems({ state, files }: IndexStatus): Item[] {
  const command = (label: string, name: Command, detail?: string): Item => ({
    label,
    detail,
    run: () => commands.executeCommand(commandId(name)),
  });
  const open = command(labels.open(), 'showSearch');
  const settings: Item = {
    label: labels.settings(),
    run: () => commands.executeCommand('workbench.action.openSettings', 'semanticText.search'),
  };
  const separator: Item = { label: '', kind: QuickPickItemKind.Separator };
  if (['noFolder', 'virtual', 'disabled', 'unsupported', 'noStorage'].includes(state)) return [separator, settings];
  const going =
    state === 'indexing'
      ? [command(labels.pause(), 'pauseIndexing')]
      : state === 'paused'
        ? [command(labels.resume(), 'resumeIndexing')]
        : [command(labels.update(), 'updateIndex')];
  const whole =
    files > 0
      ? [
          command(labels.rebuild(), 'rebuildIndex', labels.rebuildDetail()),
          command(labels.delete(), 'deleteIndex', labels.deleteDetail()),
        ]
      : [];
  return [separator, open, ...going, ...whole, settings];
}
