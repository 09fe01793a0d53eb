// The request of word senses: the engine's answer as it is.

import type { CancellationToken } from 'vscode-languageserver';
import { parseSensesParams, type SensesResult } from '../protocol/senses';
import { signalOf, type ServerContext } from './context';

export function senses(context: ServerContext, raw: unknown, token: CancellationToken): Promise<SensesResult> {
  const params = parseSensesParams(raw, '');
  const signal = signalOf(token);
  return context.slot.use(signal, async (engine) => {
    const { model, layer, groups, silhouette, leftOut, uses } = await engine.senses(params, signal);
    return { model, layer, groups, silhouette, leftOut, uses };
  });
}
