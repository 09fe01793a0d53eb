// textDocument/completion: candidates for a mask at the caret, with or without the first letters of the word typed after
// it; and, where `suggest.automatic` is on, words that go on from what was typed. Always marked incomplete, so that each
// further letter narrows the list by the encoder's view and not by spelling alone.

import {
  CompletionItemKind,
  CompletionTriggerKind,
  type CancellationToken,
  type CompletionItem,
  type CompletionList,
  type CompletionParams,
} from 'vscode-languageserver';
import { findMasks } from '../core/mask';
import type { CancelSignal } from '../core/cancel';
import type { Span } from '../core/types';
import type { Candidate } from '../engine/requests';
import { EngineError } from '../engine/errors';
import type { Settings } from '../protocol/settings';
import type { ServerContext } from './context';
import type { Snapshot } from './documents';
import type { ServerEngine } from './runtime';
import { percent } from './titles';

/** Characters that end a mask. */
export const completionTriggers = ['_', ']', '?'];

/** A place to complete: the span that an item replaces, and what the engine is asked. */
interface Place {
  readonly kind: 'mask' | 'word';
  readonly span: Span;
  readonly prefix: string;
}

export async function complete(
  context: ServerContext,
  { textDocument, position, context: trigger }: CompletionParams,
  token: CancellationToken,
): Promise<CompletionList | null> {
  const snapshot = context.documents.at({ uri: textDocument.uri });
  return context.documents.whileCurrent(snapshot, token, async (signal) => {
    const settings = await context.configuration.get(snapshot.uri);
    const byTrigger = trigger?.triggerKind === CompletionTriggerKind.TriggerCharacter;
    const place = placeAt(snapshot, snapshot.offsetAt(position), settings, byTrigger);
    // Markup may take the mask for its own (`___so` opens emphasis); what counts then is the word begun.
    const { span, prefix } = place ?? { span: undefined, prefix: '' };
    const core = span && prefix ? { start: span.end - prefix.length, end: span.end } : span;
    if (!place || !core || !context.prose.contains(snapshot, settings, core)) return null;
    const text = context.prose.readable(snapshot);
    const candidates = await context.slot
      .use(signal, (engine) => ask(engine, text, snapshot.uri, place, settings['suggest.count'], signal))
      .catch(nothingToOffer);
    return { isIncomplete: true, items: toItems(candidates, snapshot, place) };
  });
}

/**
 * A mask that ends at the caret, apart from letters typed after it; or the letters before the caret when words are
 * offered while writing. Not in the middle of a word, and not on a trigger character unless the person spelled `[MASK]`.
 */
export function placeAt(
  { text }: Pick<Snapshot, 'text'>,
  caret: number,
  settings: Pick<Settings, 'suggest.automatic'>,
  byTrigger: boolean,
): Place | undefined {
  const lineStart = Math.max(text.lastIndexOf('\n', caret - 1), text.lastIndexOf('\r', caret - 1)) + 1;
  const before = text.slice(lineStart, caret);
  const after = /^[^\r\n]*/.exec(text.slice(caret, caret + 1000))?.[0] ?? '';
  if (/^[\p{L}\p{M}\p{N}]/u.test(after)) return undefined;
  const prefix = /[\p{L}\p{M}][\p{L}\p{M}'’-]*$/u.exec(before)?.[0] ?? '';
  const head = before.slice(0, before.length - prefix.length);
  const mask = findMasks(head + after).find(({ start, end }) =>
    prefix ? end === head.length : start < head.length && head.length <= end,
  );
  if (mask) {
    const isSpelled = head.slice(mask.start).startsWith('[');
    if (byTrigger && !isSpelled && !settings['suggest.automatic']) return undefined;
    const end = lineStart + mask.end + prefix.length;
    return { kind: 'mask', span: { start: lineStart + mask.start, end }, prefix };
  }
  if (byTrigger || !settings['suggest.automatic'] || !prefix) return undefined;
  return { kind: 'word', span: { start: caret - prefix.length, end: caret }, prefix };
}

/** With letters after a mask the mask itself is left out of the text, and the letters are a word begun. */
async function ask(
  engine: ServerEngine,
  text: string,
  uri: string,
  { kind, span, prefix }: Place,
  top: number,
  signal: CancelSignal,
): Promise<readonly Candidate[]> {
  const key = `complete ${uri}`;
  if (kind === 'mask' && !prefix) {
    const { masks } = await engine.fill({ text, top, around: span.start, key, languageCheck: true }, signal);
    return masks.find(({ start }) => start === span.start)?.candidates ?? [];
  }
  const begun = { start: span.start, end: span.start + prefix.length };
  const written = text.slice(0, begun.start) + prefix + text.slice(span.end);
  const request = { text: written, span: begun, mode: 'fits' as const, top, prefix, key };
  return (await engine.suggest(request, signal)).candidates;
}

/** While writing, a place without a word or in another language is no trouble: there is nothing to offer. */
function nothingToOffer(error: unknown): readonly Candidate[] {
  const isQuiet = error instanceof EngineError && ['noWord', 'emptyText', 'unsupportedLanguage'].includes(error.code);
  if (isQuiet) return [];
  throw error;
}

function toItems(candidates: readonly Candidate[], snapshot: Snapshot, { kind, span }: Place): CompletionItem[] {
  const range = snapshot.rangeOf(span);
  const written = snapshot.text.slice(span.start, span.end);
  return candidates.map(({ text, probability }, index) => ({
    label: text,
    kind: CompletionItemKind.Text,
    labelDetails: { description: percent(probability) },
    sortText: String(index).padStart(3, '0'),
    // Editors filter by what stands in the range: the mask itself, which no word begins with.
    filterText: kind === 'mask' ? written : text,
    textEdit: { range, newText: text },
  }));
}
