// How natural a text is to the masked LM: the pseudo-log-likelihood of Salazar et al. 2020, the sum over tokens of
// log P(token | all the others), natural logarithm. In a word of several pieces the pieces to the right of the predicted
// one are masked too (the within-word left-to-right variant of Kauf and Ivanova 2023), because otherwise the end of a rare
// word gives its beginning away and rare words score too high.

import type { Span } from '../core/types';
import type { OnFraction } from './classify/requests';
import type { Call, Encoder, MlmRow } from './encoder';
import { EngineError } from './errors';
import { passagesOf } from './passages';
import { readText } from './request';
import type { ScoreAnswer, ScoredWord, ScoreRequest } from './requests';

/**
 * A text that fits the encoder is scored as one. Of a longer one each passage of this many tokens is scored by itself and
 * the sums are added: the runs grow with the square of the length.
 */
const passageTokens = 128;

/** The last runs of a passage leave slots free that the next one takes. */
const passagesUnderWay = 2;

/** Rows that are made at once; keeps memory small for long texts. */
const rowsAtOnce = 512;

export async function score(
  encoder: Encoder,
  request: ScoreRequest,
  call: Call,
  onFraction: OnFraction = () => {},
): Promise<ScoreAnswer> {
  const text = readText(request.text);
  const passages = scoredPassages(encoder, text);
  const length = passages.reduce((sum, { start, end }) => sum + end - start, 0);
  const scored: ScoredWord[][] = [];
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (next < passages.length) {
      const n = next++;
      const { start, end } = passages[n];
      try {
        scored[n] = await scorePassage(encoder, text, passages[n], call);
      } catch (error) {
        next = passages.length;
        throw error;
      }
      onFraction((done += end - start) / length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(passagesUnderWay, passages.length) }, worker));
  const words = scored.flat();
  // Control characters alone: a sum of nothing would say that the text is certain.
  if (words.length === 0) throw new EngineError('emptyText');
  return { model: encoder.info.id, logProbability: words.reduce((sum, word) => sum + word.logProbability, 0), words };
}

function scoredPassages(encoder: Encoder, text: string): Span[] {
  const { maxTokens } = encoder.info;
  const whole = { start: 0, end: text.length };
  if (text.length <= maxTokens * 32 && encoder.count(text) + encoder.specialCount <= maxTokens) return [whole];
  return passagesOf(text, whole, Math.min(passageTokens, maxTokens) - encoder.specialCount, encoder.count);
}

async function scorePassage(encoder: Encoder, text: string, passage: Span, call: Call): Promise<ScoredWord[]> {
  const encoding = encoder.encode(text.slice(passage.start, passage.end));
  const { inputIds, tokenTypeIds, words, special } = encoding;
  const columns = [...inputIds.keys()].filter((column) => !special[column]);
  const scored: { start: number; end: number; logProbability: number; word: number }[] = [];
  for (let from = 0; from < columns.length; from += rowsAtOnce) {
    const some = columns.slice(from, from + rowsAtOnce);
    const rows = some.map((column): MlmRow => {
      const ids = inputIds.slice();
      ids[column] = encoder.tokenizer.special.mask;
      for (let next = column + 1; next < ids.length && words[next] === words[column]; next++) {
        ids[next] = encoder.tokenizer.special.mask;
      }
      return { inputIds: ids, tokenTypeIds, positions: [column], picked: [inputIds[column]] };
    });
    const predictions = await encoder.mlm(rows, {}, call);
    for (const [n, column] of some.entries()) {
      const logProbability = predictions[n][0].picked;
      const last = scored[scored.length - 1];
      if (last && words[column] >= 0 && last.word === words[column]) {
        last.end = passage.start + encoding.ends[column];
        last.logProbability += logProbability;
      } else {
        const start = passage.start + encoding.starts[column];
        scored.push({ start, end: passage.start + encoding.ends[column], logProbability, word: words[column] });
      }
    }
  }
  return scored.map(({ start, end, logProbability }) => ({ start, end, logProbability }));
}
