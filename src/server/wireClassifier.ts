// A trained classifier to and from its form on the wire, which is also the form in the file beside the examples.

import type { Caution } from '../core/caution';
import type { TrainedClassifier } from '../engine/classify/requests';
import { EngineError } from '../engine/errors';
import type { WireCaution, WireClassifier } from '../protocol/classifier';
import { fromBase64, toBase64 } from '../protocol/wire';

export function toWire(trained: TrainedClassifier): WireClassifier {
  const { model, modelHash, labels, vocabulary, parameters } = trained;
  const { terms, idf, unknownIdf } = vocabulary;
  const words = { terms, idf: bytes(idf), unknownIdf };
  const common = { format: 4, model, modelHash, labels, ...words, caution: toWireCaution(trained.caution) } as const;
  if (parameters.kind === 'softmax') {
    const { weights, bias, width, temperatures, l2 } = parameters.softmax;
    const numbers = { weights: bytes(weights), bias: bytes(bias), slope: '', shift: '' };
    return { ...common, kind: 'softmax', width, ...numbers, temperatures: [...temperatures], l2 };
  }
  const { weights, bias, slope, shift, width } = parameters.oneVsRest;
  const numbers = { weights: bytes(weights), bias: bytes(bias), slope: bytes(slope), shift: bytes(shift) };
  return { ...common, kind: 'oneVsRest', width, ...numbers, temperatures: [], l2: 0 };
}

/** badInput where the numbers do not have the sizes that labels and width ask for. */
export function fromWire(wire: WireClassifier): TrainedClassifier {
  const { model, modelHash, labels, width, l2 } = wire;
  const numLabels = labels.length;
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
      ? { kind: 'softmax', softmax: { ...common, temperatures: temperaturesOf(wire), l2 } }
      : {
          kind: 'oneVsRest',
          oneVsRest: { ...common, slope: numbers(wire.slope, numLabels), shift: numbers(wire.shift, numLabels) },
        };
  return { model, modelHash, labels, vocabulary, parameters, caution: fromWireCaution(wire.caution, numLabels) };
}

function temperaturesOf({ temperatures }: WireClassifier): Float64Array {
  if (!temperatures.length || temperatures.some((each) => !(each > 0 && each < Infinity))) throw damaged();
  return Float64Array.from(temperatures);
}

function toWireCaution({ most, shares, directions, ...rest }: Caution): WireCaution {
  return { most: bytes(most), shares: bytes(shares), directions: bytes(directions), ...rest };
}

function fromWireCaution({ most, shares, directions, ...rest }: WireCaution, numLabels: number): Caution {
  const found = decoded(directions);
  const values = found && found.byteLength % (4 * numLabels) === 0 ? new Float32Array(found) : new Float32Array();
  if (!values.length || values.some((value) => !Number.isFinite(value))) throw damaged();
  return { most: numbers(most, numLabels), shares: numbers(shares, numLabels), directions: values, ...rest };
}

function numbers(text: string, count: number): Float64Array {
  const found = decoded(text);
  const values = found?.byteLength === count * 8 ? new Float64Array(found) : undefined;
  if (!values || values.some((value) => !Number.isFinite(value))) throw damaged();
  return values;
}

const damaged = (): EngineError =>
  new EngineError('badInput', { subject: 'classifier', reason: 'its numbers are damaged; train it again' });

const bytes = (values: Float64Array | Float32Array): string =>
  toBase64(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));

function decoded(text: string): ArrayBuffer | undefined {
  try {
    return Uint8Array.from(fromBase64(text)).buffer;
  } catch {
    return undefined;
  }
}
