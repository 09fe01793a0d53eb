// Other words for a place in a text: what fits there, given words ranked, words that go on from typed letters. Words of
// the same meaning are ranked in meaning.ts.

import { wordSpans } from '../core/text';
import type { Span } from '../core/types';
import { bestWords, scoreTargets, tokensFor, toCandidates, type RankedWord, type Wanted } from './candidates';
import type { Call, Encoder } from './encoder';
import { fold } from './lexicon';
import { meaningWords } from './meaning';
import { placeOf, suggestionWindowTokens } from './place';
import { checkLanguage, checkSpan, readText, wordsOf } from './request';
import type { Candidate, OnFirst, SuggestAnswer, SuggestRequest } from './requests';
import { contractionAt, contractionStems, spellingAt } from './spelling';

export async function suggest(
  encoder: Encoder,
  request: SuggestRequest,
  call: Call,
  onFirst?: OnFirst<SuggestAnswer>,
): Promise<SuggestAnswer> {
  checkSpan(request.text, request.span);
  const text = readText(request.text);
  const span = request.prefix === undefined ? wordsOf(text, request.span) : request.span;
  if (request.languageCheck !== false) checkLanguage(encoder, text, span);
  const answer = (candidates: readonly Candidate[]): SuggestAnswer => ({
    model: encoder.info.id,
    span,
    word: text.slice(span.start, span.end),
    candidates,
  });
  const onSingles = onFirst && ((candidates: readonly Candidate[]) => onFirst(answer(candidates)));
  return answer(await candidatesFor(encoder, { ...request, text, span }, call, onSingles));
}

async function candidatesFor(
  encoder: Encoder,
  request: SuggestRequest,
  call: Call,
  onSingles?: (candidates: readonly Candidate[]) => void,
): Promise<Candidate[]> {
  const { text, span, targets, prefix, top } = request;
  if (targets) return rankTargets(encoder, request, targets, call);
  if (prefix !== undefined) return complete(encoder, text, span, prefix, top, call);
  const contraction = contractionAt(text, span);
  // What another one says is another thing: “don't” and “can't”.
  if (contraction && request.mode === 'meaning') return [];
  if (contraction) {
    const at = { place: placeOf(encoder, text, [contraction.stem], suggestionWindowTokens), mask: 0 };
    const stem = fold(text.slice(contraction.stem.start, contraction.stem.end));
    const stems = await scoreTargets(
      encoder,
      at,
      contractionStems.filter((each) => each !== stem),
      call,
    );
    const spell = spellingAt(encoder, text, span);
    return toCandidates(stems, (each) => spell(each + contraction.ending), top);
  }
  if (request.mode === 'meaning') return meaningWords(encoder, text, span, top, call);
  const place = placeOf(encoder, text, [span], suggestionWindowTokens);
  const [[prediction]] = await encoder.mlm(
    [{ ...place.row, positions: place.positions }],
    { top: tokensFor(top) },
    call,
  );
  const word = text.slice(span.start, span.end);
  const wanted: Wanted = { top, kind: /\p{L}/u.test(word) ? 'word' : 'number', except: word };
  const spell = spellingAt(encoder, text, span);
  const written = (words: readonly RankedWord[]): Candidate[] => toCandidates(words, spell, top);
  const at = { place, mask: 0 };
  return written(
    await bestWords(encoder, at, prediction, wanted, call, onSingles && ((words) => onSingles(written(words)))),
  );
}

/** The person's own words, best first, spelled as given. In mode `meaning` likeness to the original counts too. */
async function rankTargets(
  encoder: Encoder,
  { text, span, mode, top, prefix }: SuggestRequest,
  targets: readonly string[],
  call: Call,
): Promise<Candidate[]> {
  const begin = fold(prefix ?? '');
  const distinct = [...new Set(targets)].filter((target) => fold(target).startsWith(begin));
  if (distinct.length === 0) return [];
  if (mode === 'meaning') return meaningWords(encoder, text, span, top, call, distinct);
  const at = { place: placeOf(encoder, text, [span], suggestionWindowTokens), mask: 0 };
  return toCandidates(await scoreTargets(encoder, at, distinct, call), (word) => word, top);
}

/** How far around the place words of the document are taken up, in UTF-16 units, and how many at most. */
const documentReach = 20_000;
const documentWords = 12;

/** Words that begin with what was typed: those of the vocabulary, and longer ones that the document uses. */
async function complete(
  encoder: Encoder,
  text: string,
  span: Span,
  prefix: string,
  top: number,
  call: Call,
): Promise<Candidate[]> {
  const place = placeOf(encoder, text, [span], suggestionWindowTokens);
  const ids = encoder.lexicon.withPrefix(prefix);
  const [[prediction]] = await encoder.mlm([{ ...place.row, positions: place.positions }], { targets: ids }, call);
  const ranked: RankedWord[] = [...ids].map((id, n) => ({
    text: encoder.lexicon.surface(id),
    logProbability: prediction.targets[n],
  }));
  ranked.sort((a, b) => b.logProbability - a.logProbability);
  const own = prefix === '' ? [] : wordsBeginningWith(encoder, text, span, prefix);
  const scored = own.length > 0 ? await scoreTargets(encoder, { place, mask: 0 }, own, call) : [];
  return toCandidates([...ranked.slice(0, 2 * top), ...scored], spellingAt(encoder, text, span), top);
}

/** The commonest words of several pieces near the place that begin with the prefix, not the one being typed. */
function wordsBeginningWith(encoder: Encoder, text: string, span: Span, prefix: string): string[] {
  const from = Math.max(0, span.start - documentReach);
  const here = text.slice(from, span.end + documentReach);
  const begin = fold(prefix);
  const counts = new Map<string, number>();
  for (const each of wordSpans(here)) {
    if (from + each.start === span.start || !startsWithLoosely(here, each, begin)) continue;
    const word = fold(here.slice(each.start, each.end));
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts]
    .filter(([word]) => word !== begin && encoder.lexicon.idsOfWord(word).length === 0 && encoder.count(word) <= 6)
    .sort((a, b) => b[1] - a[1])
    .slice(0, documentWords)
    .map(([word]) => word);
}

/** Cheap test before a word is cut out and folded. */
function startsWithLoosely(text: string, { start, end }: Span, begin: string): boolean {
  return end - start > begin.length && fold(text.slice(start, start + begin.length)) === begin;
}
