// The language server as a Node process (dist/server.cjs): over IPC when an editor forked it, else over --stdio.

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { connectionFiles } from '../files';
import { startServer } from '../server';
import { createServerRuntime } from './runtime';

const connection = createConnection(ProposedFeatures.all);
startServer(connection, createServerRuntime({ distFolder: __dirname, files: connectionFiles(connection) }));
