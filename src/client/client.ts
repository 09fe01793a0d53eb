// The extension put together: the server on its first use, the commands, the status item and what else is there before
// the server is. Nothing here waits for anything.

import { languages, Uri, window, workspace, type ExtensionContext, type TextDocument } from 'vscode';
import type { IndexStatus } from '../protocol/search';
import { AttentionPanels } from './attention/panels';
import { Classification } from './classify/classification';
import type { ReplaceFile } from './classify/place';
import { registerEarlyActions } from './codeActions';
import { registerCommands } from './commands';
import { commandTable } from './commandTable';
import { Completion } from './completion';
import { readSetting, settingId } from './configuration';
import { DisposableList } from './disposables';
import { Guard } from './guard';
import { InlineHint } from './inlineHint';
import { isClosedCode, openLanguages } from './languages';
import { clientName, type LinkSetup } from './linkSetup';
import { SearchFeature } from './search/feature';
import { Server, type Link } from './server';
import { Coherence } from './similarity/coherence';
import { Similarity } from './similarity/similarity';
import { DeviceNotice } from './deviceNotice';
import { StatusItem } from './status';
import { TokenDocuments } from './inspect';

/** What differs between the places where the extension runs. */
export interface Platform {
  /** Starts the server. */
  connect(setup: LinkSetup): Promise<Link>;
  /** How the server names a folder of models or of its own storage; undefined where it cannot reach it. */
  readonly placeOf: (folder: Uri) => string | undefined;
  /** Encoders can be downloaded here. */
  readonly hasHub: boolean;
  /** Replaces a file of the disk at once; left out where there is no disk. */
  readonly replaceFile?: ReplaceFile;
}

export interface Client {
  /** Ends the server; VS Code waits for it. */
  stop(): Promise<void>;
}

export function startClient(context: ExtensionContext, platform: Platform): Client {
  const own = new DisposableList();
  context.subscriptions.push(own);
  const log = own.add(window.createOutputChannel(clientName, { log: true }));
  const guard = new Guard(log);
  const server: Server = new Server({
    connect: async (onStatus) => {
      const known = openLanguages(await languages.getLanguages(), isCodeOpen);
      const storageFolder = storageOf(context.globalStorageUri);
      const { indexFolder, indexRoot } = indexPlace(context, platform);
      const onIndex = (status: IndexStatus): void => search.heard(status);
      return platform.connect({
        log,
        languages: known,
        storageFolder,
        indexFolder,
        indexRoot,
        isIndexStopped: search.isIndexStopped,
        onStatus,
        onIndex,
        sharedPassword: (place) => search.sharedPassword(place),
      });
    },
    after: (delayMs, action) => {
      const timer = setTimeout(action, delayMs);
      return () => clearTimeout(timer);
    },
    log: (line) => log.info(line),
  });
  const completion = own.add(new Completion(server, guard));
  own.add(completion.register());
  const tokens = own.add(new TokenDocuments());
  const attention = own.add(new AttentionPanels({ extensionUri: context.extensionUri, server, guard }));
  const search: SearchFeature = own.add(new SearchFeature({ context, server, guard }));
  const similarity = own.add(
    new Similarity({ extensionUri: context.extensionUri, server, guard, index: () => search.look() }),
  );
  const coherence = own.add(new Coherence(server, guard));
  const classification = own.add(new Classification(context, server, guard, platform));
  own.add(new InlineHint(server, guard));
  own.add(new StatusItem(server));
  own.add(new DeviceNotice(server, guard));
  const views = { tokens, attention, search, similarity, coherence, classification };
  own.add(registerCommands(commandTable({ context, platform, server, guard, log, ...views }), guard));
  guard.detach('early providers', registerEarly(own, server, completion));
  watchLiveFeatures(own, server, guard);
  // What was left out before is allowed now.
  own.add(
    workspace.onDidGrantWorkspaceTrust(() => {
      if (server.state === 'running' && readSetting('search.sharedIndex')) guard.detach('restart', server.restart());
    }),
  );
  return { stop: () => server.stop() };
}

/** What is offered while the server does not run yet. */
async function registerEarly(own: DisposableList, server: Server, completion: Completion): Promise<void> {
  const selector = openLanguages(await languages.getLanguages(), isCodeOpen).map((language) => ({ language }));
  own.add(registerEarlyActions(selector, server));
  own.add(completion.registerEarly(selector));
}

/** The server starts with a document in which something goes on by itself, and anew when other code is let in. */
function watchLiveFeatures(own: DisposableList, server: Server, guard: Guard): void {
  const look = (document: TextDocument): void => {
    if (server.state === 'off' && isLive(document)) guard.detach('start', server.start());
  };
  const lookAtAll = (): void => workspace.textDocuments.forEach(look);
  own.add(workspace.onDidOpenTextDocument(look));
  own.add(
    workspace.onDidChangeConfiguration((change) => {
      // The documents that the server is given are fixed when it starts.
      const isReopened = change.affectsConfiguration(settingId('suggest.inCode')) && server.state === 'running';
      if (isReopened) guard.detach('restart', server.restart());
      else if (change.affectsConfiguration('semanticText')) lookAtAll();
    }),
  );
  lookAtAll();
}

function isLive(document: TextDocument): boolean {
  if (isClosedCode(document)) return false;
  const keys = ['proofread.live', 'suggest.automatic', 'suggest.inlineHint'] as const;
  return keys.some((key) => readSetting(key, document));
}

/** Comments and strings of this language are read, here or in one of the folders. */
function isCodeOpen(languageId: string): boolean {
  const folders = [undefined, ...(workspace.workspaceFolders ?? []).map(({ uri }) => uri)];
  return folders.some((uri) => readSetting('suggest.inCode', { languageId, uri }));
}

const storageOf = (folder: Uri): string | undefined => (folder.scheme === 'file' ? folder.fsPath : undefined);

/**
 * All indexes of this machine lie in one folder, so that their size is known; the name of each is the one that VS Code gave
 * the storage of its workspace.
 */
function indexPlace({ globalStorageUri, storageUri }: ExtensionContext, { placeOf }: Pick<Platform, 'placeOf'>) {
  const root = Uri.joinPath(globalStorageUri, 'indexes');
  // …/workspaceStorage/<id of the workspace>/<id of the extension>
  const id = storageUri?.path.split('/').at(-2);
  return { indexRoot: placeOf(root), indexFolder: id ? placeOf(Uri.joinPath(root, id)) : undefined };
}
