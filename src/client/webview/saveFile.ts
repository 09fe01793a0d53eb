// Saves what a webview made in a place that the person chooses.

import { commands, l10n, Uri, window, workspace } from 'vscode';

/** Asks where, writes, and offers to open it, which nobody waits for. False when the person changed their mind. */
export async function saveFile(
  name: string,
  content: string | Uint8Array,
  title = l10n.t('Save As'),
): Promise<boolean> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const uri = await window.showSaveDialog({
    defaultUri: folder ? Uri.joinPath(folder, name) : undefined,
    title,
  });
  if (!uri) return false;
  await workspace.fs.writeFile(
    uri,
    typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content),
  );
  const saved = l10n.t('Saved {0}.', uri.path.split('/').at(-1) ?? name);
  void window
    .showInformationMessage(saved, l10n.t('Open'))
    .then((chosen) => chosen && commands.executeCommand('vscode.open', uri));
  return true;
}
