// The language server as a Node process (dist/server.cjs): over IPC when an editor forked it, else over --stdio.

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from '../server';
import { createServerRuntime } from './runtime';

startServer(createConnection(ProposedFeatures.all), createServerRuntime({ distFolder: __dirname }));
