// What the search index spared a workspace scan, or why it did not, in words: nobody should wonder why a scan is slow.

import { env, l10n } from 'vscode';
import type { DuplicateUnit } from '../../core/segments';
import type { IndexStatus } from '../../protocol/search';
import type { VectorChoice } from '../../protocol/similarity';
import { isGrowing } from '../search/statusText';

const { t } = l10n;

export interface Scanned extends VectorChoice {
  readonly unit: DuplicateUnit;
  readonly model: string;
  readonly compared: number;
  readonly fromIndex: number;
  /** The person chose the unit; otherwise the size of the workspace did. */
  readonly isChosen: boolean;
}

/** The index has vectors to compare, of all files or of some. */
export const holdsPassages = (status: IndexStatus | undefined): boolean => (status?.files ?? 0) > 0;

/** Sentences for a person; `status` undefined where the index could not be asked. */
export function indexNote(status: IndexStatus | undefined, scanned: Scanned): string {
  if (scanned.compared === 0) return '';
  if (!status || !holdsPassages(status)) {
    return status?.state === 'disabled'
      ? t('Semantic search is switched off, so there is no index to take vectors from: everything was embedded.')
      : t('Nothing of this workspace is in the search index yet: everything was embedded.');
  }
  if (scanned.unit !== 'passage') {
    const why = scanned.isChosen
      ? ''
      : t('Compared paragraph by paragraph, because the workspace is small enough to embed each of them.');
    return [why, coarser()].filter(Boolean).join(' ');
  }
  if (scanned.layers !== 'last' || scanned.pooling !== 'mean') {
    return t(
      'The search index holds vectors of the last layer, mean of the tokens: with this choice everything was embedded.',
    );
  }
  const why = scanned.isChosen ? '' : t('Compared passage by passage, because the workspace is large.');
  return [why, share(scanned), whyNotAll(status, scanned), finer()].filter(Boolean).join(' ');
}

const coarser = (): string =>
  t('The search index holds whole passages: take passages as the unit to compare them without embedding.');

/** Passages are what the index has; that one paragraph repeats inside two long ones is seen by paragraphs only. */
const finer = (): string =>
  t(
    'A passage may hold several paragraphs; take paragraphs as the unit to compare each of them, which embeds it once.',
  );

function share({ compared, fromIndex }: Scanned): string {
  const number = (value: number): string => new Intl.NumberFormat(env.language).format(value);
  return fromIndex === compared
    ? t('All vectors are those of the search index; no text of the workspace was embedded.')
    : t(
        'Vectors of the search index: {0} of {1}; the other passages were embedded.',
        number(fromIndex),
        number(compared),
      );
}

function whyNotAll(status: IndexStatus, { model, compared, fromIndex }: Scanned): string {
  if (fromIndex === compared) return '';
  // The index of a device other than the CPU has its name behind the encoder's.
  const isOther = fromIndex === 0 && status.model !== undefined && status.model.split('+')[0] !== model;
  if (isOther) return t('The index is of another encoder: {0}.', status.model);
  return isGrowing(status) || status.full ? t('The index does not hold all files yet.') : '';
}
