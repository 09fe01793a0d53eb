// Stands for VS Code in unit tests of the client, where there is none: only what they touch. A test imports it before the
// files that import `vscode`.

import Module from 'node:module';

type Listener<T> = (value: T) => unknown;

export class FakeEvent<T> {
  readonly #listeners = new Set<Listener<T>>();

  readonly event = (listener: Listener<T>): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}

/** A webview panel whose page is the test: it reads what was posted, and says what the page would. */
export class FakeWebviewPanel {
  readonly posted: unknown[] = [];
  /** Whether each call of `reveal` left the focus where it was. */
  readonly reveals: boolean[] = [];
  readonly said = new FakeEvent<unknown>();
  readonly #closed = new FakeEvent<void>();
  readonly onDidDispose = this.#closed.event;
  readonly viewColumn = 2;
  readonly visible = true;
  readonly webview = {
    html: '',
    options: {},
    cspSource: 'page:',
    asWebviewUri: (uri: unknown) => uri,
    onDidReceiveMessage: this.said.event,
    postMessage: (message: unknown) => Promise.resolve(this.posted.push(message) > 0),
  };

  constructor(
    readonly viewType: string,
    public title: string,
  ) {}

  reveal(_column?: number, preserveFocus = false): void {
    this.reveals.push(preserveFocus);
  }

  dispose(): void {
    this.#closed.fire();
  }
}

class FakeTokenSource {
  readonly #cancelled = new FakeEvent<void>();
  readonly token = { isCancellationRequested: false, onCancellationRequested: this.#cancelled.event };

  cancel(): void {
    this.token.isCancellationRequested = true;
    this.#cancelled.fire();
  }

  dispose(): void {}
}

class FakeUri {
  constructor(
    readonly scheme: string,
    readonly path: string,
  ) {}

  static joinPath = ({ scheme, path }: FakeUri, ...parts: readonly string[]): FakeUri =>
    new FakeUri(scheme, [path, ...parts].join('/'));

  static parse = (text: string): FakeUri => {
    const [, scheme, path] = /^(\w+):(?:\/\/)?(.*)$/.exec(text) ?? [];
    if (scheme === undefined) throw new Error(`no address: ${text}`);
    return new FakeUri(scheme, path);
  };

  toString(): string {
    return this.scheme === 'file' ? `file://${this.path}` : `${this.scheme}:${this.path}`;
  }
}

/** A document of one line of its own: offsets are its characters. */
export class FakeDocument {
  readonly languageId = 'markdown';
  readonly isClosed = false;
  isDirty = false;

  constructor(
    readonly uri: FakeUri,
    public text: string,
  ) {}

  get fileName(): string {
    return this.uri.path;
  }

  get isUntitled(): boolean {
    return this.uri.scheme === 'untitled';
  }

  getText(range?: {
    readonly start: { readonly character: number };
    readonly end: { readonly character: number };
  }): string {
    return range ? this.text.slice(range.start.character, range.end.character) : this.text;
  }

  offsetAt({ character }: { readonly character: number }): number {
    return character;
  }

  positionAt(offset: number): { readonly line: number; readonly character: number } {
    return { line: 0, character: offset };
  }
}

/** The webview panels that were made, in their order. */
export const webviewPanels: FakeWebviewPanel[] = [];

export const fileUri = (path: string): FakeUri => new FakeUri('file', path);

/** What the client hands to VS Code to bring panels back, by the type of the panel. */
export const serializers = new Map<string, Serializer>();

interface Serializer {
  deserializeWebviewPanel(panel: FakeWebviewPanel, state: unknown): Promise<void>;
}

/** The documents that are there: on the disk, and open of themselves. */
export const documents = { onDisk: [] as FakeDocument[], open: [] as FakeDocument[] };

const opened = new FakeEvent<FakeDocument>();

/** VS Code opens a document by itself, such as an unsaved one of the last session. */
export function openDocument(document: FakeDocument): void {
  documents.open.push(document);
  opened.fire(document);
}

/** An editor with its caret, or selection, on a document of one line, and what is drawn in it. */
export class FakeEditor {
  readonly selection: object;
  readonly #drawn = new Map<object, FakeDecoration>();

  constructor(
    readonly document: FakeDocument,
    start: number,
    end = start,
  ) {
    const [from, to] = [document.positionAt(start), document.positionAt(end)];
    this.selection = { start: from, end: to, active: to, isEmpty: start === end };
  }

  setDecorations(type: { readonly look: object }, ranges: FakeDecoration['ranges']): void {
    this.#drawn.set(type, { look: type.look, ranges });
  }

  /** A look that is gone is drawn nowhere. */
  get drawn(): readonly FakeDecoration[] {
    return [...this.#drawn].flatMap(([type, drawn]) => (looks.has(type) ? [drawn] : []));
  }
}

const looks = new Set<object>();

/** The editors that can be seen. */
export const visibleEditors: FakeEditor[] = [];

const visible = new FakeEvent<readonly FakeEditor[]>();
const changed = new FakeEvent<{ readonly document: FakeDocument; readonly contentChanges: readonly object[] }>();

const selected = new FakeEvent<{ readonly textEditor: FakeEditor }>();

/** The cursor of an editor is at another place, which the editor knows already. */
export const moveCursor = (textEditor: FakeEditor): void => selected.fire({ textEditor });

/** Other editors come into sight. */
export function showEditors(...editors: FakeEditor[]): void {
  visibleEditors.splice(0, visibleEditors.length, ...editors);
  visible.fire(editors);
}

/** Somebody writes. */
export function write(document: FakeDocument, text: string): void {
  document.text = text;
  changed.fire({ document, contentChanges: [{}] });
}

/** A colour of the theme, by its name. */
export class FakeThemeColor {
  constructor(readonly id: string) {}
}

/** Ranges that are drawn in one look, in one editor. */
export interface FakeDecoration {
  readonly look: object;
  readonly ranges: readonly { readonly range: FakeRange; readonly hoverMessage?: FakeMarkdown }[];
}

class FakeMarkdown {
  value = '';

  appendText(text: string): this {
    this.value += text;
    return this;
  }
}

class FakeRange {
  constructor(
    readonly start: { readonly character: number },
    readonly end: { readonly character: number },
  ) {}
}

const fakeVscode = {
  MarkdownString: FakeMarkdown,
  Range: FakeRange,
  ThemeColor: FakeThemeColor,
  CancellationTokenSource: FakeTokenSource,
  ConfigurationTarget: { Global: 1, Workspace: 2, WorkspaceFolder: 3 },
  Uri: FakeUri,
  ViewColumn: { Active: -1, Beside: -2, One: 1, Two: 2, Three: 3 },
  env: { language: 'en' },
  l10n: {
    t: (text: string, ...given: unknown[]) => text.replace(/\{(\d+)\}/g, (_, n: string) => String(given[Number(n)])),
  },
  window: {
    createWebviewPanel: (viewType: string, title: string) => {
      const panel = new FakeWebviewPanel(viewType, title);
      webviewPanels.push(panel);
      return panel;
    },
    registerWebviewPanelSerializer: (viewType: string, serializer: Serializer) => {
      serializers.set(viewType, serializer);
      return { dispose: () => serializers.delete(viewType) };
    },
    registerCustomEditorProvider: () => ({ dispose: () => {} }),
    onDidChangeTextEditorSelection: selected.event,
    visibleTextEditors: visibleEditors,
    onDidChangeVisibleTextEditors: visible.event,
    setStatusBarMessage: () => {},
    createTextEditorDecorationType: (look: object) => {
      const type = { look, dispose: () => looks.delete(type) };
      looks.add(type);
      return type;
    },
  },
  workspace: {
    // Nobody set anything.
    getConfiguration: () => ({ get: () => undefined }),
    get textDocuments() {
      return documents.open;
    },
    openTextDocument: (uri: FakeUri) => {
      const found = documents.onDisk.find((document) => document.uri.toString() === uri.toString());
      return found ? Promise.resolve(found) : Promise.reject(new Error('no such file'));
    },
    onDidOpenTextDocument: opened.event,
    onDidChangeTextDocument: changed.event,
    asRelativePath: ({ path }: FakeUri) => path.replace(/^\//, ''),
  },
};

const load: unknown = Reflect.get(Module, '_load');
if (typeof load !== 'function') throw new TypeError('this Node loads modules in another way');
Reflect.set(Module, '_load', (name: string, ...rest: unknown[]): unknown =>
  name === 'vscode' ? fakeVscode : Reflect.apply(load, Module, [name, ...rest]),
);
