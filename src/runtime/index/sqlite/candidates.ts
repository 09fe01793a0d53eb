// Ranked rows become candidates: where a chunk stands is read from disk, whose it is from memory.

import { hexOf } from '../../../core/hex';
import type { RankedRows } from '../../../core/scan/best';
import type { ChunkCandidate } from '../../../engine/index/types';
import { arrayOf, string } from '../../parse';
import type { ChunkRows } from '../chunkRows';
import { bytesOf, DamagedError, textOf, wholeOf, type Statement } from './driver';

const headingOf = arrayOf(string);

/** `chunk` selects the columns of a chunk by its number. */
export function readCandidates(chunk: Statement, rows: ChunkRows, ranked: RankedRows): ChunkCandidate[] {
  return Array.from(ranked.rows, (row, i) => {
    const place = rows.at(row);
    const found = place && chunk.get(place.chunk);
    if (!place || !found) throw new DamagedError('a chunk is missing');
    const { path, language, hash } = place.file;
    return {
      path,
      language,
      fileHash: hash,
      hash: hexOf(bytesOf(found, 'hash')),
      start: wholeOf(found, 'start'),
      end: wholeOf(found, 'end'),
      startLine: wholeOf(found, 'start_line'),
      endLine: wholeOf(found, 'end_line'),
      heading: parseHeading(textOf(found, 'heading')),
      score: ranked.scores[i],
    };
  });
}

function parseHeading(text: string): readonly string[] {
  if (text === '[]') return [];
  try {
    return headingOf(JSON.parse(text), 'heading');
  } catch {
    throw new DamagedError('heading: not a list of texts');
  }
}
