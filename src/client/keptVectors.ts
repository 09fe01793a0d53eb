// Deleting the vectors of texts that were embedded before: says first where they are and how large.

import { env, l10n, window } from 'vscode';
import { formatBytes } from './bytes';
import type { Server } from './server';

const { t } = l10n;

export async function deleteKeptVectors(server: Server): Promise<void> {
  const { folder, sizeBytes } = await server.request('keptVectors', { delete: false });
  if (!folder) {
    void window.showInformationMessage(t('Vectors of texts are kept in memory only here; they go with the window.'));
    return;
  }
  if (sizeBytes === 0) {
    void window.showInformationMessage(t('No vectors of texts are kept in {0}.', folder));
    return;
  }
  const size = formatBytes(sizeBytes, env.language);
  const detail = t(
    '{0} in {1}, of all encoders. The texts themselves are not kept there. What is asked for again is embedded again; the search index is not touched.',
    size,
    folder,
  );
  const question = t('Delete the vectors that are kept of texts?');
  const chosen = await window.showWarningMessage(question, { modal: true, detail }, t('Delete Vectors'));
  if (!chosen) return;
  await server.request('keptVectors', { delete: true });
  window.setStatusBarMessage(t('{0} of kept vectors are deleted.', size), 5000);
}
