// Multinomial naive Bayes with add-one smoothing: the oldest honest baseline of text classification.

import { countOf } from './lexicalSearch';

/** Learns from texts given as their terms and returns the likeliest class of each of `asked`; unknown terms are skipped. */
export function naiveBayes(
  texts: readonly (readonly string[])[],
  labels: readonly number[],
  classes: number,
  asked: readonly (readonly string[])[],
): number[] {
  const counts = Array.from({ length: classes }, () => new Map<string, number>());
  const totals = new Array<number>(classes).fill(0);
  const documents = new Array<number>(classes).fill(0);
  const vocabulary = new Set<string>();
  texts.forEach((terms, i) => {
    documents[labels[i]]++;
    for (const term of terms) {
      vocabulary.add(term);
      counts[labels[i]].set(term, (counts[labels[i]].get(term) ?? 0) + 1);
      totals[labels[i]]++;
    }
  });
  const logProbability = (terms: ReadonlyMap<string, number>, label: number): number => {
    let sum = Math.log(documents[label] / texts.length);
    for (const [term, count] of terms) {
      if (!vocabulary.has(term)) continue;
      sum += count * Math.log(((counts[label].get(term) ?? 0) + 1) / (totals[label] + vocabulary.size));
    }
    return sum;
  };
  return asked.map((terms) => {
    const counted = countOf(terms);
    const scores = documents.map((_, label) => logProbability(counted, label));
    return scores.indexOf(Math.max(...scores));
  });
}
