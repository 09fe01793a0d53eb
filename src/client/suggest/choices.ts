// What a person picks from: the server's answers as stages of choices, each with one text for every place it goes to.
// Pure; drawing and applying are elsewhere.

import { caseLike } from '../../core/casing';
import type { FillResult, Range, SuggestResult, WireCandidate } from '../../protocol/requests';

export interface Choice {
  /** How it is shown. */
  readonly label: string;
  /** One text for each range of the stage. */
  readonly texts: readonly string[];
  /** Probability 0…1 in context; of several places their mean, of several masks the joint one. */
  readonly probability: number;
  /** Length of the bar, 0…1: 1 for the best of the list. */
  readonly share: number;
}

/** One decision: a word and all the places where it stands, or the masks that are filled together. */
export interface Stage {
  /** The word as the first place has it; empty for masks. */
  readonly word: string;
  readonly ranges: readonly Range[];
  /** Best first. */
  readonly choices: readonly Choice[];
}

/** Constant of reciprocal-rank fusion (Cormack et al. 2009), which joins lists whose scores do not compare. */
const fusionConstant = 60;

/** One stage for each word, in the order of the carets. Two carets in one word count once. */
export function suggestStages(results: readonly SuggestResult[]): Stage[] {
  const groups = new Map<string, SuggestResult[]>();
  const seen = new Set<string>();
  for (const result of results) {
    const { start, end } = result.range;
    const at = [start.line, start.character, end.line, end.character].join();
    if (seen.has(at)) continue;
    seen.add(at);
    const key = result.word.toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].map((group) => ({
    word: group[0].word,
    ranges: group.map(({ range }) => range),
    choices: choicesOf(group),
  }));
}

/** The masks as one stage; the fillings first where there are several masks. */
export function fillStages({ masks, fillings }: FillResult): Stage[] {
  const ranges = masks.map(({ range }) => range);
  const joint = fillings.map(({ texts, probability }) => ({ label: texts.join(' · '), texts, probability }));
  const single = masks.length === 1 ? masks[0].candidates : [];
  const alone = single.map(({ text, probability }) => ({ label: text, texts: [text], probability }));
  const choices = joint.length > 0 ? joint : alone;
  if (choices.length === 0) return [];
  return [{ word: '', ranges, choices: withShares(choices, (choice) => choice.probability) }];
}

/** Other words for one word at several places: ranked together, each written as its place wants it. */
function choicesOf(group: readonly SuggestResult[]): Choice[] {
  if (group.length === 1) {
    const { word, candidates } = group[0];
    const others = candidates.filter(({ text }) => text !== word);
    const choices = others.map(({ text, probability, score }) => ({ label: text, texts: [text], probability, score }));
    return byProbability(others)
      ? withShares(choices, (choice) => choice.probability)
      : withShares(choices, (choice) => choice.score, worstShare);
  }
  const keys = new Set(group.flatMap(({ candidates }) => candidates.map(({ text }) => text.toLowerCase())));
  const merged = [...keys].map((key) => {
    const found = group.map(({ candidates }) => candidates.findIndex(({ text }) => text.toLowerCase() === key));
    const known = group.flatMap(({ candidates }, i) => (found[i] < 0 ? [] : [candidates[found[i]]]));
    return {
      label: known[0].text,
      texts: group.map(({ word, candidates }, i) => (found[i] < 0 ? caseLike(key, word) : candidates[found[i]].text)),
      probability: known.reduce((sum, { probability }) => sum + probability, 0) / group.length,
      score: found.reduce((sum, rank) => sum + (rank < 0 ? 0 : 1 / (fusionConstant + rank)), 0),
    };
  });
  const most = Math.max(...group.map(({ candidates }) => candidates.length));
  const best = merged.sort((a, b) => b.score - a.score).slice(0, most);
  return withShares(best, (choice) => choice.score, worstShare);
}

/** The list is ranked by probability (what fits), not by something else (what means the same). */
function byProbability(candidates: readonly WireCandidate[]): boolean {
  return candidates.every(({ probability }, i) => i === 0 || probability <= candidates[i - 1].probability);
}

interface Ranked {
  readonly label: string;
  readonly texts: readonly string[];
  readonly probability: number;
}

/** Scores have no zero, so the worst of a list ranked by score still has a bar of this length. */
const worstShare = 0.1;

/**
 * Bars by a measure that falls along the list. Without `worst` they are proportional to it, the best being full; with it
 * they run from 1 for the best to `worst` for the last.
 */
function withShares<T extends Ranked>(ranked: readonly T[], measure: (choice: T) => number, worst?: number): Choice[] {
  if (ranked.length === 0) return [];
  const best = measure(ranked[0]);
  const zero = worst === undefined ? 0 : measure(ranked[ranked.length - 1]);
  const least = worst ?? 0;
  return ranked.map((choice) => {
    const { label, texts, probability } = choice;
    const share = best > zero ? least + ((1 - least) * (measure(choice) - zero)) / (best - zero) : 1;
    return { label, texts, probability, share: Math.min(1, Math.max(0, share)) };
  });
}

/** Those that begin with what was typed, case folded. */
export function matching(choices: readonly Choice[], typed: string): readonly Choice[] {
  const start = typed.trim().toLocaleLowerCase();
  return start === '' ? choices : choices.filter(({ label }) => label.toLocaleLowerCase().startsWith(start));
}

/** Two lists as one, the first one first, nothing twice. */
export function joined(first: readonly Choice[], second: readonly Choice[]): readonly Choice[] {
  const known = new Set(first.map(({ label }) => label.toLowerCase()));
  return [...first, ...second.filter(({ label }) => !known.has(label.toLowerCase()))];
}

/** The words that a person typed to have them ranked: separated by commas, semicolons or line breaks. */
export function wordsOf(typed: string): string[] {
  const words = typed.split(/[,;，、；\n]/).map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ''))];
}
