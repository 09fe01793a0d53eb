// The settings as the client holds them: asked for by document through workspace/configuration, checked once, kept only
// until the client says that something changed.

import { DidChangeConfigurationNotification, type ClientCapabilities, type Connection } from 'vscode-languageserver';
import { parseSettingsSection, type Settings } from '../protocol/settings';

const section = 'semanticText';

export class Configuration {
  readonly #connection: Connection;
  readonly #cache = new Map<string, Promise<Settings>>();
  readonly #listeners: (() => void)[] = [];
  #canAsk = false;
  /** The section as the client last pushed it, for one that cannot be asked. */
  #given: unknown;

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.onDidChangeConfiguration(({ settings }: { settings: unknown }) => {
      this.#given = sectionOf(settings) ?? this.#given;
      this.#cache.clear();
      for (const listener of this.#listeners) listener();
    });
  }

  /** `initial`: the section as the client gave it at start, for clients that cannot be asked. */
  initialize(capabilities: ClientCapabilities, initial: unknown): void {
    this.#canAsk = capabilities.workspace?.configuration === true;
    this.#given = initial;
  }

  /** Asks to be told of changes, where the client wants to be asked for that. */
  async register(capabilities: ClientCapabilities): Promise<void> {
    if (!capabilities.workspace?.didChangeConfiguration?.dynamicRegistration) return;
    await this.#connection.client.register(DidChangeConfigurationNotification.type, { section });
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Settings of a document, or of the window when no document is named. Defaults where the client does not answer. */
  get(uri?: string): Promise<Settings> {
    const key = uri ?? '';
    const known = this.#cache.get(key);
    if (known) return known;
    const asked = this.#ask(uri);
    this.#cache.set(key, asked);
    return asked;
  }

  /** The editor's own network settings (VS Code's `http.*`); the usual ones where the client knows no such thing. */
  async network(): Promise<{ readonly proxy: string | undefined; readonly strictTls: boolean }> {
    if (!this.#canAsk) return { proxy: undefined, strictTls: true };
    try {
      const items = [{ section: 'http.proxy' }, { section: 'http.proxyStrictSSL' }];
      const [proxy, strict]: unknown[] = await this.#connection.workspace.getConfiguration(items);
      return { proxy: typeof proxy === 'string' && proxy !== '' ? proxy : undefined, strictTls: strict !== false };
    } catch {
      return { proxy: undefined, strictTls: true };
    }
  }

  /** Globs of what the editor itself leaves out of its explorer and its search, for a folder, with their setting. */
  async excludes(uri: string): Promise<readonly { readonly pattern: string; readonly source: string }[]> {
    if (!this.#canAsk) return [];
    const sources = ['files.exclude', 'search.exclude'];
    try {
      const items = sources.map((section) => ({ scopeUri: uri, section }));
      const maps: unknown[] = await this.#connection.workspace.getConfiguration(items);
      return maps.flatMap((map, n) =>
        Object.entries(map ?? {}).flatMap(([pattern, isOn]: [string, unknown]) =>
          isOn === true ? [{ pattern, source: sources[n] }] : [],
        ),
      );
    } catch {
      return [];
    }
  }

  forget(uri: string): void {
    this.#cache.delete(uri);
  }

  async #ask(uri: string | undefined): Promise<Settings> {
    if (!this.#canAsk) return parseSettingsSection(this.#given);
    try {
      const value: unknown = await this.#connection.workspace.getConfiguration({ scopeUri: uri, section });
      return parseSettingsSection(value);
    } catch {
      this.#connection.console.warn('workspace/configuration was not answered; defaults are used');
      return parseSettingsSection(undefined);
    }
  }
}

function sectionOf(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null) return undefined;
  return (settings as Record<string, unknown>)[section];
}
