// What a run of the server is started with. Apart from link.ts, which brings the language client along.

import type { LogOutputChannel } from 'vscode';
import type { StatusResult } from '../protocol/requests';
import type { IndexStatus } from '../protocol/search';

export interface LinkSetup {
  readonly log: LogOutputChannel;
  /** Language ids whose documents the server is given. */
  readonly languages: readonly string[];
  /** Where downloaded encoders are kept. */
  readonly storageFolder: string | undefined;
  /** Where the index of this workspace is kept; undefined without a place for it. */
  readonly indexFolder: string | undefined;
  /** Holds the indexes of all workspaces. */
  readonly indexRoot: string | undefined;
  /** A person stopped the index of this workspace in a former session. */
  readonly isIndexStopped: boolean;
  readonly onStatus: (status: StatusResult) => void;
  /** Of a shared index, from the secret storage. */
  readonly sharedPassword: (place: string) => Promise<string | undefined>;
  readonly onIndex: (status: IndexStatus) => void;
}

/** Section of the settings; also the name under which the language client looks for its own. */
export const clientId = 'semanticText';
export const clientName = 'Semantic Text Tools';
