// The documents of the workspace that hold a word. A file is opened only where its bytes hold the word.

import type { Uri } from 'vscode';
import { workspace } from 'vscode';
import { sourceOfFile } from '../similarity/source';
import { largestFileBytes, leftOutNote, proseFiles, sizeOf } from '../similarity/workspaceTexts';
import { comparedDocument, type ComparedText } from './documents';

export interface FoundTexts {
  readonly texts: readonly ComparedText[];
  /** What was left out and why, for a person; empty for nothing. */
  readonly note: string;
}

/** UTF-16 units of text that are sent to the server at once. */
const mostUnits = 4_000_000;
/** Files that are read at the same time. */
const together = 16;

/** `open`: documents that are read as they stand in the editor; they come first. */
export async function documentsWith(word: string, open: readonly ComparedText[]): Promise<FoundTexts> {
  const known = new Set(open.map(({ uri }) => uri?.toString()));
  const files = (await proseFiles()).filter((uri) => !known.has(uri.toString()));
  const texts = [...open];
  const leftOut = { large: 0, beyond: 0 };
  let units = open.reduce((sum, { text }) => sum + text.length, 0);
  for (let at = 0; at < files.length; at += together) {
    const some = files.slice(at, at + together);
    for (const found of await Promise.all(some.map((uri) => read(uri, word)))) {
      if (found === 'large') leftOut.large++;
      else if (found && units + found.text.length > mostUnits) leftOut.beyond++;
      else if (found) {
        units += found.text.length;
        texts.push(found);
      }
    }
  }
  return { texts, note: leftOutNote(leftOut, mostUnits) };
}

async function read(uri: Uri, word: string): Promise<ComparedText | 'large' | undefined> {
  const size = await sizeOf(uri);
  if (size === Infinity) return undefined;
  if (size > largestFileBytes) return 'large';
  const bytes = await workspace.fs.readFile(uri).then(
    (read) => read,
    () => new Uint8Array(),
  );
  const holds = new TextDecoder().decode(bytes).toLowerCase().includes(word.toLowerCase());
  const source = holds ? await sourceOfFile(uri) : undefined;
  return source?.uri ? comparedDocument(await workspace.openTextDocument(source.uri)) : undefined;
}
