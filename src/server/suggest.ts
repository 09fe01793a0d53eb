// semanticText/suggest and semanticText/fill: a caret or a range of one version of a document becomes a request to the
// engine, its spans become ranges again. A first list goes out before the answer where the client gave a token for it.

import type { CancellationToken } from 'vscode-languageserver';
import type { CancelSignal } from '../core/cancel';
import { EngineError } from '../engine/errors';
import type { FillAnswer, OnFirst, SuggestAnswer } from '../engine/requests';
import { parseFillParams, parsePartialResultToken, parseSuggestParams } from '../protocol/params';
import { partialResultType, type FillResult, type SuggestResult } from '../protocol/requests';
import { toWireCandidates, type ServerContext } from './context';
import type { Snapshot } from './documents';

export async function suggest(context: ServerContext, raw: unknown, token: CancellationToken): Promise<SuggestResult> {
  const { textDocument, position, range, mode, top, targets, prefix } = parseSuggestParams(raw, '');
  const snapshot = context.documents.at(textDocument);
  return context.documents.whileCurrent(snapshot, token, async (signal) => {
    const caret = snapshot.offsetAt(position);
    const span = range ? snapshot.spanOf(range) : { start: caret, end: caret };
    const settings = await context.configuration.get(snapshot.uri);
    context.prose.require(snapshot, settings, span, 'noWord');
    const text = context.prose.readable(snapshot);
    const key = `suggest ${snapshot.uri}`;
    const toResult = (answer: SuggestAnswer): SuggestResult => suggestResult(snapshot, answer);
    const onFirst = firstListOf(context, raw, signal, toResult);
    const request = { text, span, mode, top, targets, prefix, key };
    return toResult(await context.slot.use(signal, (engine) => engine.suggest(request, signal, onFirst)));
  });
}

function suggestResult(snapshot: Snapshot, { span, word, candidates, model }: SuggestAnswer): SuggestResult {
  const range = snapshot.rangeOf(span);
  return { version: snapshot.version, range, word, candidates: toWireCandidates(candidates), model };
}

export async function fill(context: ServerContext, raw: unknown, token: CancellationToken): Promise<FillResult> {
  const { textDocument, position, top, targets } = parseFillParams(raw, '');
  const snapshot = context.documents.at(textDocument);
  return context.documents.whileCurrent(snapshot, token, async (signal) => {
    const around = snapshot.offsetAt(position);
    const settings = await context.configuration.get(snapshot.uri);
    if (!context.prose.isOpen(snapshot, settings)) throw new EngineError('noMask', { reason: 'suggest.inCode' });
    const text = context.prose.readable(snapshot);
    const key = `fill ${snapshot.uri}`;
    const toResult = (answer: FillAnswer): FillResult => fillResult(snapshot, answer);
    const onFirst = firstListOf(context, raw, signal, toResult);
    const request = { text, top, targets, around, key, languageCheck: true };
    return toResult(await context.slot.use(signal, (engine) => engine.fill(request, signal, onFirst)));
  });
}

function fillResult(snapshot: Snapshot, { masks, fillings, model }: FillAnswer): FillResult {
  const filled = masks.map(({ start, end, candidates }) => ({
    range: snapshot.rangeOf({ start, end }),
    candidates: toWireCandidates(candidates),
  }));
  return { version: snapshot.version, masks: filled, fillings, model };
}

/** Sends the first list on the token of the request; undefined where it has none. */
function firstListOf<Answer, Result>(
  { connection }: ServerContext,
  raw: unknown,
  signal: CancelSignal,
  toResult: (answer: Answer) => Result,
): OnFirst<Answer> | undefined {
  const token = parsePartialResultToken(raw);
  if (token === undefined) return undefined;
  return (answer) => {
    if (signal.cancelled) return;
    // The complete answer follows; a list that is lost on the way is no loss.
    connection.sendProgress(partialResultType, token, toResult(answer)).catch(() => {});
  };
}
