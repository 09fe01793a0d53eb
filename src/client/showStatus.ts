// The command Show Status: what the engine is and does, and what can be done with it. Never loads the encoder.

import { QuickPickItemKind, window } from 'vscode';
import { commandItem, settingsItem, showActions, type ActionItem } from './actionPick';
import type { Guard } from './guard';
import { statusLabels as labels } from './labels';
import type { Server } from './server';
import { factsOf, stateOf, type Fact } from './statusFacts';

export async function showStatus(server: Server, guard: Guard, indexFact: () => Fact | undefined): Promise<void> {
  const pick = window.createQuickPick<ActionItem>();
  const draw = (): void => {
    pick.title = `${labels.title()} · ${labels.states[stateOf(server)]()}`;
    pick.items = [...factItems(server, indexFact()), ...actionItems(server, guard)];
  };
  draw();
  const closed = showActions(pick, server.onDidChange(draw));
  if (server.state === 'running') guard.detach('status', server.refreshStatus());
  await closed;
}

function factItems(server: Server, index: Fact | undefined): ActionItem[] {
  return [...factsOf(server), ...(index ? [index] : [])].map(({ name, value }) => ({
    label: name,
    description: value,
  }));
}

function actionItems(server: Server, guard: Guard): ActionItem[] {
  const isLoaded = server.status?.encoder !== undefined;
  const load: ActionItem = {
    label: labels.load(),
    detail: labels.loadDetail(),
    run: () => guard.run('warmUp', async () => void (await server.request('warmUp', undefined))),
  };
  const unload = commandItem(labels.unload(), 'unloadEncoder', labels.unloadDetail());
  return [
    { label: labels.actions(), kind: QuickPickItemKind.Separator },
    isLoaded ? unload : load,
    commandItem(labels.choose(), 'chooseModel', labels.chooseDetail()),
    commandItem(labels.restart(), 'restartEngine', labels.restartDetail()),
    commandItem(labels.log(), 'showLog'),
    settingsItem(labels.settings(), 'semanticText'),
  ];
}
