// What the service of the index is given, and what it has open and knows of it.

import type { Clock } from '../../engine/ports';
import type { IndexStatus } from '../../protocol/search';
import type { RootFolder } from './folders';
import type { IndexFacts, OpenIndex, WorkspaceIndex } from './ports';
import type { IndexSetting } from './setting';

export interface ServiceOptions {
  readonly open: OpenIndex | undefined;
  readonly clock: Clock;
  /** All that the index depends on, as it is now. */
  readonly read: () => Promise<IndexSetting>;
  /** Documents as they stand in the editor now, by address. */
  readonly openTexts: () => readonly { readonly uri: string; readonly text: string }[];
  /** The password of a shared index, where the editor keeps one. */
  readonly password: (place: string) => Promise<string | undefined>;
  /** Called with each new state; the receiver must not throw. */
  readonly publish: (status: IndexStatus) => void;
  readonly log: (line: string) => void;
}

/** What goes on. */
export type Phase = 'none' | 'scanning' | 'asking' | 'indexing' | 'paused';

export interface Opened {
  readonly key: string;
  readonly index: WorkspaceIndex;
  readonly roots: readonly RootFolder[];
  facts: IndexFacts;
  /** It was in step once since it was opened, and holds still what it held then. */
  isFollowing: boolean;
  /** It held files when it was looked at last. */
  isFilled: boolean;
}

/** Looks at what the index holds now; resolves with whether changes of files are to be followed still. */
export async function refresh(opened: Opened): Promise<boolean> {
  opened.facts = await opened.index.facts();
  const isFilled = opened.facts.files > 0;
  // Another window deleted it: here, too, it is made anew only by who searches.
  if (opened.isFilled && !isFilled) opened.isFollowing = false;
  opened.isFilled = isFilled;
  return opened.isFollowing;
}
