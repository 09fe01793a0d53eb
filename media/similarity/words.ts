// Numbers and bands as people read them.

import { bandOf, type SimilarityScale } from '../../src/core/similarityScale';
import { keptAsText } from '../../src/core/tables';
import { t } from '../shared/l10n';

/** Two digits: more would claim more than an encoder knows. */
export const similarityText = (value: number): string => value.toFixed(2);

export type BandName = ReturnType<typeof bandOf> | 'identical';

export function bandTitle(band: BandName): string {
  return {
    identical: t('The same text'),
    same: t('Very alike'),
    alike: t('Alike in meaning'),
    close: t('Close: part of the meaning is shared'),
    related: t('Related at most: a common subject'),
    apart: t('Little in common'),
  }[band];
}

/** Where the band comes from, in one sentence. */
export function bandReason(band: BandName): string {
  return {
    identical: t('Word for word the same, white space aside.'),
    same: t('As similar as the closest tenth of the pairs that say the same in other words.'),
    alike: t('As similar as the closer half of the pairs that say the same in other words.'),
    close: t('As similar as three in four of the pairs that say the same in other words.'),
    related: t('More similar than 95 in 100 pairs on different subjects, less than most pairs that say the same.'),
    apart: t('95 in 100 pairs on different subjects lie here.'),
  }[band];
}

export const bandOfScore = (similarity: number, scale: SimilarityScale, identical = false): BandName =>
  identical ? 'identical' : bandOf(similarity, scale);

/** A cell of a CSV file (RFC 4180). A text that a spreadsheet would run as a formula is kept a text. */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  return `"${keptAsText(value).replaceAll('"', '""')}"`;
}
