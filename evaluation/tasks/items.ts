// The masked-word sets as the items that encoder and n-gram baselines are both asked about.

import type { ClozeItem, ConfusionItem, Fact, MlmPassage } from '../records';
import { codePointOffsets } from '../text';

export const maskToken = '[MASK]';

/** A gap in a text, in UTF-16 units: what stands there is not to be seen by whoever fills it. */
export interface GapItem {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface MaskedWord extends GapItem {
  readonly word: string;
  readonly kind: string;
  readonly domain: string;
}

/** One item a target word; the other targets of the passage stay in its text. */
export function maskedWords(passages: readonly MlmPassage[]): MaskedWord[] {
  return passages.flatMap(({ text, domain, targets }) => {
    const offset = codePointOffsets(text);
    return targets.map((target) => {
      const item = { text, domain, ...target, start: offset(target.start), end: offset(target.end) };
      if (text.slice(item.start, item.end) !== target.word)
        throw new RangeError(`"${target.word}" is not at its place`);
      return item;
    });
  });
}

export interface Choice extends GapItem {
  readonly options: readonly string[];
  /** Index into `options`. */
  readonly answer: number;
  readonly domain: string;
}

export function clozeChoices(items: readonly ClozeItem[]): Choice[] {
  return items.map((item) => ({ ...item, ...gapOf(item.text) }));
}

export function confusionChoices(items: readonly ConfusionItem[]): Choice[] {
  return items.map((item) => ({
    ...item,
    ...gapOf(item.text),
    options: item.set,
    answer: item.set.indexOf(item.answer),
  }));
}

export interface OpenQuestion extends GapItem {
  readonly answers: readonly string[];
}

export function openQuestions(facts: readonly Fact[]): OpenQuestion[] {
  return facts.map((fact) => ({ ...fact, ...gapOf(fact.text) }));
}

/** The text with its gap written as the mask. */
export function masked({ text, start, end }: GapItem): string {
  return text.slice(0, start) + maskToken + text.slice(end);
}

/** RangeError where the text has no mask. */
function gapOf(text: string): { start: number; end: number } {
  const start = text.indexOf(maskToken);
  if (start < 0) throw new RangeError('an item without a mask');
  return { start, end: start + maskToken.length };
}
