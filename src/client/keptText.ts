// Between a text in a document and what is kept of it until the window is loaded again (protocol/keptPanels).

import { Uri, workspace, type TextDocument } from 'vscode';
import { checksumOf, findChecksum } from '../core/checksum';
import type { Span } from '../core/types';
import type { KeptText } from '../protocol/keptPanels';

/** How long an unsaved document is waited for: VS Code opens it again by itself, late. */
const untitledMs = 5000;

export interface FoundText extends Span {
  readonly document: TextDocument;
  /** It is not the text that was kept, but what stands at its place now. */
  readonly isChanged: boolean;
}

export const keptText = (uri: string, start: number, text: string, whole = false): KeptText => ({
  uri,
  start,
  end: start + text.length,
  whole,
  checksum: checksumOf(text),
});

/** Where a kept text stands now; undefined where its document cannot be opened any more. */
export async function findKept(kept: KeptText): Promise<FoundText | undefined> {
  const document = await openAgain(kept.uri);
  if (!document) return undefined;
  const text = document.getText();
  if (kept.whole) {
    return { document, start: 0, end: text.length, isChanged: checksumOf(text) !== kept.checksum };
  }
  const length = kept.end - kept.start;
  const start = findChecksum(text, length, kept.checksum, kept.start);
  if (start !== undefined) return { document, start, end: start + length, isChanged: false };
  const [from, to] = [Math.min(kept.start, text.length), Math.min(kept.end, text.length)];
  return { document, start: from, end: to, isChanged: true };
}

/** For people. */
export const nameOfKept = ({ uri }: KeptText): string => {
  const name = uri.split(/[\\/:]/).at(-1) ?? '';
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
};

async function openAgain(address: string): Promise<TextDocument | undefined> {
  const isIt = ({ uri }: TextDocument): boolean => uri.toString() === address;
  const open = workspace.textDocuments.find(isIt);
  if (open) return open;
  try {
    const uri = Uri.parse(address, true);
    // To open one that is not there would make a new one.
    return uri.scheme === 'untitled' ? await opened(isIt) : await workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

function opened(isIt: (document: TextDocument) => boolean): Promise<TextDocument | undefined> {
  return new Promise((resolve) => {
    const end = (document?: TextDocument): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve(document);
    };
    const listening = workspace.onDidOpenTextDocument((document) => isIt(document) && end(document));
    const timer = setTimeout(end, untitledMs);
  });
}
