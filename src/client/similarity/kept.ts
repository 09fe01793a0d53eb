// How what a similarity panel showed comes back after its window was loaded again.

import { Range } from 'vscode';
import type { KeptOrGone, KeptWork } from '../../protocol/keptPanels';
import { findKept, nameOfKept } from '../keptText';
import type { Server } from '../server';
import { findDuplicates, type DuplicatesScan } from './duplicates';
import { similarityMessages as messages } from './labels';
import type { Work } from './panel';
import { sourceOfDocument, sourceOfSelection, type Source } from './source';
import { compareWork, matrixWork } from './works';

/** The work, of texts as they stand now, or a sentence that says why there is none. */
export async function cameBack(
  server: Server,
  kept: KeptWork,
  scanOf: (source: Source) => DuplicatesScan,
): Promise<Work | string> {
  if (kept.kind === 'compare') {
    const [a, b] = [await sourceOf(kept.a), await sourceOf(kept.b)];
    if (typeof a === 'string') return a;
    return typeof b === 'string' ? b : compareWork(server, a, b);
  }
  // It may take minutes, and nobody asked for it now.
  if (kept.text === null) return messages.notLookedAgain();
  const source = await sourceOf(kept.text);
  if (typeof source === 'string') return source;
  return kept.kind === 'matrix' ? matrixWork(server, source) : findDuplicates(server, scanOf(source));
}

/** Where a text was changed, what stands at its place now: the panel shows it, with its lines. */
async function sourceOf(kept: KeptOrGone): Promise<Source | string> {
  if (kept === 'gone') return messages.notKept();
  const found = await findKept(kept);
  if (!found) return messages.gone(nameOfKept(kept));
  const { document, start, end } = found;
  const source = kept.whole
    ? sourceOfDocument(document)
    : sourceOfSelection({ document }, new Range(document.positionAt(start), document.positionAt(end)));
  return source.text.trim() === '' ? messages.gone(nameOfKept(kept)) : source;
}
