// The light bulb. Once the server runs, its code actions are shown; before that the same ones are offered without it, so
// that looking at a menu starts nothing.

import {
  CodeAction,
  CodeActionKind,
  CodeActionTriggerKind,
  languages,
  type CodeActionContext,
  type CodeActionProvider,
  type Command,
  type Diagnostic,
  type Disposable,
  type DocumentSelector,
  type Range,
  type Selection,
  type TextDocument,
} from 'vscode';
import { findMasks } from '../core/mask';
import { shortened } from '../core/shortened';
import { commandId, type Command as CommandName } from '../protocol/commands';
import type { CommandTarget, diagnosticSource as ownSource } from '../protocol/requests';
import { actionLabels as labels } from './labels';
import type { Server } from './server';

/** `source` of the server's diagnostics; its name in requests.ts would bring the protocol library along. */
const diagnosticSource: typeof ownSource = 'semantic-text';

const wordCommands: ReadonlySet<string> = new Set([commandId('suggestWord'), commandId('suggestSynonym')]);

/**
 * What of the server's actions is shown: all that were asked for; of those that VS Code asks for by itself, not the ones
 * that every word has, or the bulb would burn at every step of the caret. Ignoring comes last.
 */
export function offered<T extends CodeAction | Command>(
  actions: readonly T[] | null | undefined,
  range: Range | Selection,
  { triggerKind, diagnostics }: CodeActionContext,
): T[] {
  const all = ignoringLast([...(actions ?? [])], diagnostics);
  if (triggerKind === CodeActionTriggerKind.Invoke || !range.isEmpty) return all;
  return all.filter((action) => !wordCommands.has(commandOf(action) ?? ''));
}

/**
 * VS Code groups by kind and puts what answers a diagnostic first in its group, so that ignoring a word would stand above
 * asking for other ones: at a finding these become quick fixes too.
 */
function ignoringLast<T extends CodeAction | Command>(actions: readonly T[], diagnostics: readonly Diagnostic[]): T[] {
  const isIgnore = (action: T): boolean => commandOf(action) === commandId('ignoreWord');
  if (!actions.some(isIgnore)) return [...actions];
  for (const action of actions) {
    if (!(action instanceof CodeAction) || !wordCommands.has(commandOf(action) ?? '')) continue;
    action.kind = CodeActionKind.QuickFix;
    action.diagnostics = diagnostics.filter(({ source }) => source === diagnosticSource);
  }
  return [...actions.filter((action) => !isIgnore(action)), ...actions.filter(isIgnore)];
}

/** Offers the commands while no server runs. */
export function registerEarlyActions(selector: DocumentSelector, server: Server): Disposable {
  const kind = CodeActionKind.RefactorRewrite;
  const provider: CodeActionProvider = {
    provideCodeActions: (document, range, context) => {
      if (server.state === 'running' || (context.only && !context.only.contains(kind))) return [];
      return offered(earlyActions(document, range), range, context);
    },
  };
  return languages.registerCodeActionsProvider(selector, provider, { providedCodeActionKinds: [kind] });
}

function earlyActions(document: TextDocument, range: Range): CodeAction[] {
  const action = (title: string, command: CommandName, target: Range): CodeAction => {
    const { start, end } = target;
    const argument: CommandTarget = { uri: document.uri.toString(), range: { start, end } };
    const made = new CodeAction(title, CodeActionKind.RefactorRewrite);
    made.command = { title, command: commandId(command), arguments: [argument] };
    return made;
  };
  const { start } = range;
  const isAtMask = findMasks(document.lineAt(start.line).text).some(
    (mask) => mask.start <= start.character && start.character <= mask.end,
  );
  if (isAtMask) return [action(labels.fillMask(), 'fillMask', range)];
  const place = range.isEmpty ? document.getWordRangeAtPosition(start) : range;
  const word = place && document.getText(place);
  if (!place || !word || !/\p{L}/u.test(word)) return [];
  const shown = shortened(word, 40);
  return [
    action(labels.otherWords(shown), 'suggestWord', place),
    action(labels.meansTheSame(shown), 'suggestSynonym', place),
  ];
}

function commandOf(action: CodeAction | Command): string | undefined {
  return typeof action.command === 'string' ? action.command : action.command?.command;
}
