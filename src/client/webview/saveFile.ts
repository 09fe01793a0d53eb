// Saves what a webview made in a place that the person chooses.

import { commands, l10n, Uri, window, workspace } from 'vscode';

/** Asks where, writes, offers to open it. False when the person changed their mind. */
export async function saveFile(name: string, content: string | Uint8Array): Promise<boolean> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const uri = await window.showSaveDialog({
    defaultUri: folder ? Uri.joinPath(folder, name) : undefined,
    title: l10n.t('Save As'),
  });
  if (!uri) return false;
  await workspace.fs.writeFile(
    uri,
    typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content),
  );
  const open = l10n.t('Open');
  const chosen = await window.showInformationMessage(l10n.t('Saved {0}.', uri.path.split('/').at(-1) ?? name), open);
  if (chosen === open) await commands.executeCommand('vscode.open', uri);
  return true;
}
