// What a person reads of a panel as a whole: its title, and that a saved view was made with another encoder.

import { l10n } from 'vscode';

const titleCharacters = 24;

export function titleOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  const short = characters.length > titleCharacters ? `${characters.slice(0, titleCharacters).join('')}…` : line;
  return l10n.t('Attention: {0}', short);
}

export const otherEncoder = (saved: string, now: string): string =>
  l10n.t(
    'This view was saved with another encoder ({0}). It is shown with {1}: weights differ, and marks that do not fit are left out.',
    saved,
    now,
  );
