// An encoder with its index: a workspace has one of them, or two while the index of a new encoder is made.

import type { EncoderIndex, Stores } from './encoderIndex';
import type { StoredIndex } from './platform';

export interface Side {
  readonly index: EncoderIndex;
  readonly store: StoredIndex;
  /** What is searched: the store, or with a shared index below it. */
  readonly view: Stores['view'];
  /** Its encoder was loaded, and the store is that encoder's. */
  readonly isSure: boolean;
}

export const sideOf = (index: EncoderIndex, { local: store, view }: Stores, isSure: boolean): Side => ({
  index,
  store,
  view,
  isSure,
});
