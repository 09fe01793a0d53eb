// The contract of the search view: what the extension host and the webview send each other, the filters that stand as
// chips before the words, and the state that is kept while the view is hidden.

import { fileLanguages, languageIdOf } from '../core/fileLanguage';
import type { WireHit, WireSearchMode } from './search';

export const chipKinds = ['path', 'notPath', 'lang', 'notLang', 'phrase'] as const;

/** One filter; `path` and `notPath` are globs, `lang` and `notLang` language ids, `phrase` words that stand side by side. */
export interface Chip {
  readonly kind: (typeof chipKinds)[number];
  readonly value: string;
}

/** What a search is for: words, or a passage that others should be like. */
export interface SearchInput {
  readonly text: string;
  readonly mode: WireSearchMode;
  readonly chips: readonly Chip[];
  /** A passage instead of words ("more like this"). */
  readonly like?: LikePassage;
}

export interface LikePassage {
  readonly text: string;
  readonly origin?: { readonly uri: string; readonly startLine: number; readonly endLine: number };
  /** For the heading of the list: file and line. */
  readonly label: string;
}

/** Of the whole view: survives hiding and a reload of the window. */
export interface ViewMemory {
  readonly input: SearchInput;
  /** Paths of files whose hits are folded away. */
  readonly collapsed: readonly string[];
}

/** The line below the list: a sentence, a bar where work goes on, and what can be done. */
export interface ShownStatus {
  readonly text: string;
  /** 0…1; absent where nothing goes on, −1 where it cannot be told. */
  readonly fraction?: number;
  readonly actions: readonly ('start' | 'decline' | 'pause' | 'resume' | 'cancel' | 'details' | 'raiseLimit')[];
  /** Stands in the middle of the view where there is nothing to find. */
  readonly notice?: { readonly title: string; readonly text: string };
  readonly isTrouble: boolean;
  /** The index is being built or brought in step: more may be found later. */
  readonly isGrowing: boolean;
}

/** Requests of the webview to the host. */
export type SearchViewRequests = {
  /** First message: asks for all that the view needs to begin. */
  readonly ready: {
    readonly params: null;
    readonly result: {
      readonly status: ShownStatus;
      readonly memory: ViewMemory | null;
      readonly minimumLength: number;
    };
  };
  /** Hits for an input; rejects with a sentence for a person. A newer one overtakes an older one. */
  readonly search: {
    readonly params: { readonly input: SearchInput; readonly limit: number };
    readonly result: SearchViewAnswer;
  };
};

export interface SearchViewAnswer {
  readonly hits: readonly WireHit[];
  /** No passage holds the phrases in quotes. */
  readonly withoutPhrases: boolean;
  /** True while the index is being built: there may be more. */
  readonly isPartial: boolean;
  /** False when a newer search overtook this one: the answer is to be dropped. */
  readonly isCurrent: boolean;
  /** As many as were asked for: there may be more, and more may be asked for. */
  readonly isFull: boolean;
}

/** Notifications of the webview to the host. */
export type SearchViewSaid = {
  readonly open: { readonly hit: WireHit; readonly beside: boolean; readonly keepFocus: boolean };
  readonly openPlace: { readonly uri: string; readonly startLine: number; readonly endLine: number };
  readonly copy: { readonly hit: WireHit };
  readonly control: { readonly action: ShownStatus['actions'][number] };
  readonly remember: ViewMemory;
  /** The hits in the order in which they are shown, for "next" and "previous" in the editor. */
  readonly shown: { readonly hits: readonly WireHit[] };
};

/** Notifications of the host to the webview. */
export type SearchViewHeard = {
  readonly status: ShownStatus;
  /** The index holds more than before, or a hit was found to be out of date: the search may be asked again. */
  readonly indexGrew: null;
  /** Search for this now and show it. */
  readonly show: { readonly input: Partial<SearchInput> };
  readonly focus: null;
  /** The hit that "next" or "previous" opened. */
  readonly current: { readonly index: number };
};

export const emptyInput: SearchInput = { text: '', mode: 'hybrid', chips: [] };

/** What a filter begins with in a query; a phrase has quotation marks on both sides. */
export const chipSigns: Readonly<Record<Chip['kind'], string>> = {
  path: 'path:',
  notPath: '-path:',
  lang: 'lang:',
  notLang: '-lang:',
  phrase: '"',
};

/** As the server reads a query (engine/index/query). */
const chipPatterns: readonly (readonly [Chip['kind'], RegExp])[] = [
  ['notPath', /^-(?:path|file):(?:"([^"]+)"|(\S+))$/i],
  ['path', /^(?:path|file):(?:"([^"]+)"|(\S+))$/i],
  ['notLang', /^-(?:lang|language):(?:"([^"]+)"|(\S+))$/i],
  ['lang', /^(?:lang|language):(?:"([^"]+)"|(\S+))$/i],
  ['phrase', /^(?:"([^"]+)"|“([^“”]+)”)$/],
];

/**
 * Takes finished filters out of what was typed: one is finished when a blank follows it, or when `all` is asked for.
 * Returns the chips in their order and the words that are left.
 */
export function takeChips(text: string, all = false): { readonly chips: readonly Chip[]; readonly rest: string } {
  const chips: Chip[] = [];
  const rest = text.replace(
    /(^|\s)(-?(?:path|file|lang|language):(?:"[^"]+"|\S+)|"[^"]+"|“[^“”]+”)(?=(\s|$))/gi,
    (...found) => {
      const [whole, before, token, after] = found as unknown as [string, string, string, string];
      // An open quotation mark as in `path:"two wor` is still being written.
      const isOpen = (token.match(/"/g)?.length ?? 0) % 2 === 1;
      if (isOpen || (after === '' && !all)) return whole;
      const chip = chipOf(token);
      if (!chip) return whole;
      chips.push(chip);
      return before;
    },
  );
  return { chips, rest: chips.length > 0 ? rest.replace(/\s+/g, ' ').trimStart() : text };
}

function chipOf(token: string): Chip | undefined {
  for (const [kind, pattern] of chipPatterns) {
    const found = pattern.exec(token);
    if (found) return { kind, value: found[1] ?? found[2] };
  }
  return undefined;
}

/** A chip as it is written in a query. */
export function chipText({ kind, value }: Chip): string {
  const plain = value.replaceAll('"', '');
  const quoted = /\s/.test(plain) ? `"${plain}"` : plain;
  if (kind === 'phrase') return `"${plain}"`;
  return `${chipSigns[kind]}${quoted}`;
}

/** Enough to see how languages are written. */
export const someLanguages = 'markdown, python, typescript';

/** Values of language filters, typed ones too, that no file can have: nothing would be found, or nothing left out. */
export function unknownLanguages({ text, chips }: Pick<SearchInput, 'text' | 'chips'>): string[] {
  return [...chips, ...takeChips(text, true).chips]
    .filter(({ kind, value }) => /^(?:lang|notLang)$/.test(kind) && !fileLanguages.includes(languageIdOf(value)))
    .map(({ value }) => value);
}

/** Whether there is something to look for: filters alone say only where. */
export function isQuestion({ text, chips, like }: SearchInput, minimumLength: number): boolean {
  return like !== undefined || chips.some(({ kind }) => kind === 'phrase') || text.trim().length >= minimumLength;
}

/** The query that the server is asked: filters first. */
export function queryOf({ text, chips }: Pick<SearchInput, 'text' | 'chips'>): string {
  return [...chips.map(chipText), text.trim()].filter(Boolean).join(' ');
}

/** The same passage, in the lists of two searches. */
export const sameHit = (a: WireHit, b: WireHit): boolean =>
  a.uri === b.uri && a.startLine === b.startLine && a.preview === b.preview;

export const sameChip = (a: Chip, b: Chip): boolean => a.kind === b.kind && a.value === b.value;

/** An input from outside (saved state); what does not fit is left out. */
export function parseInput(value: unknown): SearchInput {
  const source = asRecord(value);
  const modes = ['hybrid', 'vector', 'lexical'] as const;
  const chips = Array.isArray(source.chips) ? source.chips.flatMap(parseChip) : [];
  const like = parseLike(source.like);
  return {
    text: typeof source.text === 'string' ? source.text : '',
    mode: modes.find((mode) => mode === source.mode) ?? 'hybrid',
    chips,
    ...(like ? { like } : {}),
  };
}

/** Saved state of the view; null where there is none. */
export function parseMemory(value: unknown): ViewMemory | null {
  if (typeof value !== 'object' || value === null) return null;
  const { input, collapsed } = asRecord(value);
  const paths = Array.isArray(collapsed) ? collapsed.filter((path): path is string => typeof path === 'string') : [];
  return { input: parseInput(input), collapsed: paths };
}

function parseChip(value: unknown): Chip[] {
  const { kind, value: text } = asRecord(value);
  const known = chipKinds.find((each) => each === kind);
  return known && typeof text === 'string' && text !== '' ? [{ kind: known, value: text }] : [];
}

function parseLike(value: unknown): LikePassage | undefined {
  const { text, label, origin } = asRecord(value);
  if (typeof text !== 'string' || text === '') return undefined;
  const { uri, startLine, endLine } = asRecord(origin);
  const isPlace = typeof uri === 'string' && Number.isInteger(startLine) && Number.isInteger(endLine);
  return {
    text,
    label: typeof label === 'string' ? label : '',
    ...(isPlace ? { origin: { uri, startLine: startLine as number, endLine: endLine as number } } : {}),
  };
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
