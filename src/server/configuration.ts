// The settings as the client holds them: asked for by document through workspace/configuration, checked once, kept only
// until the client says that something changed.

import { DidChangeConfigurationNotification, type ClientCapabilities, type Connection } from 'vscode-languageserver';
import { kept } from '../core/kept';
import { parseSettingsSection, type Settings } from '../protocol/settings';
import type { NetworkAccess } from './runtime';

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

  /**
   * Settings of a document, or of the window when no document is named. Defaults where the client does not answer, until it
   * does.
   */
  get(uri?: string): Promise<Settings> {
    return kept(this.#cache, uri ?? '', () => this.#ask(uri)).catch(() => {
      this.#connection.console.warn('workspace/configuration was not answered; defaults are used');
      return parseSettingsSection(undefined);
    });
  }

  /** The editor's own network settings (VS Code's `http.*`); the usual ones where the client knows no such thing. */
  async network(): Promise<NetworkAccess> {
    return networkOf(this.#canAsk ? await this.#valuesOf(networkKeys) : []);
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

  async #valuesOf(sections: readonly string[]): Promise<readonly unknown[]> {
    try {
      return await this.#connection.workspace.getConfiguration(sections.map((section) => ({ section })));
    } catch {
      return [];
    }
  }

  forget(uri: string): void {
    this.#cache.delete(uri);
  }

  async #ask(uri: string | undefined): Promise<Settings> {
    if (!this.#canAsk) return parseSettingsSection(this.#given);
    const value: unknown = await this.#connection.workspace.getConfiguration({ scopeUri: uri, section });
    return parseSettingsSection(value);
  }
}

const networkKeys = [
  'http.proxy',
  'http.noProxy',
  'http.proxyAuthorization',
  'http.proxySupport',
  'http.proxyStrictSSL',
] as const;

/** Values of `networkKeys`, in their order, as they come from outside. */
function networkOf([proxy, noProxy, authorization, support, strict]: readonly unknown[]): NetworkAccess {
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  return {
    proxy: text(proxy),
    noProxy: Array.isArray(noProxy) ? noProxy.flatMap((host: unknown) => text(host) ?? []) : [],
    proxyAuthorization: text(authorization),
    direct: support === 'off',
    strictTls: strict !== false,
  };
}

function sectionOf(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null) return undefined;
  return (settings as Record<string, unknown>)[section];
}
