// Which words around the uses tell one group from the others: they are the group's name. Pure.

import { isCommonWord } from '../../src/core/language';
import { wordSpans } from '../../src/core/text';

interface Use {
  readonly before: string;
  readonly form: string;
  readonly after: string;
}

const leastLetters = 4;

/**
 * Up to `most` words of each group's sentences, those first that stand in most of its uses and in fewest of the others
 * (difference of smoothed log odds), then those nearest to the word. A group alone has none: nothing tells it apart.
 */
export function cluesOf(uses: readonly Use[], groups: readonly number[], most: number): ReadonlyMap<number, string[]> {
  const names = [...new Set(groups)];
  if (names.length < 2) return new Map(names.map((name) => [name, []]));
  const around = uses.map(wordsAround);
  return new Map(names.map((name) => [name, cluesOfGroup(around, groups, name).slice(0, most)]));
}

/** Words of the sentence that say something, with the least distance to the use, in words. */
function wordsAround({ before, form, after }: Use): Map<string, number> {
  const own = form.toLowerCase();
  const words = (text: string) => wordSpans(text).map(({ start, end }) => text.slice(start, end).toLowerCase());
  const out = new Map<string, number>();
  for (const list of [words(before).reverse(), words(after)]) {
    for (const [distance, word] of list.entries()) {
      if (word === own || word.length < leastLetters || isCommonWord(word) || !/^\p{L}+$/u.test(word)) continue;
      out.set(word, Math.min(distance, out.get(word) ?? Infinity));
    }
  }
  return out;
}

function cluesOfGroup(around: readonly Map<string, number>[], groups: readonly number[], name: number): string[] {
  const size = groups.filter((group) => group === name).length;
  const others = groups.length - size;
  const found = new Map<string, { here: number; there: number; distance: number }>();
  around.forEach((words, n) => {
    for (const [word, distance] of words) {
      const entry = found.get(word) ?? { here: 0, there: 0, distance: 0 };
      if (groups[n] === name) {
        entry.here++;
        entry.distance += distance;
      } else entry.there++;
      found.set(word, entry);
    }
  });
  const odds = (count: number, of: number) => Math.log((count + 0.5) / (of - count + 0.5));
  return [...found]
    .filter(([, { here }]) => here > 0)
    .map(([word, { here, there, distance }]) => ({
      word,
      score: odds(here, size) - odds(there, others),
      distance: distance / here,
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.distance - b.distance || a.word.localeCompare(b.word))
    .map(({ word }) => word);
}
