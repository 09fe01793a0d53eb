// Asks a person for text B of a pair.

import { l10n, window } from 'vscode';
import { shortened } from '../../core/shortened';
import { placeOfText, type Place } from './place';

const detailCharacters = 80;

/** Text B: the selection, with its place, or what a person types; undefined where they change their mind. */
export async function askPair(selected: Place | undefined): Promise<Place | undefined> {
  const title = l10n.t('Text B');
  if (selected) {
    const selection = { label: l10n.t('Use the selection'), detail: shortened(selected.text, detailCharacters) };
    const chosen = await window.showQuickPick([selection, { label: l10n.t('Type a text…') }], { title });
    if (!chosen || chosen === selection) return chosen && selected;
  }
  const text = await window.showInputBox({ title, prompt: l10n.t('The second text of the pair') });
  return text?.trim() ? placeOfText(text, '') : undefined;
}
