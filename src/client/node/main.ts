// Entry of the extension where Node runs it, in the desktop and on remotes: chooses the transport, nothing else.

import type { ExtensionContext } from 'vscode';
import { startClient, type Client } from '../client';
import { replaceFile } from './replaceFile';

/** VS Code gives `deactivate` nothing to find the client by. */
let client: Client | undefined;

export function activate(context: ExtensionContext): void {
  const serverModule = context.asAbsolutePath('dist/server.cjs');
  client = startClient(context, {
    connect: async (setup) => {
      const { connectNode } = await import('./languageClient');
      return connectNode(serverModule, context.extensionUri, setup);
    },
    placeOf: (folder) => (folder.scheme === 'file' ? folder.fsPath : undefined),
    hasHub: true,
    replaceFile,
  });
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
