// textDocument/codeAction: better words for findings, then the mask or the word at the caret. A client with commands of
// its own is given those and pays nothing; other editors are given finished edits, but only when the person asked.

import {
  CodeActionKind,
  CodeActionTriggerKind,
  type CancellationToken,
  type CodeAction,
  type CodeActionParams,
  type Command,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { articleEdit } from '../core/article';
import { wordAt } from '../core/text';
import { findMasks } from '../core/mask';
import type { CancelSignal } from '../core/cancel';
import type { Span } from '../core/types';
import { EngineError } from '../engine/errors';
import type { Filling, Finding, SuggestMode } from '../engine/requests';
import { commandId, type Command as CommandName } from '../protocol/commands';
import type { CommandTarget, WireCandidate } from '../protocol/requests';
import type { Settings } from '../protocol/settings';
import { serverCommandId } from './commands';
import { toWireCandidates, type ServerContext } from './context';
import type { Snapshot } from './documents';
import type { Findings } from './findings';
import { ignoredAs } from './proofread';
import { touches } from './prose';

/** Better words that one finding, and other words that one mode, puts into the menu. */
const fixesPerFinding = 5;
const wordsPerMode = 6;

const rewrite = CodeActionKind.RefactorRewrite;

export async function codeActions(
  context: ServerContext,
  findings: Findings,
  { textDocument, range, context: asked }: CodeActionParams,
  token: CancellationToken,
): Promise<CodeAction[]> {
  const snapshot = context.documents.at({ uri: textDocument.uri });
  const span = snapshot.spanOf(range);
  const wants = (kind: string): boolean =>
    !asked.only || asked.only.some((only) => kind === only || kind.startsWith(`${only}.`));
  const fixes = wants(CodeActionKind.QuickFix) ? quickFixes(context, findings, snapshot, span) : [];
  if (!wants(rewrite)) return fixes;
  const settings = await context.configuration.get(snapshot.uri);
  const place = placeAt(context, snapshot, settings, span);
  if (!place) return fixes;
  if (context.client().hasCommands) return [...fixes, ...commandActions(context, snapshot, place)];
  if (asked.triggerKind === CodeActionTriggerKind.Automatic) return fixes;
  const edits = await context.documents.whileCurrent(snapshot, token, (signal) =>
    editActions(context, snapshot, settings, place, signal),
  );
  return [...fixes, ...edits];
}

interface Place {
  readonly kind: 'mask' | 'word';
  readonly span: Span;
}

/** The mask or the word that the selection touches, where a person's words are. */
function placeAt(context: ServerContext, snapshot: Snapshot, settings: Settings, span: Span): Place | undefined {
  const { prose } = context;
  if (!prose.isOpen(snapshot, settings)) return undefined;
  const text = prose.readable(snapshot);
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const nextLine = text.indexOf('\n', span.end);
  const line = text.slice(lineStart, nextLine < 0 ? text.length : nextLine);
  const here = { start: span.start - lineStart, end: span.end - lineStart };
  const mask = findMasks(line).find((each) => touches(each, here));
  const found = mask ?? (span.start === span.end ? wordAt(line, here.start) : here);
  if (!found) return undefined;
  const place = { start: found.start + lineStart, end: found.end + lineStart };
  if (!prose.contains(snapshot, settings, place)) return undefined;
  return { kind: mask ? 'mask' : 'word', span: place };
}

function quickFixes(context: ServerContext, findings: Findings, snapshot: Snapshot, span: Span): CodeAction[] {
  const here = findings.at(snapshot.uri, span);
  const titles = context.titles();
  const diagnosticOf = (finding: Finding) => findings.toDiagnostic(snapshot, finding);
  const fixes = here.flatMap((finding) =>
    toWireCandidates(finding.candidates.slice(0, fixesPerFinding)).map((candidate, index) => ({
      title: finding.doubled === undefined ? titles.replaceWith(candidate) : titles.deleteDoubled(finding.doubled),
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnosticOf(finding)],
      isPreferred: index === 0 && here.length === 1,
      edit: replacing(snapshot, [[finding, candidate.text]]),
    })),
  );
  const ignores = here.map((finding) => {
    const word = ignoredAs(finding);
    const title = titles.ignoreWord(word);
    const target: CommandTarget = { uri: snapshot.uri, range: snapshot.rangeOf(finding), word };
    const command = context.client().hasCommands ? commandId('ignoreWord') : serverCommandId('ignoreWord');
    return {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnosticOf(finding)],
      command: { title, command, arguments: [target] },
    };
  });
  return [...fixes, ...ignores];
}

function commandActions(context: ServerContext, snapshot: Snapshot, { kind, span }: Place): CodeAction[] {
  const titles = context.titles();
  const target: CommandTarget = { uri: snapshot.uri, range: snapshot.rangeOf(span) };
  const action = (title: string, name: CommandName): CodeAction => {
    const command: Command = { title, command: commandId(name), arguments: [target] };
    return { title, kind: rewrite, command };
  };
  if (kind === 'mask') return [action(titles.fillMask, 'fillMask')];
  const word = shorten(snapshot.text.slice(span.start, span.end));
  return [action(titles.otherWords(word), 'suggestWord'), action(titles.meansTheSame(word), 'suggestSynonym')];
}

/** What the person would pick from, as edits. Without a word or a language of the encoder there is nothing to pick. */
async function editActions(
  context: ServerContext,
  snapshot: Snapshot,
  settings: Settings,
  place: Place,
  signal: CancelSignal,
): Promise<CodeAction[]> {
  try {
    return place.kind === 'mask'
      ? await fillActions(context, snapshot, settings, place.span, signal)
      : await wordActions(context, snapshot, place.span, signal);
  } catch (error) {
    const isQuiet = error instanceof EngineError && ['noWord', 'emptyText', 'unsupportedLanguage'].includes(error.code);
    if (isQuiet) return [];
    throw error;
  }
}

async function wordActions(
  context: ServerContext,
  snapshot: Snapshot,
  span: Span,
  signal: CancelSignal,
): Promise<CodeAction[]> {
  const titles = context.titles();
  const text = context.prose.readable(snapshot);
  const ask = (mode: SuggestMode) =>
    context.slot.use(signal, (engine) => engine.suggest({ text, span, mode, top: wordsPerMode }, signal));
  const [fits, meaning] = await Promise.all([ask('fits'), ask('meaning')]);
  const action = (title: string, at: Span, candidate: WireCandidate): CodeAction => ({
    title,
    kind: rewrite,
    edit: replacing(snapshot, [[at, candidate.text]]),
  });
  const same = toWireCandidates(meaning.candidates);
  const known = new Set(same.map((candidate) => candidate.text));
  const others = toWireCandidates(fits.candidates).filter((candidate) => !known.has(candidate.text));
  return [
    ...same.map((candidate) => action(titles.replaceWithSame(candidate), meaning.span, candidate)),
    ...others.map((candidate) => action(titles.replaceWith(candidate), fits.span, candidate)),
  ];
}

async function fillActions(
  context: ServerContext,
  snapshot: Snapshot,
  settings: Settings,
  span: Span,
  signal: CancelSignal,
): Promise<CodeAction[]> {
  const text = context.prose.readable(snapshot);
  const top = settings['suggest.count'];
  const answer = await context.slot.use(signal, (engine) =>
    engine.fill({ text, top, around: span.start, languageCheck: true }, signal),
  );
  const single = answer.masks.length === 1 ? answer.masks[0].candidates : [];
  const fillings: readonly Filling[] = answer.fillings.length
    ? answer.fillings
    : single.map(({ text: word, probability }) => ({ texts: [word], probability }));
  return fillings.map(({ texts, probability }) => ({
    title: context.titles().fillWith(texts, probability),
    kind: rewrite,
    edit: replacing(
      snapshot,
      answer.masks.map((mask, index) => [mask, texts[index]]),
    ),
  }));
}

/** The words put in, each with the article that it needs before it. */
function replacing(snapshot: Snapshot, replacements: readonly (readonly [Span, string])[]): WorkspaceEdit {
  const edits: TextEdit[] = replacements.flatMap(([span, newText]) => {
    const article = articleEdit(snapshot.text, span.start, newText);
    const isFree = article && replacements.every(([other]) => other.end <= article.start || other.start >= article.end);
    const ownArticle = isFree ? [{ range: snapshot.rangeOf(article), newText: article.text }] : [];
    return [...ownArticle, { range: snapshot.rangeOf(span), newText }];
  });
  return { changes: { [snapshot.uri]: edits } };
}

/** A selection may be long; a menu is not the place to read it. */
function shorten(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ').trim();
  return oneLine.length > 30 ? `${[...oneLine].slice(0, 29).join('').trimEnd()}…` : oneLine;
}
