// Semantic search as the server answers it: the requests, the news of files, and what the index is made from. The index
// itself is IndexService's matter.

import {
  DidChangeWatchedFilesNotification,
  type CancellationToken,
  type InitializeParams,
} from 'vscode-languageserver';
import { CancelledError, type CancelSignal } from '../../core/cancel';
import type { IndexedBy, IndexVectors } from '../../engine/comparison/indexedPassages';
import type { SearchAnswer, SearchRequest } from '../../engine/index/types';
import * as wire from '../../protocol/search';
import {
  parseControlIndexParams,
  parseExplainFileParams,
  parseMoreLikeThisParams,
  parseSearchParams,
} from '../../protocol/searchParse';
import { signalOf, type ServerContext } from '../context';
import { indexPath, rootsOf, uriOf, type RootFolder } from './folders';
import type { ExcludeGlob, WorkspaceIndex } from './ports';
import { IndexService } from './service';
import { sharedSetting } from './shared';
import type { IndexSetting } from './setting';

/** Most hits of one file before the rest fold into the last. */
const hitsPerFile = 3;
/** An edit reaches the previews after this pause. */
const overlayMs = 300;

type Folder = { readonly uri: string; readonly name: string };
type OnRequest = <R>(type: { method: string }, handler: (raw: unknown, token: CancellationToken) => Promise<R>) => void;

export class SearchFeature implements IndexVectors {
  readonly #context: ServerContext;
  readonly #service: IndexService;
  #folders: readonly Folder[] = [];
  #isWatching = false;
  readonly #overlays = new Map<string, () => void>();

  constructor(context: ServerContext) {
    this.#context = context;
    const { connection, runtime } = context;
    this.#service = new IndexService({
      open: runtime.openIndex?.bind(runtime),
      clock: runtime.clock,
      read: () => this.#read(),
      openTexts: () => context.documents.all(),
      password: (place) => this.#password(place),
      publish: (status) => {
        // A lost connection is noticed by its owner.
        connection.sendNotification(wire.indexChanged, status).catch(() => {});
      },
      log: context.log,
    });
    context.documents.subscribe({
      changed: ({ uri }) => this.#documentChanged(uri),
      closed: (uri) => this.#overlay(uri, undefined),
    });
  }

  initialize({ workspaceFolders, rootUri }: InitializeParams): void {
    if (workspaceFolders) this.#folders = workspaceFolders;
    else if (rootUri) this.#folders = [{ uri: rootUri, name: rootUri.split('/').at(-1) ?? '' }];
    if (this.#context.client().isIndexStopped) this.#service.stayStopped();
  }

  /** Listens to what the client tells of files and folders, as far as it tells. */
  register({ capabilities: { workspace } }: InitializeParams): void {
    const { connection } = this.#context;
    connection.onDidChangeWatchedFiles(({ changes }) => {
      void this.#automatic().then((on) => on && this.#service.filesChanged(changes.map(({ uri }) => uri)));
    });
    this.#isWatching = workspace?.didChangeWatchedFiles?.dynamicRegistration !== true;
    if (!workspace?.workspaceFolders) return;
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(removed.map(({ uri }) => uri));
      this.#folders = [...this.#folders.filter(({ uri }) => !gone.has(uri)), ...added];
      this.settingsChanged();
    });
  }

  answer(onRequest: OnRequest): void {
    onRequest(wire.searchRequest, (raw, token) => this.#search(raw, token));
    onRequest(wire.moreLikeThisRequest, (raw, token) => this.#moreLikeThis(raw, token));
    onRequest(wire.controlIndexRequest, async (raw) => {
      const status = await this.#service.control(parseControlIndexParams(raw, ''));
      await this.#watch();
      return status;
    });
    onRequest(wire.indexStatusRequest, () => this.#service.look());
    onRequest(wire.explainFileRequest, (raw) => this.#explain(parseExplainFileParams(raw, '').uri));
  }

  /** What the index holds, for near-duplicates; one that cannot be asked holds nothing. CancelledError. */
  async find(
    by: IndexedBy,
    texts: readonly string[],
    signal: CancelSignal,
  ): Promise<readonly (Float32Array | undefined)[]> {
    try {
      return (await this.#service.opened?.index.vectors({ ...by, texts }, signal)) ?? [];
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      this.#context.log('the index could not be asked for vectors');
      return [];
    }
  }

  settingsChanged(): void {
    this.#service.settingsChanged().catch(() => this.#context.log('the index could not follow the settings'));
  }

  dispose(): Promise<void> {
    for (const stop of this.#overlays.values()) stop();
    return this.#service.dispose();
  }

  async #search(raw: unknown, token: CancellationToken): Promise<wire.SearchResult> {
    const { query, mode, limit, key } = parseSearchParams(raw, '');
    const signal = signalOf(token);
    const request = { ...(await this.#request(limit, key)), query, mode };
    return this.#answered((index) => index.search(request, signal));
  }

  async #moreLikeThis(raw: unknown, token: CancellationToken): Promise<wire.SearchResult> {
    const { text, filters, origin, limit, key } = parseMoreLikeThisParams(raw, '');
    const signal = signalOf(token);
    const request = await this.#request(limit + 1, key);
    let path: string | undefined;
    const result = await this.#answered((index, roots) => {
      path = origin && indexPath(roots, origin.uri);
      const like = { text, ...(path !== undefined && { path }) };
      return index.search({ ...request, query: filters ?? '', mode: 'vector', like }, signal);
    });
    // By path: editors differ in how they escape an address.
    const isOrigin = (hit: wire.WireHit): boolean =>
      origin !== undefined && hit.path === path && hit.startLine <= origin.endLine && hit.endLine >= origin.startLine;
    return { ...result, hits: result.hits.filter((hit) => !isOrigin(hit)).slice(0, limit) };
  }

  async #request(limit: number, key: string | undefined): Promise<SearchRequest> {
    const settings = await this.#context.configuration.get();
    const minimumSimilarity = settings['search.minimumSimilarity'] || undefined;
    const fusion = settings['search.fusion'];
    return { query: '', mode: 'hybrid', fusion, limit, key, hitsPerFile, minimumSimilarity };
  }

  async #answered(
    work: (index: WorkspaceIndex, roots: readonly RootFolder[]) => Promise<SearchAnswer>,
  ): Promise<wire.SearchResult> {
    const used = await this.#service.use();
    if (!used) return { model: '', hits: [], staleFiles: 0, withoutPhrases: false, index: this.#service.status() };
    await this.#watch();
    const { roots } = used;
    const answer = await work(used.index, roots);
    const hits = answer.hits.map((hit) => toWireHit(hit, roots));
    if (hits.length === 0) await this.#service.foundNothing();
    const { model, stale, withoutPhrases } = answer;
    return { model, hits, staleFiles: stale.length, withoutPhrases, index: this.#service.status() };
  }

  async #explain(uri: string): Promise<wire.FileExplanation> {
    await this.#service.look();
    const opened = this.#service.opened;
    const path = opened && indexPath(opened.roots, uri);
    if (!opened) return { uri, path: '', state: 'noIndex', chunks: 0 };
    if (path === undefined) return { uri, path: '', state: 'excluded', chunks: 0, exclusion: { rule: 'outside' } };
    return { uri, path, ...(await opened.index.explain(path)) };
  }

  /** Asks the client for news of files, once there is an index to keep in step. */
  async #watch(): Promise<void> {
    if (this.#isWatching || !this.#service.opened) return;
    this.#isWatching = true;
    const watchers = [{ globPattern: '**/*' }];
    await this.#context.connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers })
      .catch(() => this.#context.log('changes of files will not be told'));
  }

  async #automatic(): Promise<boolean> {
    return (await this.#context.configuration.get())['search.automatic'];
  }

  #documentChanged(uri: string): void {
    if (!this.#service.opened) return;
    this.#overlays.get(uri)?.();
    const stop = this.#context.runtime.clock.after(overlayMs, () => {
      this.#overlays.delete(uri);
      this.#overlay(uri, this.#context.documents.find(uri)?.text);
    });
    this.#overlays.set(uri, stop);
  }

  /** Previews show a document as it stands in the editor. */
  #overlay(uri: string, text: string | undefined): void {
    const opened = this.#service.opened;
    const path = opened && indexPath(opened.roots, uri);
    if (path !== undefined) opened?.index.overlay(path, text);
  }

  async #read(): Promise<IndexSetting> {
    const { configuration, client, runtime } = this.#context;
    const settings = await configuration.get();
    const { roots, virtual } = rootsOf(this.#folders, client().canReadFiles ? () => true : undefined);
    return {
      settings,
      roots,
      shared: sharedSetting(settings, roots, !runtime.isInBrowser),
      virtualFolders: virtual,
      excludes: await Promise.all(roots.map(({ uri }) => this.#excludes(uri))),
      storageFolder: client().indexFolder,
      storageRoot: client().indexRoot,
      model: {
        folder: settings['model.path'],
        id: settings['model.id'],
        device: settings.device,
        storageFolder: client().storageFolder,
      },
    };
  }

  /** Undefined too where the editor knows no such request. */
  async #password(place: string): Promise<string | undefined> {
    try {
      const answer: unknown = await this.#context.connection.sendRequest(wire.sharedPasswordRequest.method, { place });
      return typeof answer === 'string' && answer !== '' ? answer : undefined;
    } catch {
      return undefined;
    }
  }

  /** Globs of a folder: ours and those of the editor. */
  async #excludes(uri: string): Promise<readonly ExcludeGlob[]> {
    const { configuration } = this.#context;
    const { 'search.exclude': own } = await configuration.get(uri);
    const ours = own.map((pattern) => ({ pattern, source: 'semanticText.search.exclude' }));
    return [...ours, ...(await configuration.excludes(uri))];
  }
}

function toWireHit(hit: SearchAnswer['hits'][number], roots: readonly RootFolder[]): wire.WireHit {
  const { path, language, heading, startLine, endLine, score, similarity, lexicalRank } = hit;
  const { preview, cell, best, matches, duplicates, moreInFile } = hit;
  const span = ({ start, end }: wire.WireSpan): wire.WireSpan => ({ start, end });
  return {
    uri: uriOf(roots, path),
    path,
    language,
    heading,
    startLine,
    endLine,
    score,
    similarity,
    lexicalRank,
    preview,
    cell,
    best: span(best),
    matches: matches.map(span),
    duplicates: duplicates.map((each) => ({
      uri: uriOf(roots, each.path),
      path: each.path,
      startLine: each.startLine,
      endLine: each.endLine,
    })),
    moreInFile,
  };
}
