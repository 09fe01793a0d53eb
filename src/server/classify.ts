// Requests of classification: parameters to engine calls and back.

import type { CancellationToken } from 'vscode-languageserver';
import type { CancelSignal } from '../core/cancel';
import {
  classifyRequest,
  evaluateRequest,
  explainRequest,
  parseClassifyParams,
  parseEvaluateParams,
  parseExplainParams,
  parseSimilarParams,
  parseTrainParams,
  similarRequest,
  trainRequest,
  type ClassifyResult,
  type EvaluateResult,
  type ExplainResult,
  type SimilarResult,
  type TrainResult,
} from '../protocol/classify';
import { parseWorkDoneToken } from '../protocol/params';
import type { ClassifyingTask } from '../protocol/readyTasks';
import { signalOf, type ServerContext } from './context';
import { withProgress } from './progress';
import type { ServerEngine } from './runtime';
import { fromWire, toWire } from './wireClassifier';

type Handler = (context: ServerContext, raw: unknown, token: CancellationToken) => Promise<unknown>;

/** Which request is answered by what. */
export const classifyRequests: readonly (readonly [{ readonly method: string }, Handler])[] = [
  [trainRequest, train],
  [classifyRequest, classify],
  [evaluateRequest, evaluate],
  [explainRequest, explain],
  [similarRequest, similar],
];

async function train(context: ServerContext, raw: unknown, token: CancellationToken): Promise<TrainResult> {
  const params = parseTrainParams(raw, '');
  const signal = signalOf(token);
  return withProgress(context.connection, parseWorkDoneToken(raw), context.titles().training, async (progress) => {
    const answer = await context.slot.use(signal, (engine) =>
      engine.train(params, signal, (fraction) => progress.report(fraction)),
    );
    return { ...answer, classifier: toWire(answer.classifier) };
  });
}

async function classify(context: ServerContext, raw: unknown, token: CancellationToken): Promise<ClassifyResult> {
  const { classifier, ready, ...params } = parseClassifyParams(raw, '');
  const signal = signalOf(token);
  const trained = classifier && fromWire(classifier);
  const { model, classifications } = await useModel(context, ready, signal, (engine) =>
    engine.classify({ ...params, classifier: trained }, signal),
  );
  const labels = Object.keys(classifications[0]?.probabilities ?? {});
  return {
    model,
    labels,
    classifications: classifications.map(({ probabilities, ...each }) => ({
      ...each,
      probabilities: labels.map((label) => probabilities[label]),
    })),
  };
}

/** The model fine-tuned for a task, where one is asked for; else the encoder. */
function useModel<T>(
  context: ServerContext,
  ready: ClassifyingTask | undefined,
  signal: CancelSignal,
  work: (engine: ServerEngine) => Promise<T>,
): Promise<T> {
  return ready ? context.ready.use(ready, signal, work) : context.slot.use(signal, work);
}

async function evaluate(context: ServerContext, raw: unknown, token: CancellationToken): Promise<EvaluateResult> {
  const params = parseEvaluateParams(raw, '');
  const signal = signalOf(token);
  return withProgress(context.connection, parseWorkDoneToken(raw), context.titles().evaluating, (progress) =>
    context.slot.use(signal, (engine) =>
      engine.evaluate({ ...params, curve: true }, signal, (fraction) => progress.report(fraction)),
    ),
  );
}

async function explain(context: ServerContext, raw: unknown, token: CancellationToken): Promise<ExplainResult> {
  const { classifier, ready, ...params } = parseExplainParams(raw, '');
  const signal = signalOf(token);
  const trained = classifier && fromWire(classifier);
  return useModel(context, ready, signal, (engine) => engine.explain({ ...params, classifier: trained }, signal));
}

async function similar(context: ServerContext, raw: unknown, token: CancellationToken): Promise<SimilarResult> {
  const params = parseSimilarParams(raw, '');
  const signal = signalOf(token);
  return context.slot.use(signal, (engine) => engine.similarTo(params, signal));
}
