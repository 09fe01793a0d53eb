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
import type { CancelSignal } from '../core/cancel';
import { signalOf, type ServerContext } from './context';
import { withProgress } from './progress';

type OnRequest = (
  type: { readonly method: string },
  handler: (raw: unknown, token: CancellationToken) => Promise<unknown>,
) => void;

export function answerComparisons(context: ServerContext, onRequest: OnRequest): void {
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

  onRequest(requests.compareRequest, (raw, token) =>
    ask(token, (on, signal) => on.compare(parseCompareParams(raw, ''), signal)),
  );
  onRequest(requests.alignRequest, (raw, token) =>
    ask(token, (on, signal) => on.align(parseAlignParams(raw, ''), signal)),
  );
  onRequest(requests.matrixRequest, async (raw, token) => {
    const answer = await ask(token, (on, signal) => on.matrix(parseMatrixParams(raw, ''), signal));
    const { similarities, clusterOrder } = answer;
    return { ...answer, similarities: toBase64(similarities), clusterOrder: Array.from(clusterOrder) };
  });
  onRequest(requests.duplicatesRequest, (raw, token) =>
    askLong(raw, token, (on, signal, report) => on.duplicates(parseDuplicatesParams(raw, ''), signal, report)),
  );
  onRequest(requests.coherenceRequest, (raw, token) =>
    askLong(raw, token, (on, signal, report) => on.coherence(parseCoherenceParams(raw, ''), signal, report)),
  );
}
