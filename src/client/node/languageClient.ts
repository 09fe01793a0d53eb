// The server as a child process of the extension host, over Node's own channel. A bundle of its own, read at the first use
// and not with the extension; so no class of it may be told apart from one of the client's bundle by `instanceof`.

import type { Uri } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { listEntriesMethod, lookMethod, readFileMethod } from '../../protocol/files';
import { toBase64 } from '../../protocol/wire';
import { listEntries, look, readFile } from '../files';
import { clientOptions, quiet, startLink } from '../link';
import { clientId, clientName, type LinkSetup } from '../linkSetup';
import type { Link } from '../server';

export async function connectNode(serverModule: string, extensionUri: Uri, setup: LinkSetup): Promise<Link> {
  // Forked by the program that runs the extension host: Electron in the desktop, which the language client tells to be Node.
  const run = { module: serverModule, transport: TransportKind.ipc, options: { execArgv: [] } };
  const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
  const client = quiet(new LanguageClient(clientId, clientName, { run, debug }, clientOptions(setup)));
  client.onRequest(readFileMethod, async (params: unknown) => toBase64(await readFile(extensionUri, params)));
  client.onRequest(listEntriesMethod, (params: unknown) => listEntries(extensionUri, params));
  client.onRequest(lookMethod, (params: unknown) => look(extensionUri, params));
  try {
    return await startLink(client, setup);
  } catch (error) {
    // A client that did not come up cannot be stopped, only let go.
    await client.dispose().catch(() => {});
    throw error;
  }
}
