// One run of the server behind a language client: requests by name, progress, settings, and what of LSP's own features
// VS Code is shown. Which transport is used is the mains' matter.

import { LogLevel, Uri, workspace, type Disposable, type LogOutputChannel, type TextDocument } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  RevealOutputChannelOn,
  State,
  type BaseLanguageClient,
  type LanguageClientOptions,
} from 'vscode-languageclient';
import { partialResultType, progressType, statusChanged, type ClientOptions } from '../protocol/requests';
import { parseProgress, parseStatusResult } from '../protocol/results';
import { indexChanged, sharedPasswordRequest } from '../protocol/search';
import { parseIndexStatus, parseSharedPasswordParams } from '../protocol/searchParse';
import { calls, type Params, type RequestName, type Result } from './calls';
import { offered } from './codeActions';
import { sectionFor } from './configuration';
import { clientId, type LinkSetup } from './linkSetup';
import type { Link, RequestOptions } from './server';

/** How long a server may take to end before its process is killed. */
const stopLimitMs = 2000;

/** Options common to all transports. */
export function clientOptions({
  log,
  languages,
  storageFolder,
  indexFolder,
  indexRoot,
  isIndexStopped,
}: LinkSetup): LanguageClientOptions {
  const index = { indexFolder, indexRoot, isIndexStopped, canReadFiles: true };
  const initializationOptions: ClientOptions = { hasCommands: true, storageFolder, ...index };
  return {
    documentSelector: languages.map((language) => ({ language })),
    diagnosticCollectionName: clientId,
    outputChannel: log,
    traceOutputChannel: withoutTrace(log),
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions,
    // What happens after a crash is decided in server.ts; here nothing is shown and nothing restarted.
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => ({
        action: CloseAction.DoNotRestart,
        handled: true,
        message: 'The connection to the server closed.',
      }),
    },
    connectionOptions: { maxRestartCount: 0 },
    middleware: {
      provideCodeActions: async (document, range, context, token, next) =>
        offered(await next(document, range, context, token), range, context),
      workspace: {
        configuration: async (params, token, next) => {
          const given = await next(params, token);
          if (!Array.isArray(given)) return given;
          return params.items.map((item, index) =>
            item.section === clientId ? sectionFor(scopeAt(item.scopeUri)) : given[index],
          );
        },
      },
    },
  };
}

/** A client that shows nothing by itself and never logs what is in a message: messages carry the person's text. */
export function quiet<C extends BaseLanguageClient>(client: C): C {
  const { error, warn, info } = client;
  client.error = (message) => error.call(client, message, undefined, false);
  client.warn = (message) => warn.call(client, message, undefined, false);
  client.info = (message) => info.call(client, message, undefined, false);
  return client;
}

/** Starts the client. Rejects where the server does not come up. */
export async function startLink(
  client: BaseLanguageClient,
  { onStatus, onIndex, sharedPassword }: LinkSetup,
): Promise<Link> {
  const closed = new Promise<void>((resolve) => {
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Stopped) resolve();
    });
  });
  client.onNotification(statusChanged.method, (status: unknown) => onStatus(parseStatusResult(status, 'status')));
  client.onNotification(indexChanged.method, (status: unknown) => onIndex(parseIndexStatus(status, 'index')));
  client.onRequest(sharedPasswordRequest.method, async (params: unknown) => {
    const { place } = parseSharedPasswordParams(params, 'sharedPassword');
    return (await sharedPassword(place)) ?? null;
  });
  await client.start();
  return new ClientLink(client, closed);
}

class ClientLink implements Link {
  readonly #client: BaseLanguageClient;
  #tokens = 0;

  constructor(
    client: BaseLanguageClient,
    readonly closed: Promise<void>,
  ) {
    this.#client = client;
  }

  async request<K extends RequestName>(
    name: K,
    params: Params<K>,
    options: RequestOptions<Result<K>>,
  ): Promise<Result<K>> {
    const { method, parse } = calls[name];
    const { onFirst } = options;
    const { progress, subscription } = this.#listen(options);
    const first = onFirst && this.#listenForFirst((value) => onFirst(parse(value, name) as Result<K>));
    try {
      const sent: object = Object.assign({}, params, progress, first?.parameters);
      const answer: unknown = options.token
        ? await this.#client.sendRequest(method, sent, options.token)
        : await this.#client.sendRequest(method, sent);
      return parse(answer, name) as Result<K>;
    } finally {
      subscription?.dispose();
      first?.subscription.dispose();
    }
  }

  async stop(): Promise<void> {
    await this.#client.dispose(stopLimitMs);
  }

  #listen({ onProgress }: Pick<RequestOptions, 'onProgress'>): {
    progress?: { workDoneToken: string };
    subscription?: Disposable;
  } {
    if (!onProgress) return {};
    const workDoneToken = `${clientId}-${++this.#tokens}`;
    const subscription = this.#client.onProgress(progressType, workDoneToken, (value: unknown) => {
      const progress = parseProgress(value);
      if (progress) onProgress(progress);
    });
    return { progress: { workDoneToken }, subscription };
  }

  #listenForFirst(take: (value: unknown) => void): { parameters: object; subscription: Disposable } {
    const partialResultToken = `${clientId}-${++this.#tokens}`;
    const subscription = this.#client.onProgress(partialResultType, partialResultToken, take);
    return { parameters: { partialResultToken }, subscription };
  }
}

/** A document with its language's overrides where one is open there; else the address, a folder's for one. */
const scopeAt = (uri: string | undefined): TextDocument | Uri | undefined =>
  uri === undefined
    ? undefined
    : (workspace.textDocuments.find((document) => document.uri.toString() === uri) ?? Uri.parse(uri));

/** The channel as one that is never at the level Trace, at which a language client writes down whole messages. */
function withoutTrace(log: LogOutputChannel): LogOutputChannel {
  const never = (): Disposable => ({ dispose: () => {} });
  return Object.create(log, {
    logLevel: { value: LogLevel.Info },
    onDidChangeLogLevel: { value: never },
    trace: { value: () => {} },
  }) as LogOutputChannel;
}
