// The lists that stand side by side in the tab of layers, made of the answer. Pure but for the names of the lists.

import type { NearInVocabulary, NearWord, ShownNeighbour, WordList } from '../../src/protocol/embeddings';
import { t } from '../shared/l10n';
import type { Ranked } from './ranks';

/** Which neighbours are shown: words of the vocabulary, other words of the texts, or other uses of the same word. */
export type Compared = 'vocabulary' | 'words' | 'uses';

export interface Entry extends Ranked {
  readonly label: string;
  /** Cosine −1…1, or a probability 0…1. */
  readonly value: number;
  /** Where it stands; absent for words of the vocabulary. */
  readonly place: ShownNeighbour | undefined;
}

export interface Column {
  readonly kind: 'table' | 'layer' | 'substitutes';
  readonly name: string;
  /** A few words under the name. */
  readonly note: string;
  readonly entries: readonly Entry[];
  /** Why there is no entry; empty where there is one. */
  readonly missing: string;
}

/** `vocabulary`: absent while it is not read; its lists are empty then. */
export function columnsOf(answer: NearWord, compared: Compared, vocabulary?: NearInVocabulary): Column[] {
  const last = answer.layers.length - 1;
  const layers = answer.layers.map((layer, n): Column => {
    const places = compared === 'uses' ? layer.uses : layer.words;
    const entries =
      compared === 'vocabulary'
        ? entriesOf(vocabulary?.layers[n] ?? [])
        : places.map((each) => entryOf(each, compared));
    const note = n === 0 ? t('word and position') : n === last ? t('last') : '';
    return { kind: 'layer', name: t('Layer {0}', n), note, entries, missing: '' };
  });
  if (compared === 'uses') return layers;
  const { table, substitutes } = answer;
  return [
    {
      kind: 'table',
      name: t('Vocabulary'),
      note: t('no context'),
      entries: entriesOf(table.words),
      missing: table.missing,
    },
    ...layers,
    {
      ...{ kind: 'substitutes' as const, name: t('In its place'), note: t('could stand here') },
      ...{ entries: entriesOf(substitutes.words), missing: substitutes.missing },
    },
  ];
}

const entriesOf = (words: WordList['words']): Entry[] =>
  words.map(({ text, value }) => ({ key: text.toLowerCase(), label: text, value, place: undefined }));

function entryOf(place: ShownNeighbour, compared: Compared): Entry {
  const value = place.similarity;
  if (compared === 'words') return { key: place.form.toLowerCase(), label: place.form, value, place };
  return { key: `${place.text}:${place.start}`, label: snippet(place), value, place };
}

/** The word with the words right beside it, as they stand there. */
export function snippet({ before, form, after }: Pick<ShownNeighbour, 'before' | 'form' | 'after'>): string {
  const [left] = /(?:\S+\s+){0,2}\S*$/.exec(before) ?? [''];
  const [right] = /^\S*(?:\s+\S+){0,2}/.exec(after) ?? [''];
  return `${left}${form}${right}`.trim();
}
