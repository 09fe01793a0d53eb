// Asks for a class: one of those that are there, or a new name.

import { window, type QuickPickItem } from 'vscode';
import { classifyLabels as labels } from './labels';

interface Choice extends QuickPickItem {
  readonly name: string;
}

/** `counts`: known classes with how many examples each has. Undefined when the person changed their mind. */
export function pickLabel(title: string, counts: ReadonlyMap<string, number>): Promise<string | undefined> {
  return new Promise((resolve) => {
    const pick = window.createQuickPick<Choice>();
    const known: Choice[] = [...counts].map(([name, count]) => ({ name, label: name, description: String(count) }));
    pick.title = title;
    pick.placeholder = labels.classPlaceholder();
    pick.items = known;
    pick.onDidChangeValue((value) => {
      const name = value.trim();
      const isNew = name !== '' && !counts.has(name);
      // Shown whatever was typed; the filter would hide it otherwise.
      const fresh: Choice = { name, label: labels.newClass(name), iconPath: undefined, alwaysShow: true };
      pick.items = isNew ? [...known, fresh] : known;
    });
    let chosen: string | undefined;
    pick.onDidAccept(() => {
      chosen = pick.selectedItems[0]?.name ?? (pick.value.trim() || undefined);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(chosen);
      pick.dispose();
    });
    pick.show();
  });
}
