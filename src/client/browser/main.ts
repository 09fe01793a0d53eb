// Entry of the extension where a browser runs it: chooses the transport, nothing else.

import type { ExtensionContext } from 'vscode';
import { startClient, type Client } from '../client';
import { connectBrowser } from './languageClient';

/** VS Code gives `deactivate` nothing to find the client by. */
let client: Client | undefined;

export function activate(context: ExtensionContext): void {
  client = startClient(context, {
    connect: (setup) => connectBrowser(context.extensionUri, setup),
    placeOf: (folder) => folder.toString(),
    hasHub: false,
  });
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
