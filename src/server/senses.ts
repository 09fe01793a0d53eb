// The requests of word senses and of the calculator: the engine's answers, made fit for JSON.

import type { CancellationToken } from 'vscode-languageserver';
import { parseWorkDoneToken } from '../protocol/params';
import {
  parseCalculateParams,
  parseNeighboursParams,
  parseSensesParams,
  parseSubstitutesParams,
  parseVocabularyNeighboursParams,
  type CalculateResult,
  type NeighboursResult,
  type SensesResult,
  type SubstitutesResult,
  type VocabularyNeighboursResult,
} from '../protocol/senses';
import { signalOf, type ServerContext } from './context';
import { withProgress } from './progress';

export function senses(context: ServerContext, raw: unknown, token: CancellationToken): Promise<SensesResult> {
  const params = parseSensesParams(raw, '');
  const signal = signalOf(token);
  return context.slot.use(signal, async (engine) => {
    const { separation, ...rest } = await engine.senses(params, signal);
    const known = (value: number): number | null => (Number.isNaN(value) ? null : value);
    const apart = separation.map(({ within, between }) => ({ within: known(within), between: known(between) }));
    return { ...rest, separation: apart };
  });
}

export function neighbours(context: ServerContext, raw: unknown, token: CancellationToken): Promise<NeighboursResult> {
  const params = parseNeighboursParams(raw, '');
  const signal = signalOf(token);
  return context.slot.use(signal, async (engine) => {
    const answer = await engine.neighbours(params, signal);
    const layers = answer.layers.map((layer) => ({ ...layer, similarities: Array.from(layer.similarities) }));
    return { ...answer, layers };
  });
}

export function vocabularyNeighbours(
  context: ServerContext,
  raw: unknown,
  token: CancellationToken,
): Promise<VocabularyNeighboursResult> {
  const params = parseVocabularyNeighboursParams(raw, '');
  const signal = signalOf(token);
  const { connection } = context;
  return withProgress(connection, parseWorkDoneToken(raw), context.titles().readingVocabulary, (progress) =>
    context.slot.use(signal, (engine) =>
      engine.vocabularyNeighbours(params, signal, (fraction) => progress.report(fraction)),
    ),
  );
}

export function calculate(context: ServerContext, raw: unknown, token: CancellationToken): Promise<CalculateResult> {
  const params = parseCalculateParams(raw, '');
  const signal = signalOf(token);
  return context.slot.use(signal, (engine) => engine.calculate(params, signal));
}

export function substitutes(
  context: ServerContext,
  raw: unknown,
  token: CancellationToken,
): Promise<SubstitutesResult> {
  const { text, start, end, top } = parseSubstitutesParams(raw, '');
  const signal = signalOf(token);
  return context.slot.use(signal, async (engine) => {
    const span = { start, end };
    const { model, candidates } = await engine.suggest({ text, span, mode: 'meaning', top }, signal);
    return { model, words: candidates.map((each) => ({ text: each.text, probability: each.probability })) };
  });
}
