// The words of comparing texts on lists, titles and messages, in the language of VS Code (l10n/).

import { l10n } from 'vscode';
import type { Message } from '../messages';

const { t } = l10n;

export const similarityLabels = {
  compareTitle: () => t('Comparison'),
  matrixTitle: (name: string) => t('Similarity: {0}', name),
  duplicatesTitle: (name: string) => t('Near-Duplicates: {0}', name),
  workspaceDuplicatesTitle: () => t('Near-Duplicates in the Workspace'),
  pickTitle: (name: string) => t('Compare {0} with …', name),
  withClipboard: () => t('The clipboard'),
  withSelection: (name: string) => t('The selection in {0}', name),
  withDocument: (name: string) => t('All of {0}', name),
  withFile: () => t('A file…'),
  withTyped: () => t('A text that you type…'),
  clipboard: () => t('clipboard'),
  typed: () => t('typed text'),
  typedTitle: () => t('Text to compare with'),
  typedPrompt: () => t('The second text'),
  firstFile: () => t('First file to compare'),
  secondFile: () => t('Second file to compare'),
  browse: () => t('Browse…'),
  readingWorkspace: () => t('Looking for near-duplicates'),
  checkingCoherence: () => t('Looking for weak joints'),
};

const info = (text: string): Message => ({ severity: 'info', text, actions: [] });

export const similarityMessages = {
  manySelections: (count: number) => info(t('{0} texts are selected; the first two are compared.', count)),
  manyFiles: (count: number) => info(t('{0} files are marked; the first two are compared.', count)),
  notText: (name: string) => info(t('{0} is not a text file.', name)),
  noFolder: () => info(t('No folder is open.')),

  // In a panel that came back after the window was loaded again
  nothingKept: () => t('What was compared here was not kept. Run the command again to compare.'),
  gone: (name: string) =>
    t('{0}, which was compared here, cannot be opened any more. Run the command again to compare other texts.', name),
  notKept: () =>
    t('A text that was typed or copied is not kept when the window closes. Run “Compare Texts…” again to compare.'),
  notLookedAgain: () =>
    t(
      'The workspace is not looked through again by itself after the window was closed. Run “Find Near-Duplicates in the Workspace” for that.',
    ),
};
