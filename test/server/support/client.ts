// A language client without an editor: speaks to startServer over streams in memory and remembers what the server sends.

import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import { statusChanged, type StatusResult } from '../../../src/protocol/requests';
import { indexChanged, type IndexStatus } from '../../../src/protocol/search';
import { startServer } from '../../../src/server/server';
import type { ServerRuntime } from '../../../src/server/runtime';

export interface TestClientOptions {
  readonly settings?: Record<string, unknown>;
  readonly initializationOptions?: unknown;
  readonly locale?: string;
  /** False: a client that cannot be asked for settings. */
  readonly configuration?: boolean;
  readonly folders?: readonly { readonly uri: string; readonly name: string }[];
}

export class TestClient {
  readonly diagnostics: PublishDiagnosticsParams[] = [];
  readonly states: StatusResult[] = [];
  readonly logs: string[] = [];
  readonly indexStates: IndexStatus[] = [];
  readonly registered: string[] = [];
  settings: Record<string, unknown>;
  initialized: InitializeResult = { capabilities: {} };
  #versions = new Map<string, number>();

  private constructor(
    readonly connection: ProtocolConnection,
    options: TestClientOptions,
  ) {
    this.settings = options.settings ?? {};
  }

  static async start(runtime: ServerRuntime, options: TestClientOptions = {}): Promise<TestClient> {
    const up = new PassThrough();
    const down = new PassThrough();
    startTestServer(runtime, up, down);
    const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    return TestClient.over(connection, options);
  }

  /** Says hello on a connection to a server, wherever it runs. */
  static async over(connection: ProtocolConnection, options: TestClientOptions = {}): Promise<TestClient> {
    const client = new TestClient(connection, options);
    const receive = (method: string, params: unknown): void => client.#receive(method, params);
    connection.onNotification('textDocument/publishDiagnostics', (params) => receive('diagnostics', params));
    connection.onNotification(statusChanged.method, (params) => receive('status', params));
    connection.onNotification('window/logMessage', (params) => receive('log', params));
    connection.onRequest('client/registerCapability', ({ registrations }: { registrations: { method: string }[] }) => {
      client.registered.push(...registrations.map(({ method }) => method));
      return null;
    });
    connection.onNotification(indexChanged.method, (params) => receive('index', params));
    connection.onRequest('workspace/configuration', ({ items }: { items: { section?: string }[] }) =>
      items.map(({ section }) => client.settings[section ?? ''] ?? null),
    );
    connection.listen();
    const params: InitializeParams = {
      processId: null,
      rootUri: null,
      workspaceFolders: options.folders ? [...options.folders] : null,
      locale: options.locale,
      initializationOptions: options.initializationOptions,
      capabilities: {
        workspace: {
          configuration: options.configuration ?? true,
          workspaceFolders: true,
          didChangeWatchedFiles: { dynamicRegistration: true },
        },
      },
    };
    client.initialized = await connection.sendRequest<InitializeResult>('initialize', params);
    await connection.sendNotification('initialized', {});
    return client;
  }

  request<R>(method: string, params?: unknown): Promise<R> {
    return params === undefined ? this.connection.sendRequest(method) : this.connection.sendRequest(method, params);
  }

  async open(uri: string, text: string, languageId = 'plaintext'): Promise<void> {
    this.#versions.set(uri, 1);
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** One incremental edit; returns the new version. */
  async edit(uri: string, from: [number, number], to: [number, number], text: string): Promise<number> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    const position = ([line, character]: [number, number]) => ({ line, character });
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: position(from), end: position(to) }, text }],
    });
    return version;
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  async changeSettings(settings: Record<string, unknown>): Promise<void> {
    this.settings = settings;
    await this.connection.sendNotification('workspace/didChangeConfiguration', { settings });
  }

  /** The diagnostics that the editor shows now. */
  shown(uri: string): PublishDiagnosticsParams['diagnostics'] {
    return this.diagnostics.findLast((each) => each.uri === uri)?.diagnostics ?? [];
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.dispose();
  }

  #receive(method: string, params: unknown): void {
    if (method === 'diagnostics') this.diagnostics.push(params as PublishDiagnosticsParams);
    if (method === 'status') this.states.push(params as StatusResult);
    if (method === 'index') this.indexStates.push(params as IndexStatus);
    if (method === 'log') this.logs.push((params as { message: string }).message);
  }
}

function startTestServer(runtime: ServerRuntime, input: PassThrough, output: PassThrough): void {
  // Reader and writer, not streams: at the end of a stream the library ends the process, which is the test's here.
  const connection = createConnection(new StreamMessageReader(input), new StreamMessageWriter(output));
  startServer(connection, runtime);
}

/** Waits until the condition holds; fails with its words after two seconds. */
export async function eventually(condition: () => boolean, words: string, withinMs = 2000): Promise<void> {
  const until = Date.now() + withinMs;
  while (!condition()) {
    assert.ok(Date.now() < until, `not within ${withinMs} ms: ${words}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Answers sent before have arrived once this has. */
export async function settled(client: TestClient): Promise<void> {
  for (let round = 0; round < 3; round++) await client.request('semanticText/status');
}

/** The error of an answer that must fail. */
export async function failure(answer: Promise<unknown>): Promise<{ code: number; message: string; data: unknown }> {
  try {
    await answer;
  } catch (error) {
    return error as { code: number; message: string; data: unknown };
  }
  assert.fail('the request was answered');
}
