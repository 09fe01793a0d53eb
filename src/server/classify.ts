// Requests of classification: parameters to engine calls and back, and a classifier to and from its form on the wire.

import type { CancellationToken } from 'vscode-languageserver';
import type { TrainedClassifier } from '../engine/classify/requests';
import type { CancelSignal } from '../core/cancel';
import { EngineError } from '../engine/errors';
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
  type WireClassifier,
} from '../protocol/classify';
import { parseWorkDoneToken } from '../protocol/params';
import type { ClassifyingTask } from '../protocol/ready';
import { fromBase64, toBase64 } from '../protocol/wire';
import { signalOf, type ServerContext } from './context';
import { withProgress } from './progress';
import type { ServerEngine } from './runtime';

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

export function toWire({ model, modelHash, labels, vocabulary, parameters }: TrainedClassifier): WireClassifier {
  const { terms, idf, unknownIdf } = vocabulary;
  const words = { terms, idf: bytes(idf), unknownIdf };
  const common = { format: 2, model, modelHash, labels, ...words } as const;
  if (parameters.kind === 'softmax') {
    const { weights, bias, width, temperature, l2 } = parameters.softmax;
    const numbers = { weights: bytes(weights), bias: bytes(bias), slope: '', shift: '' };
    return { ...common, kind: 'softmax', width, ...numbers, temperature, l2 };
  }
  const { weights, bias, slope, shift, width } = parameters.oneVsRest;
  const numbers = { weights: bytes(weights), bias: bytes(bias), slope: bytes(slope), shift: bytes(shift) };
  return { ...common, kind: 'oneVsRest', width, ...numbers, temperature: 1, l2: 0 };
}

/** badInput where the numbers do not have the sizes that labels and width ask for. */
export function fromWire(wire: WireClassifier): TrainedClassifier {
  const { model, modelHash, labels, width, temperature, l2 } = wire;
  const numLabels = labels.length;
  const numbers = (text: string, count: number): Float64Array => {
    const found = floats(text);
    if (found?.length !== count || found.some((value) => !Number.isFinite(value))) {
      throw new EngineError('badInput', { subject: 'classifier', reason: 'its numbers are damaged; train it again' });
    }
    return found;
  };
  const common = {
    weights: numbers(wire.weights, numLabels * width),
    bias: numbers(wire.bias, numLabels),
    width,
    numLabels,
  };
  const { terms, unknownIdf } = wire;
  const vocabulary = { terms, unknownIdf, idf: numbers(wire.idf, terms.length) };
  const parameters: TrainedClassifier['parameters'] =
    wire.kind === 'softmax'
      ? { kind: 'softmax', softmax: { ...common, temperature, l2 } }
      : {
          kind: 'oneVsRest',
          oneVsRest: { ...common, slope: numbers(wire.slope, numLabels), shift: numbers(wire.shift, numLabels) },
        };
  return { model, modelHash, labels, vocabulary, parameters };
}

const bytes = (values: Float64Array): string =>
  toBase64(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));

function floats(text: string): Float64Array | undefined {
  try {
    const found = fromBase64(text);
    return found.length % 8 === 0 ? new Float64Array(found.buffer, 0, found.length / 8) : undefined;
  } catch {
    return undefined;
  }
}
