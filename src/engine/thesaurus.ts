// What a thesaurus says of two words: whether they share a sense, are near, or mean the contrary, and what part of speech
// and form a word can be. Lines of base forms come with the model; regular forms are worked out here.

import { fold } from './lexicon';
import type { PartOfSpeech, ThesaurusLists } from './ports';
import { WordCache } from './tokenizer/wordCache';

/** `same`: they share a sense; `near`: alike, or one a kind of the other; `opposite`: the contrary, and in no sense alike. */
export type Relation = 'same' | 'near' | 'opposite';

/** What a word can be. `form` names part of speech and form, as `verb past`. */
export interface Reading {
  readonly part: PartOfSpeech;
  readonly base: string;
  readonly form: string;
}

/** More words than a person's texts bring forth in a while; a server lives for weeks. */
const cachedWords = 8192;

const parts: readonly PartOfSpeech[] = ['noun', 'verb', 'adjective', 'adverb'];

/** Ending → what the base may end with instead, and the forms that it makes, for each part of speech. */
type Rule = readonly [ending: string, put: string, ...forms: string[]];
const plural = (form: string): readonly Rule[] => [
  ['s', '', form],
  ['es', '', form],
  ['ies', 'y', form],
];
const past = ['verb past', 'verb participle'];
const degrees = (ending: string, form: string): readonly Rule[] => [
  [ending, '', form],
  [ending, 'e', form],
  [`i${ending}`, 'y', form],
];
const rules: Readonly<Record<PartOfSpeech, readonly Rule[]>> = {
  noun: [
    ['', '', 'noun base'],
    ...plural('noun plural'),
    // Knives, shelves, women, postmen.
    ['ves', 'fe', 'noun plural'],
    ['ves', 'f', 'noun plural'],
    ['men', 'man', 'noun plural'],
  ],
  verb: [
    ['', '', 'verb base'],
    ...plural('verb present'),
    ['ed', '', ...past],
    ['ed', 'e', ...past],
    ['ied', 'y', ...past],
    ['ing', '', 'verb progressive'],
    ['ing', 'e', 'verb progressive'],
  ],
  adjective: [
    ['', '', 'adjective base'],
    ...degrees('er', 'adjective comparative'),
    ...degrees('est', 'adjective superlative'),
  ],
  adverb: [['', '', 'adverb base'], ...degrees('er', 'adverb comparative'), ...degrees('est', 'adverb superlative')],
};

/** The lines in which a word stands, and on which side; a line of synonyms has one. */
type Lines = ReadonlyMap<string, readonly { readonly line: number; readonly side: number }[]>;

interface Part {
  readonly words: ReadonlySet<string>;
  /** Irregular form → base and form. */
  readonly irregular: ReadonlyMap<string, readonly Reading[]>;
  /** Form and base where the form is irregular, so that the rules make none. */
  readonly irregularBases: ReadonlySet<string>;
  readonly synonyms: Lines;
  readonly kin: Lines;
  readonly opposites: Lines;
}

export class Thesaurus {
  readonly #parts: ReadonlyMap<PartOfSpeech, Part>;
  readonly #lists: Readonly<Record<PartOfSpeech, ThesaurusLists>>;
  readonly #readings = new WordCache<readonly Reading[]>(cachedWords);

  constructor(lists: Readonly<Record<PartOfSpeech, ThesaurusLists>>) {
    this.#lists = lists;
    this.#parts = new Map(parts.map((part) => [part, readPart(part, lists[part])]));
  }

  /** All that the word can be; nothing for words without content and unknown ones. */
  readings(word: string): readonly Reading[] {
    const key = fold(word);
    const known = this.#readings.get(key);
    if (known) return known;
    const found = [...this.#parts].flatMap(([part, { words, irregular, irregularBases }]) => [
      ...(irregular.get(key) ?? []),
      ...rules[part].flatMap(([ending, put, ...forms]) =>
        basesOf(key, ending, put)
          .filter((base) => words.has(base))
          .flatMap((base) => forms.map((form) => ({ part, base, form })))
          .filter(({ base, form }) => !irregularBases.has(`${form} ${base}`) || ending === ''),
      ),
    ]);
    this.#readings.set(key, found);
    return found;
  }

  /** How two words go together in one of these forms; undefined where nothing is known of it. */
  relation(word: string, other: string, forms: ReadonlySet<string>): Relation | undefined {
    let found: Relation | undefined;
    for (const a of this.readings(word)) {
      if (!forms.has(a.form)) continue;
      for (const b of this.readings(other)) {
        if (a.form !== b.form) continue;
        const relation = this.#between(a, b);
        if (relation === 'same') return relation;
        if (relation && found !== 'near') found = relation;
      }
    }
    return found;
  }

  /**
   * True where it tells something that it does not relate two words (`relation` is undefined): for nouns and adjectives,
   * of which it knows enough, and for adverbs that are such too (north, west). Kinds of one thing (Monday, Tuesday) and
   * words of one circle (brother, mother) lie near each other in every other view.
   */
  areApart(word: string, other: string, forms: ReadonlySet<string>): boolean {
    const all = this.#shared(word, other);
    const shared = all.filter(({ form }) => forms.has(form));
    const areAdverbs = shared.every(({ part }) => part === 'adverb');
    if (shared.length === 0 || !areAdverbs) return shared.length > 0 && shared.every(isTelling);
    const alike = all.filter(isTelling);
    return alike.length > 0 && this.relation(word, other, new Set(alike.map(({ form }) => form))) === undefined;
  }

  /** True where the words are the contrary of each other in a form that both have, by the base forms that `areContrary` knows. */
  areOpposite(word: string, other: string, areContrary: (a: string, b: string) => boolean): boolean {
    return this.readings(word).some((a) =>
      this.readings(other).some((b) => a.form === b.form && areContrary(a.base, b.base)),
    );
  }

  /** The readings of `other` in forms that the word has too. */
  #shared(word: string, other: string): Reading[] {
    const own = new Set(this.readings(word).map(({ form }) => form));
    return this.readings(other).filter(({ form }) => own.has(form));
  }

  /** Base forms of words that are `same` or `near` in one of these forms. */
  relatives(word: string, forms: ReadonlySet<string>): string[] {
    const found = new Set<string>();
    for (const { part, base, form } of this.readings(word)) {
      const { synonyms, kin } = this.#part(part);
      if (!forms.has(form)) continue;
      for (const { line } of synonyms.get(base) ?? [])
        wordsIn(this.#lists[part].synonyms[line]).forEach((each) => found.add(each));
      for (const { line } of kin.get(base) ?? [])
        wordsIn(this.#lists[part].kin[line]).forEach((each) => found.add(each));
    }
    return [...found];
  }

  #between(a: Reading, b: Reading): Relation | undefined {
    const { synonyms, kin, opposites } = this.#part(a.part);
    if (a.base === b.base || share(synonyms, a.base, b.base, 'same')) return 'same';
    if (share(kin, a.base, b.base, 'other')) return 'near';
    if (share(opposites, a.base, b.base, 'other')) return 'opposite';
    // Both like a third one: adjectives around one head. Kinds of one thing or act are not alike.
    return a.part === 'adjective' && share(kin, a.base, b.base, 'same') ? 'near' : undefined;
  }

  #part(part: PartOfSpeech): Part {
    const found = this.#parts.get(part);
    if (!found) throw new RangeError(part);
    return found;
  }
}

/** Of these it knows most that belongs together. */
const isTelling = ({ part }: Reading): boolean => part === 'noun' || part === 'adjective';

function share(lines: Lines, a: string, b: string, sides: 'same' | 'other'): boolean {
  const right = lines.get(b);
  if (!right) return false;
  return (lines.get(a) ?? []).some(({ line, side }) =>
    right.some((each) => each.line === line && (each.side === side) === (sides === 'same')),
  );
}

/** What the word may come from by one rule; a doubled consonant before the ending may go. */
function basesOf(word: string, ending: string, put: string): string[] {
  if (!word.endsWith(ending) || word.length - ending.length < 2) return ending === '' ? [word] : [];
  const stem = word.slice(0, word.length - ending.length);
  const isDoubled = /^[ei]/.test(ending) && put === '' && /([bcdfgklmnprtvz])\1$/.test(stem);
  return isDoubled ? [stem + put, stem.slice(0, -1)] : [stem + put];
}

function readPart(part: PartOfSpeech, { words, irregular, synonyms, kin, opposites }: ThesaurusLists): Part {
  const all = new Set(wordsIn(words));
  for (const line of [...synonyms, ...kin, ...opposites]) for (const word of wordsIn(line)) all.add(word);
  const forms = new Map<string, Reading[]>();
  for (const line of irregular) {
    const [base, form, word] = line.split(' ');
    forms.set(word, [...(forms.get(word) ?? []), { part, base, form: `${part} ${form}` }]);
  }
  return {
    words: all,
    irregular: forms,
    irregularBases: new Set([...forms.values()].flat().map(({ base, form }) => `${form} ${base}`)),
    synonyms: readLines(synonyms),
    kin: readLines(kin),
    opposites: readLines(opposites),
  };
}

function readLines(lines: readonly string[]): Lines {
  const found = new Map<string, { line: number; side: number }[]>();
  for (const [line, text] of lines.entries()) {
    for (const [side, words] of text.split(' / ').entries()) {
      for (const word of wordsIn(words)) {
        const known = found.get(word);
        if (known) known.push({ line, side });
        else found.set(word, [{ line, side }]);
      }
    }
  }
  return found;
}

const wordsIn = (line: string): string[] => line.split(' ').filter((word) => word !== '' && word !== '/');
