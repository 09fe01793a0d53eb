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
  constructor(readonly path: string) {}

  static joinPath = ({ path }: FakeUri, ...parts: readonly string[]): FakeUri =>
    new FakeUri([path, ...parts].join('/'));

  toString(): string {
    return `file://${this.path}`;
  }
}

/** The webview panels that were made, in their order. */
export const webviewPanels: FakeWebviewPanel[] = [];

export const fileUri = (path: string): FakeUri => new FakeUri(path);

const fakeVscode = {
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
  },
};

const load: unknown = Reflect.get(Module, '_load');
if (typeof load !== 'function') throw new TypeError('this Node loads modules in another way');
Reflect.set(Module, '_load', (name: string, ...rest: unknown[]): unknown =>
  name === 'vscode' ? fakeVscode : Reflect.apply(load, Module, [name, ...rest]),
);
