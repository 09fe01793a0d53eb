// A quick pick of facts and actions, as the status commands show it: open until it is left, and an action closes it.

import { commands, type Disposable, type QuickPick, type QuickPickItem } from 'vscode';
import { commandId, type Command } from '../protocol/commands';
import { DisposableList } from './disposables';

export interface ActionItem extends QuickPickItem {
  /** Absent: a fact, which nothing happens on. */
  readonly run?: () => Thenable<unknown>;
}

export const commandItem = (label: string, name: Command, detail?: string): ActionItem => ({
  label,
  detail,
  run: () => commands.executeCommand(commandId(name)),
});

export const settingsItem = (label: string, query: string): ActionItem => ({
  label,
  run: () => commands.executeCommand('workbench.action.openSettings', query),
});

/** Resolves when it is closed; `pick`, and what follows changes for it, end then. It stands when this returns its promise. */
export async function showActions(pick: QuickPick<ActionItem>, following: Disposable): Promise<void> {
  const list = new DisposableList();
  list.add(pick);
  list.add(following);
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
  pick.show();
  await closed;
  list.dispose();
}
