// semanticText/suggest and semanticText/fill: a caret or a range of one version of a document becomes a request to the
// engine, its spans become ranges again.

import type { CancellationToken } from 'vscode-languageserver';
import { EngineError } from '../engine/errors';
import { parseFillParams, parseSuggestParams } from '../protocol/params';
import type { FillResult, SuggestResult } from '../protocol/requests';
import { toWireCandidates, type ServerContext } from './context';

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
    const answer = await context.slot.use(signal, (engine) =>
      engine.suggest({ text, span, mode, top, targets, prefix, key }, signal),
    );
    return {
      version: snapshot.version,
      range: snapshot.rangeOf(answer.span),
      word: answer.word,
      candidates: toWireCandidates(answer.candidates),
      model: answer.model,
    };
  });
}

export async function fill(context: ServerContext, raw: unknown, token: CancellationToken): Promise<FillResult> {
  const { textDocument, position, top } = parseFillParams(raw, '');
  const snapshot = context.documents.at(textDocument);
  return context.documents.whileCurrent(snapshot, token, async (signal) => {
    const around = snapshot.offsetAt(position);
    const settings = await context.configuration.get(snapshot.uri);
    if (!context.prose.isOpen(snapshot, settings)) throw new EngineError('noMask', { reason: 'suggest.inCode' });
    const text = context.prose.readable(snapshot);
    const key = `fill ${snapshot.uri}`;
    const answer = await context.slot.use(signal, (engine) => engine.fill({ text, top, around, key }, signal));
    return {
      version: snapshot.version,
      masks: answer.masks.map(({ start, end, candidates }) => ({
        range: snapshot.rangeOf({ start, end }),
        candidates: toWireCandidates(candidates),
      })),
      fillings: answer.fillings,
      model: answer.model,
    };
  });
}
