// semtext lsp: the language server over stdio, for any editor. Loaded only when it is asked for.

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import type { Settings } from '../protocol/settings';
import { connectionFiles } from '../server/files';
import { startServer } from '../server/server';
import { parseModelArgument } from '../server/node/models';
import { createServerRuntime } from '../server/node/runtime';
import type { ServerRuntime } from '../server/runtime';
import { describeError } from './messages';

export interface LspOptions {
  /** Taken where the editor's settings name no encoder. */
  readonly model: string | undefined;
  readonly device: Settings['device'];
  readonly distFolder: string;
}

/** Serves until the editor goes; rejects when the model of the options cannot be looked for. */
export async function runServer({ model, device, distFolder }: LspOptions): Promise<never> {
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  const runtime = createServerRuntime({
    distFolder,
    files: connectionFiles(connection),
    describe: ({ code, ...details }) => describeError(code, details).message,
  });
  const fallback = model === undefined ? { folder: '', id: '' } : await parseModelArgument(model);
  const openEngine: ServerRuntime['openEngine'] = (choice, events) => {
    const isChosen = choice.folder !== '' || choice.id !== '';
    const isDeviceChosen = choice.device !== 'auto';
    return runtime.openEngine(
      { ...choice, ...(isChosen ? {} : fallback), device: isDeviceChosen ? choice.device : device },
      events,
    );
  };
  // The connection ends the process when the editor says `exit` or goes without a word.
  startServer(connection, { ...runtime, openEngine });
  return new Promise<never>(() => {});
}
