// How choices and modes look in the pick list.

import { ThemeIcon, env, type QuickInputButton, type QuickPickItem } from 'vscode';
import type { SuggestMode } from '../../protocol/requests';
import { suggestLabels as labels } from '../labels';
import { bar, percent } from './bars';
import type { Choice, Stage } from './choices';

export interface Item extends QuickPickItem {
  readonly choice?: Choice;
  /** The typed word, not a suggested one. */
  readonly isOwn?: boolean;
}

/** Always shown: which words match is decided by us, so that the order stays the encoder's. */
export function toItem(choice: Choice): Item {
  const { label, share, probability } = choice;
  return { label, description: `${bar(share)} ${percent(probability, env.language)}`, alwaysShow: true, choice };
}

/** The word that was typed, which nobody suggested. */
export function ownItem(typed: string, { ranges, choices }: Stage, probability: number | undefined): Item {
  const share = probability === undefined ? 0 : probability / Math.max(probability, choices[0]?.probability ?? 0);
  const choice: Choice = { label: typed, texts: ranges.map(() => typed), probability: probability ?? 0, share };
  const rating = probability === undefined ? '' : `${bar(share)} ${percent(probability, env.language)} · `;
  return { label: typed, description: rating + labels.ownWord(), alwaysShow: true, choice, isOwn: true };
}

/** A line that says something and cannot be taken. */
export const sayItem = (text: string): Item => ({ label: text, alwaysShow: true });

interface ModeButton extends QuickInputButton {
  readonly mode: SuggestMode;
  /** A VS Code that knows switches draws one; an older one shows the icon, and the title says the mode. */
  readonly toggle: { readonly checked: boolean };
}

export function modeButtons(current: SuggestMode): ModeButton[] {
  const button = (mode: SuggestMode, icon: string, tooltip: string): ModeButton => ({
    mode,
    iconPath: new ThemeIcon(icon),
    tooltip,
    toggle: { checked: mode === current },
  });
  return [button('fits', 'target', labels.fits()), button('meaning', 'arrow-swap', labels.meaning())];
}

export const isModeButton = (button: QuickInputButton): button is ModeButton => 'mode' in button;
