// The language server: what it can do, and which handler answers what. Knows no transport and no platform; the mains
// bring both. initialize answers at once, the encoder is loaded by the first request that needs it.

import {
  CancellationToken,
  CodeActionKind,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import type { WireError } from '../protocol/requests';
import { keptVectorsRequest } from '../protocol/keptVectors';
import * as requests from '../protocol/requests';
import { parseClearFindingsParams, parseClientOptions, parseInspectParams } from '../protocol/params';
import { attend, predict } from './attend';
import { classifyRequests } from './classify';
import { codeActions } from './codeActions';
import { executeCommand, serverCommandId, serverCommands } from './commands';
import { complete, completionTriggers } from './completion';
import { Configuration } from './configuration';
import { signalOf, type ServerContext } from './context';
import { Documents } from './documents';
import { EngineSlot } from './engineSlot';
import { Findings } from './findings';
import { guarded } from './guard';
import { installModel, planInstall } from './install';
import { keptVectors } from './keptVectors';
import { LoadingProgress } from './loadingProgress';
import { LiveProofreader } from './liveProofread';
import { Proofreader, proofread } from './proofread';
import { Prose } from './prose';
import { readyRequests } from './ready';
import { ReadySlots } from './readySlots';
import type { ServerRuntime } from './runtime';
import { SearchFeature } from './search/handlers';
import {
  calculateRequest,
  neighboursRequest,
  sensesRequest,
  substitutesRequest,
  vocabularyNeighboursRequest,
} from '../protocol/senses';
import { calculate, neighbours, senses, substitutes, vocabularyNeighbours } from './senses';
import { answerComparisons } from './similarity';
import { fill, suggest } from './suggest';
import { titlesFor } from './titles';

/** Listens on the connection and answers requests until the client says `shutdown`. Returns at once; nothing is loaded. */
export function startServer(connection: Connection, runtime: ServerRuntime): void {
  let initialized: InitializeParams | undefined;
  const log = (line: string): void => connection.console.log(line);
  const documents = new Documents();
  const configuration = new Configuration(connection);
  const client = () => parseClientOptions(initialized?.initializationOptions);
  const titles = () => titlesFor(initialized?.locale);
  const loading = new LoadingProgress(connection, () => titles().loading);
  const common = {
    runtime,
    settings: () => configuration.get(),
    storageFolder: () => client().storageFolder,
    log,
  };
  const ready = new ReadySlots(common);
  const slot = new EngineSlot({
    ...common,
    publish: (status) => {
      const shows = initialized?.capabilities.window?.workDoneProgress && !client().hasCommands;
      if (shows) loading.follow(status.state);
      // A lost connection is noticed by its owner.
      connection.sendNotification(requests.statusChanged, status).catch(() => {});
    },
  });
  const prose = new Prose();
  const context: ServerContext = {
    connection,
    runtime,
    documents,
    configuration,
    slot,
    ready,
    prose,
    client,
    titles,
    log,
  };
  const findings = new Findings(connection, documents, titles);
  const proofreader = new Proofreader(context, findings);
  const live = new LiveProofreader(context, findings, proofreader);
  const search = new SearchFeature(context);

  connection.onInitialize((params): InitializeResult => {
    initialized = params;
    configuration.initialize(params.capabilities, client().settings);
    search.initialize(params);
    return { capabilities, serverInfo: { name: 'semantic-text-tools' } };
  });
  connection.onInitialized(() => {
    configuration.register(initialized?.capabilities ?? {}).catch(() => log('changes of settings will not be told'));
    if (initialized) search.register(initialized);
  });
  connection.onShutdown(async () => {
    live.dispose();
    await Promise.all([slot.dispose(), ready.dispose(), search.dispose()]);
  });

  documents.listen(connection);
  documents.subscribe({ closed: (uri) => configuration.forget(uri) });
  configuration.onChange(() => {
    live.settingsChanged();
    search.settingsChanged();
    settingsChanged(context, proofreader).catch(() => log('changed settings could not be read'));
  });
  answerRequests(context, findings, proofreader, search);
  connection.listen();
}

const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  completionProvider: { triggerCharacters: completionTriggers },
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  executeCommandProvider: { commands: serverCommands.map(serverCommandId), workDoneProgress: true },
};

/** The table of requests. Every handler leaves through the one guard. */
function answerRequests(
  context: ServerContext,
  findings: Findings,
  proofreader: Proofreader,
  search: SearchFeature,
): void {
  const { connection, slot, ready } = context;
  const guard = { log: context.log, describe: (error: WireError) => context.runtime.describe(error) };
  const answer = <P, R>(
    method: string,
    handler: (params: P, token: CancellationToken) => Promise<R>,
  ): ((params: P, token: CancellationToken) => Promise<R>) => {
    return (params, token) => guarded(method, guard, () => handler(params, token));
  };
  const onRequest = <R>(
    { method }: { method: string },
    handler: (raw: unknown, token: CancellationToken) => Promise<R>,
  ): void => {
    const answered = answer(method, handler);
    connection.onRequest(method, (raw: unknown, token: CancellationToken) => answered(raw, token));
  };

  onRequest(requests.suggestRequest, (raw, token) => suggest(context, raw, token));
  onRequest(requests.fillRequest, (raw, token) => fill(context, raw, token));
  onRequest(requests.proofreadRequest, (raw, token) => proofread(context, proofreader, raw, token));
  onRequest(requests.clearFindingsRequest, async (raw) => {
    findings.clear(parseClearFindingsParams(raw, '').textDocument?.uri);
    return {};
  });
  onRequest(requests.inspectRequest, (raw, token) => inspect(context, raw, token));
  onRequest(requests.attendRequest, (raw, token) => attend(context, raw, token));
  onRequest(sensesRequest, (raw, token) => senses(context, raw, token));
  onRequest(neighboursRequest, (raw, token) => neighbours(context, raw, token));
  onRequest(vocabularyNeighboursRequest, (raw, token) => vocabularyNeighbours(context, raw, token));
  onRequest(calculateRequest, (raw, token) => calculate(context, raw, token));
  onRequest(substitutesRequest, (raw, token) => substitutes(context, raw, token));
  onRequest(requests.predictRequest, (raw, token) => predict(context, raw, token));
  for (const [request, handler] of [...classifyRequests, ...readyRequests]) {
    onRequest(request, (raw, token) => handler(context, raw, token));
  }
  answerComparisons(context, search, onRequest);
  onRequest(keptVectorsRequest, (raw) => keptVectors(context, raw));
  onRequest(requests.planInstallRequest, (raw, token) => planInstall(context, raw, token));
  onRequest(requests.installModelRequest, (raw, token) => installModel(context, raw, token));
  search.answer(onRequest);
  // These have no parameters; a client may send an empty object all the same.
  const onBareRequest = <R>(
    { method }: { method: string },
    handler: (token: CancellationToken) => Promise<R>,
  ): void => {
    connection.onRequest(method, (...given: unknown[]) => {
      const token = given.find((each) => CancellationToken.is(each)) ?? CancellationToken.None;
      return guarded(method, guard, () => handler(token));
    });
  };
  onBareRequest(requests.statusRequest, () => slot.status());
  onBareRequest(requests.warmUpRequest, (token) => slot.warmUp(signalOf(token)));
  onBareRequest(requests.restartRequest, () =>
    Promise.all([slot.restart(), ready.restart()]).then(() => slot.status()),
  );

  connection.onCompletion(answer('textDocument/completion', (params, token) => complete(context, params, token)));
  connection.onCodeAction(
    answer('textDocument/codeAction', (params, token) => codeActions(context, findings, params, token)),
  );
  connection.onExecuteCommand(
    answer('workspace/executeCommand', (params, token) =>
      executeCommand(context, findings, proofreader, params, token),
    ),
  );
}

async function inspect(context: ServerContext, raw: unknown, token: CancellationToken) {
  const params = parseInspectParams(raw, '');
  const signal = signalOf(token);
  const { tokens, model } = await context.slot.use(signal, (engine) => engine.inspect(params, signal));
  return {
    model,
    tokens: tokens.map(({ text, id, segment, attentionMask, start, end }) => ({
      text,
      id,
      segment,
      attentionMask,
      start,
      end,
    })),
  };
}

async function settingsChanged(context: ServerContext, proofreader: Proofreader): Promise<void> {
  await Promise.all([context.slot.settingsChanged(), context.ready.settingsChanged()]);
  for (const { uri } of context.documents.all()) {
    const settings = await context.configuration.get(uri);
    proofreader.dropIgnored(settings['proofread.ignoredWords'], uri);
  }
}
