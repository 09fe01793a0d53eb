// Requests of comparing texts: the engine's answers, numbers packed for the wire.

import type { CancellationToken } from 'vscode-languageserver';
import { parseWorkDoneToken } from '../protocol/params';
import * as requests from '../protocol/requests';
import {
  parseAlignParams,
  parseCoherenceParams,
  parseCompareParams,
  parseDuplicatesParams,
  parseMatrixParams,
} from '../protocol/similarity';
import { toBase64 } from '../protocol/wire';
import type { Comparisons } from '../engine/comparison/comparisons';
import type { IndexVectors } from '../engine/comparison/indexedPassages';
import type { CancelSignal } from '../core/cancel';
import { signalOf, type ServerContext } from './context';
import { withProgress } from './progress';

type OnRequest = (
  type: { readonly method: string },
  handler: (raw: unknown, token: CancellationToken) => Promise<unknown>,
) => void;

/** `index` is asked for what it holds of passages. */
export function answerComparisons(context: ServerContext, index: IndexVectors, onRequest: OnRequest): void {
  const ask = <T>(
    token: CancellationToken,
    work: (on: Comparisons, signal: CancelSignal) => Promise<T>,
  ): Promise<T> => {
    const signal = signalOf(token);
    return context.slot.use(signal, (engine) => work(engine.comparisons, signal));
  };
  /** The same for long work: reports on the token of the request. */
  const askLong = <T>(
    raw: unknown,
    token: CancellationToken,
    work: (on: Comparisons, signal: CancelSignal, onProgress: (fraction: number) => void) => Promise<T>,
  ): Promise<T> =>
    withProgress(context.connection, parseWorkDoneToken(raw), context.titles().comparing, (progress) =>
      ask(token, (on, signal) => work(on, signal, (fraction) => progress.report(fraction))),
    );

  onRequest(requests.compareRequest, async (raw, token) => {
    const params = parseCompareParams(raw, '');
    return ask(token, (on, signal) => on.compare(params, signal));
  });
  onRequest(requests.alignRequest, async (raw, token) => {
    const params = parseAlignParams(raw, '');
    return ask(token, (on, signal) => on.align(params, signal));
  });
  onRequest(requests.matrixRequest, async (raw, token) => {
    const params = parseMatrixParams(raw, '');
    const answer = await ask(token, (on, signal) => on.matrix(params, signal));
    const { similarities, clusterOrder } = answer;
    return { ...answer, similarities: toBase64(similarities), clusterOrder: Array.from(clusterOrder) };
  });
  onRequest(requests.duplicatesRequest, async (raw, token) => {
    const params = parseDuplicatesParams(raw, '');
    return askLong(raw, token, (on, signal, report) => on.duplicates(params, signal, report, index));
  });
  onRequest(requests.coherenceRequest, async (raw, token) => {
    const params = parseCoherenceParams(raw, '');
    return askLong(raw, token, (on, signal, report) => on.coherence(params, signal, report));
  });
}
