// Requests of the attention panel: one layer at a time, packed for the wire.

import type { CancellationToken } from 'vscode-languageserver';
import { packRows } from '../core/attention';
import { leftOutCharacters } from '../engine/leftOut';
import { parseAttendParams, parsePredictParams } from '../protocol/params';
import type { AttendResult, PredictResult } from '../protocol/requests';
import { toBase64 } from '../protocol/wire';
import { signalOf, type ServerContext } from './context';

export async function attend(context: ServerContext, raw: unknown, token: CancellationToken): Promise<AttendResult> {
  const { queriesAndKeysOf: head, ...params } = parseAttendParams(raw, '');
  const signal = signalOf(token);
  const [answer, info] = await context.slot.use(signal, async (engine) => [
    await engine.attend({ ...params, queriesAndKeys: head !== undefined }, signal),
    await engine.info(signal),
  ]);
  const { tokens, words, heads } = answer;
  const headSize = info.hiddenSize / info.numHeads;
  const perHead = tokens.length * headSize;
  const ofHead = (all: Float32Array | undefined) =>
    all && head !== undefined ? toBase64(all.subarray(head * perHead, (head + 1) * perHead)) : undefined;
  return {
    model: answer.model,
    tokens: tokens.map(({ text, id, segment, attentionMask, start, end, special }, n) => ({
      ...{ text, id, segment, attentionMask, start, end, special },
      word: words[n],
    })),
    numLayers: info.numLayers,
    heads,
    headSize,
    values: toBase64(packRows(answer.values, tokens.length)),
    queries: ofHead(answer.queries),
    keys: ofHead(answer.keys),
    leftOutCharacters: leftOutCharacters(answer),
    endedAt: answer.endedAt,
  };
}

export async function predict(context: ServerContext, raw: unknown, token: CancellationToken): Promise<PredictResult> {
  const params = parsePredictParams(raw, '');
  const signal = signalOf(token);
  return context.slot.use(signal, (engine) => engine.predict(params, signal));
}
