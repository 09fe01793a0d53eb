// workspace/executeCommand, for editors without a client of ours: what VS Code does through its own commands. The ids
// differ from those of protocol/commands.ts because VS Code registers whatever a server announces.

import type { CancellationToken, ExecuteCommandParams } from 'vscode-languageserver';
import { EngineError } from '../engine/errors';
import { parseCommandTarget } from '../protocol/params';
import { object, optional, string } from '../protocol/parse';
import type { ProofreadResult, StatusResult } from '../protocol/requests';
import type { ServerContext } from './context';
import type { Findings } from './findings';
import { proofread, type Proofreader } from './proofread';

export const serverCommands = ['proofread', 'clearFindings', 'ignoreWord', 'status', 'restart'] as const;
export type ServerCommand = (typeof serverCommands)[number];

export const serverCommandId = (command: ServerCommand): string => `semanticText.server.${command}`;

const parseDocument = object<{ uri: string }>({ uri: string });
const parseMaybeDocument = optional(parseDocument);

/** The first argument is an object: `{ uri }` for proofread and clearFindings, a CommandTarget for ignoreWord. */
export async function executeCommand(
  context: ServerContext,
  findings: Findings,
  proofreader: Proofreader,
  { command, arguments: given, workDoneToken }: ExecuteCommandParams,
  token: CancellationToken,
): Promise<ProofreadResult | StatusResult | null> {
  const argument: unknown = given?.[0];
  const name = serverCommands.find((each) => serverCommandId(each) === command);
  switch (name) {
    case 'proofread': {
      const snapshot = context.documents.at(parseDocument(argument, 'arguments[0]'));
      const { 'proofread.ignoredWords': ignoredWords } = await context.configuration.get(snapshot.uri);
      const textDocument = { uri: snapshot.uri, version: snapshot.version };
      return proofread(context, proofreader, { textDocument, ignoredWords, workDoneToken }, token);
    }
    case 'clearFindings':
      findings.clear(parseMaybeDocument(argument, 'arguments[0]')?.uri);
      return null;
    case 'ignoreWord':
      proofreader.ignore(parseCommandTarget(argument, 'arguments[0]').word ?? '');
      return null;
    case 'status':
      return context.slot.status();
    case 'restart':
      await Promise.all([context.slot.restart(), context.ready.restart()]);
      return context.slot.status();
    case undefined:
      throw new EngineError('badInput', { subject: 'command' });
  }
}
