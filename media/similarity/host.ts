// What the views may ask of the extension host.

import type { AlignResult } from '../../src/protocol/similarity';
import type { Choice, Target } from '../../src/protocol/similarityPanel';

export interface Host {
  reveal(target: Target): void;
  revealBoth(a: Target, b: Target, beside?: boolean): void;
  compare(a: Target, b: Target): void;
  choose(choice: Choice): void;
  copy(content: string): void;
  save(name: string, content: string): Promise<boolean>;
  align(pair: number | null): Promise<AlignResult>;
  /** A failure as a sentence above the view; empty takes it away. */
  tell(message: string): void;
}

/** One way to draw a kind of content. */
export interface View<C> {
  readonly element: HTMLElement;
  show(content: C): void;
}
