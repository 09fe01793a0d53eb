// Which words of a passage could be slips, and for which words: the candidates of proofreading before the encoder has
// spoken. Names, numbers, identifiers, code, addresses and ignored words are left alone.

import { casingOf } from '../core/casing';
import { looksLikeEnglish } from '../core/language';
import { startsSentence } from '../core/sentences';
import { withClitic, wordSpans } from '../core/text';
import type { Span } from '../core/types';
import { besideOf } from './beside';
import { confusablesOf, slipsFor } from './confusions';
import type { Encoder } from './encoder';
import { formsOf, irregularPastOf } from './forms';
import { fold } from './lexicon';
import { isGrammarWord } from './repetition';
import { mayBeSyntaxSlip, syntaxSlips } from './syntaxSlips';
import { areSpellingVariants, oneSlipAway, withoutDoubling } from './spellings';
import { isDerived } from './derivation';

/**
 * Why a rival is one. `syntax`: the words beside it rule the word out, and let this one stand; `confusion`: listed as
 * commonly written one for the other; `form`: another form of the same word;
 * `typo`: a known word one slip away, or a short one that slips in; `piece`: likewise, and nothing speaks for the word but
 * that the vocabulary has it, perhaps as a beginning of others; `spelling`: the word is not in the vocabulary, the rival
 * is, and they are near; `nonword`: likewise, and nothing speaks for the word; `short`: likewise, and it is no longer than
 * many abbreviations are.
 */
export type RivalKind = 'confusion' | 'form' | 'typo' | 'piece' | 'spelling' | 'nonword' | 'short' | 'syntax';

export interface Rival {
  readonly word: string;
  readonly kind: RivalKind;
}

/** A word that could be a slip. */
export interface Suspect extends Span {
  /** Folded: lower case, straight apostrophes. */
  readonly word: string;
  /** Its single token; undefined for a word of several pieces. */
  readonly id: number | undefined;
  /** May be empty for a misspelled word: then only words that are expected at its place can be meant. */
  readonly rivals: readonly Rival[];
}

/** Longer ones are data. Of n letters there are 54 n spellings one slip away, each of n letters. */
const longestWord = 40;
/** Words of fewer letters have too many neighbours one slip away for these to mean anything. */
const shortestTypo = 4;
const shortestMisspelling = 3;
/** Shorter ones are as likely names of programs and abbreviations (`noop`, `alg`). */
const shortestNonword = 5;
const shortestPiece = 3;
/** A word outside of the vocabulary that the text uses more often than this is taken for a term. */
const mostUses = 1;

/** Finds the suspects of one text; remembers what it worked out for each word. */
export class Suspects {
  readonly #encoder: Encoder;
  readonly #ignored: ReadonlySet<string>;
  readonly #uses: ReadonlyMap<string, number>;
  readonly #rivals = new Map<string, readonly Rival[] | undefined>();

  constructor(encoder: Encoder, text: string, ignored: ReadonlySet<string>) {
    this.#encoder = encoder;
    this.#ignored = ignored;
    this.#uses = usesOf(text);
  }

  /** The suspects of a passage, with spans in `text`, in order. */
  of(text: string, passage: Span): Suspect[] {
    const piece = text.slice(passage.start, passage.end);
    const found: Suspect[] = [];
    let before = '';
    const isEnglish = looksLikeEnglish(piece).probability >= 0.5;
    const words = wordSpans(piece).map(({ start, end }) => ({
      start: passage.start + start,
      end: passage.start + end,
    }));
    for (const [at, bare] of words.entries()) {
      const span = withClitic(text, bare);
      const written = text.slice(span.start, span.end);
      const word = fold(written);
      const previous = before;
      before = word;
      if (
        !isPlainWord(text, span) ||
        this.#ignored.has(word) ||
        this.#ignored.has(fold(text.slice(bare.start, bare.end)))
      )
        continue;
      const mayBe = isEnglish && span.end === bare.end && mayBeSyntaxSlip(word) && !isVariable(text, bare);
      const ruledOut = mayBe ? syntaxSlips(word, besideOf(text, words, at), this.#forms) : [];
      const suspect = this.#suspect(bare, span, text, previous, ruledOut);
      if (suspect) found.push(suspect);
    }
    return found;
  }

  /** The word with its ending when that is listed (`it's`), else the word before the ending. */
  #suspect(bare: Span, span: Span, text: string, before: string, ruledOut: readonly string[]): Suspect | undefined {
    const whole = fold(text.slice(span.start, span.end));
    const listed = confusablesOf(whole, before);
    if (span.end > bare.end && listed.length > 0) {
      return { ...span, word: whole, id: undefined, rivals: listed.map((word) => ({ word, kind: 'confusion' })) };
    }
    const word = fold(text.slice(bare.start, bare.end));
    const usual = this.#rivalsOf(word, before);
    if (!usual && ruledOut.length === 0) return undefined;
    // A word with an ending can only be meant for one that carries it too.
    const fitting = (usual ?? []).filter((rival) => span.end === bare.end || !rival.word.includes("'"));
    if (fitting.length === 0 && usual?.length && ruledOut.length === 0) return undefined;
    const ids = this.#encoder.lexicon.idsOfWord(word);
    const rivals = [
      ...ruledOut.map((each): Rival => ({ word: each, kind: 'syntax' })),
      ...fitting.filter((rival) => !ruledOut.includes(rival.word)),
    ];
    return { ...bare, word, id: ids.length > 0 ? ids[0] : undefined, rivals };
  }

  readonly #forms = (word: string): readonly string[] =>
    this.#encoder.thesaurus?.readings(word).map(({ form }) => form) ?? [];

  /** The rivals of a word; undefined where it is beyond suspicion. */
  #rivalsOf(word: string, before: string): readonly Rival[] | undefined {
    const key = word === 'of' ? `${before} of` : word;
    if (this.#rivals.has(key)) return this.#rivals.get(key);
    const found = this.#findRivals(word, before);
    const isSuspect = found.size > 0 || this.#isMisspelling(word);
    const rivals = isSuspect ? [...found].map(([each, kind]) => ({ word: each, kind })) : undefined;
    this.#rivals.set(key, rivals);
    return rivals;
  }

  #findRivals(word: string, before: string): Map<string, RivalKind> {
    const { lexicon, truecase } = this.#encoder;
    const isKnown = (each: string): boolean => lexicon.idsOfWord(each).length > 0;
    const found = new Map<string, RivalKind>();
    const add = (words: Iterable<string>, kind: RivalKind): void => {
      for (const each of words) {
        if (found.has(each) || !isKnown(each) || areSpellingVariants(word, each)) continue;
        // Usually a name: no slip for a common word.
        if (truecase.get(each)?.match(/^\p{Lu}/u) && each !== 'i') continue;
        found.set(each, kind);
      }
    };
    if (this.#isMisspelling(word)) {
      const kind = this.#mayBeRare(word) ? 'spelling' : word.length < shortestNonword ? 'short' : 'nonword';
      add(oneSlipAway(word), kind);
      add(this.#withOtherDoubling(word), kind);
      for (const each of irregularPastOf(word)) found.set(each, 'confusion');
    }
    for (const each of confusablesOf(word, before)) if (!found.has(each)) found.set(each, 'confusion');
    for (const each of slipsFor(word)) if (!found.has(each)) found.set(each, 'typo');
    if (!isKnown(word)) return found;
    // Of be, have, do and the modals only the listed pairs are slips: their tenses stand in the same contexts.
    if (!isAuxiliary(word)) add(formsOf(word), 'form');
    const isPiece = word.length >= shortestPiece && !truecase.has(word) && !this.#mayBeRare(word);
    const near = isPiece || word.length >= shortestTypo ? [...oneSlipAway(word)] : [];
    add(
      near.filter((each) => each.length >= 3),
      isPiece ? 'piece' : 'typo',
    );
    return found;
  }

  /** Words of the vocabulary that differ only in which letters are doubled: `tommorow`, `tomorrow`. */
  #withOtherDoubling(word: string): string[] {
    if (word.length < shortestTypo) return [];
    const { lexicon } = this.#encoder;
    const single = withoutDoubling(word);
    const begun = [...lexicon.withPrefix(word[0])].map((id) => fold(lexicon.surface(id)));
    return begun.filter((each) => withoutDoubling(each) === single);
  }

  /** Something speaks for the word beside the vocabulary: it is a form that the thesaurus knows, or made of known words. */
  #mayBeRare(word: string): boolean {
    const { lexicon, thesaurus } = this.#encoder;
    if (!thesaurus || isGrammarWord(word) || thesaurus.readings(word).length > 0) return true;
    if (word.length < shortestNonword) return false;
    // Short pieces of the vocabulary need not be words.
    const isKnown = (each: string): boolean =>
      lexicon.idsOfWord(each).length > 0 && (each.length > 3 || thesaurus.readings(each).length > 0);
    return isDerived(word, isKnown);
  }

  /** True for a word that is in no vocabulary, no term of this text and no known name. */
  #isMisspelling(word: string): boolean {
    const { lexicon, truecase } = this.#encoder;
    if (word.length < shortestMisspelling || word.includes("'") || lexicon.idsOfWord(word).length > 0) return false;
    return (this.#uses.get(word) ?? 0) <= mostUses && !truecase.has(word);
  }
}

function isAuxiliary(word: string): boolean {
  return /^(?:am|is|are|was|were|be|been|being|has|have|had|having|does|do|did|done|doing|can|could|will|would|shall|should|may|might)$/.test(
    word,
  );
}

/** Lower case, or a capital at the start of a sentence; nothing of code, addresses or compounds about it. */
export function isPlainWord(text: string, { start, end }: Span): boolean {
  if (end - start > longestWord) return false;
  const written = text.slice(start, end);
  if (!/^[a-z'’]+$/i.test(written)) return false;
  if (/[\w/\\@#$&=<>~^*+|-]/.test(text[start - 1] ?? ' ') || /[\w/\\@#$&=<>~^*+|(-]/.test(text[end] ?? ' '))
    return false;
  if (/[.:]/.test(text[start - 1] ?? ' ') || /^[.:'’][\w/\\]/.test(text.slice(end, end + 2))) return false;
  const casing = casingOf(written);
  return casing === 'lower' || (casing === 'title' && startsSentence(text, start));
}

/** The `'a` and `&a` of code that stands in running text. */
const isVariable = (text: string, { start, end }: Span): boolean =>
  end - start === 1 && /['’&]/.test(text[start - 1] ?? ' ');

/** How often each word of Latin letters occurs, in lower case. A rough cut into words: it reads the whole text at once. */
function usesOf(text: string): Map<string, number> {
  const uses = new Map<string, number>();
  for (const [word] of text.matchAll(/[A-Za-z]+/g)) {
    const key = word.toLowerCase();
    uses.set(key, (uses.get(key) ?? 0) + 1);
  }
  return uses;
}
