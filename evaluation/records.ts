// The development sets as typed records: JSON lines, each checked once when it is read.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  arrayOf,
  FormError,
  number,
  object,
  oneOf,
  record,
  string,
  wholeFrom,
  type Parser,
} from '../src/runtime/parse';
import type { Document } from './lexicalSearch';
import type { Relevant } from './statistics';

export interface MlmTarget {
  /** Unicode code points, into the passage. */
  readonly start: number;
  readonly end: number;
  readonly word: string;
  readonly kind: 'function' | 'content';
}
export interface MlmPassage {
  readonly id: string;
  readonly domain: string;
  readonly text: string;
  readonly targets: readonly MlmTarget[];
}
export interface ClozeItem {
  readonly domain: string;
  readonly text: string;
  readonly options: readonly string[];
  readonly answer: number;
}
export interface ConfusionItem {
  readonly domain: string;
  readonly set: readonly string[];
  readonly text: string;
  readonly answer: string;
}
export interface MinimalPair {
  readonly good: string;
  readonly bad: string;
  readonly uid: string;
  readonly term: string;
}
export interface Fact {
  readonly text: string;
  readonly answers: readonly string[];
}
export interface NextSentencePair {
  readonly a: string;
  readonly b: string;
  readonly label: number;
  readonly type: string;
}
export interface SentencePair {
  readonly s1: string;
  readonly s2: string;
  readonly score: number;
}
export interface Labelled {
  readonly text: string;
  readonly label: number;
  readonly labelName: string;
}
export interface Query {
  readonly id: string;
  readonly query: string;
  readonly relevant: Relevant;
}

const targets = arrayOf(
  object<MlmTarget>({ start: wholeFrom(0), end: wholeFrom(0), word: string, kind: oneOf('function', 'content') }),
);
const gains: Parser<Relevant> = (value, place) =>
  new Map(Object.entries(record(value, place)).map(([id, gain]) => [id, number(gain, place)]));

/** The parsers of all sets, by what a set holds. */
export const parsers = {
  mlm: object<MlmPassage>({ id: string, domain: string, text: string, targets }),
  cloze: object<ClozeItem>({ domain: string, text: string, options: arrayOf(string), answer: wholeFrom(0) }),
  confusion: object<ConfusionItem>({ domain: string, set: arrayOf(string), text: string, answer: string }),
  blimp: object<MinimalPair>({ good: string, bad: string, uid: string, term: string }),
  facts: object<Fact>({ text: string, answers: arrayOf(string) }),
  nsp: object<NextSentencePair>({ a: string, b: string, label: wholeFrom(0), type: string }),
  similarity: object<SentencePair>({ s1: string, s2: string, score: number }),
  paraphrase: renamed(object<SentencePair>({ s1: string, s2: string, score: number }), 'label', 'score'),
  labelled: renamed(
    object<Labelled>({ text: string, label: wholeFrom(0), labelName: string }),
    'label_name',
    'labelName',
  ),
  queries: object<Query>({ id: string, query: string, relevant: gains }),
  documents: documentParser,
};

/** Reads the field `from` of a record as `to`. */
function renamed<T>(parse: Parser<T>, from: string, to: string): Parser<T> {
  return (value, place) => {
    const fields = record(value, place);
    return parse({ ...fields, [to]: fields[from] }, place);
  };
}

/** A title, where there is one, stands before the text. */
function documentParser(value: unknown, place: string): Document {
  const fields = record(value, place);
  const title = fields.title === undefined ? '' : string(fields.title, `${place}.title`);
  const text = string(fields.text, `${place}.text`);
  return { id: string(fields.id, `${place}.id`), text: title ? `${title}\n${text}` : text };
}

/** The sets of a folder. `limit` takes that many records of each file that is asked, evenly spread. */
export class Sets {
  constructor(
    readonly folder: string,
    readonly limit = Infinity,
  ) {}

  /** Whether the set is in the folder. */
  has(name: string): boolean {
    return existsSync(this.#file(name));
  }

  /** The first thing that is wrong with a file is thrown as a FormError that names file and line. */
  read<T>(name: string, parse: Parser<T>, limited = true): T[] {
    const lines = readFileSync(this.#file(name), 'utf8').split('\n');
    const records = lines.flatMap((line, index) => {
      if (!line.trim()) return [];
      const place = `${name}.jsonl line ${index + 1}`;
      return [parse(parseJson(line, place), place)];
    });
    return limited ? spread(records, this.limit) : records;
  }

  #file(name: string): string {
    return path.join(this.folder, `${name}.jsonl`);
  }
}

/** At most `most` of the items, evenly spread over all. */
export function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)]);
}

function parseJson(line: string, place: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new FormError(place, 'a line of JSON');
  }
}
