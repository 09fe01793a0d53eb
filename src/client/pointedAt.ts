// What a menu of the explorer was opened on.

import { Uri } from 'vscode';

/** All files and folders that are marked, else the one under the pointer; none where the command came from elsewhere. */
export function pointedAt(first: unknown, marked: unknown): Uri[] {
  return (Array.isArray(marked) && marked.length > 1 ? marked : [first]).filter((each) => each instanceof Uri);
}
