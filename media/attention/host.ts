// What the panel needs from around it: the extension host, or the little that a saved page has.

import type { ViewState } from '../../src/protocol/panel';

/** What only the extension host can do; a saved page has none of it. */
export interface Host {
  reveal(token: number): void;
  pin(pinned: boolean): void;
  choosePair(): void;
  dropPair(): void;
  viewChanged(view: ViewState): void;
}

export interface PanelOptions {
  readonly host: Host | undefined;
  readonly save: (name: string, content: string | Uint8Array) => Promise<boolean>;
  /** The page itself with the data in it, for the export as HTML; absent where that cannot be made. */
  readonly toHtml?: (data: string) => Promise<string>;
}
