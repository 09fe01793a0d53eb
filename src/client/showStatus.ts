// The command Show Status: what the engine is and does, and what can be done with it. Never loads the encoder.

import { QuickPickItemKind, commands, window, type QuickPickItem } from 'vscode';
import { commandId, type Command } from '../protocol/commands';
import { DisposableList } from './disposables';
import type { Guard } from './guard';
import { statusLabels as labels } from './labels';
import type { Server } from './server';
import { factsOf, stateOf, type Fact } from './statusFacts';

interface Item extends QuickPickItem {
  readonly run?: () => Thenable<unknown>;
}

export async function showStatus(server: Server, guard: Guard, indexFact: () => Fact | undefined): Promise<void> {
  const list = new DisposableList();
  const pick = list.add(window.createQuickPick<Item>());
  const draw = (): void => {
    pick.title = `${labels.title()} · ${labels.states[stateOf(server)]()}`;
    pick.items = [...factItems(server, indexFact()), ...actionItems(server, guard)];
  };
  list.add(server.onDidChange(draw));
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
  draw();
  pick.show();
  if (server.state === 'running') guard.detach('status', server.refreshStatus());
  await closed;
  list.dispose();
}

function factItems(server: Server, index: Fact | undefined): Item[] {
  return [...factsOf(server), ...(index ? [index] : [])].map(({ name, value }) => ({
    label: name,
    description: value,
  }));
}

function actionItems(server: Server, guard: Guard): Item[] {
  const command = (label: string, name: Command, detail?: string): Item => ({
    label,
    detail,
    run: () => commands.executeCommand(commandId(name)),
  });
  const isLoaded = server.status?.encoder !== undefined;
  const load: Item = {
    label: labels.load(),
    detail: labels.loadDetail(),
    run: () => guard.run('warmUp', async () => void (await server.request('warmUp', undefined))),
  };
  const unload = command(labels.unload(), 'unloadEncoder', labels.unloadDetail());
  return [
    { label: labels.actions(), kind: QuickPickItemKind.Separator },
    isLoaded ? unload : load,
    command(labels.choose(), 'chooseModel', labels.chooseDetail()),
    command(labels.restart(), 'restartEngine', labels.restartDetail()),
    command(labels.log(), 'showLog'),
    { label: labels.settings(), run: () => commands.executeCommand('workbench.action.openSettings', 'semanticText') },
  ];
}
