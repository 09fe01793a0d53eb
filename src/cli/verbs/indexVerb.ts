// semtext index: brings the index of a folder in line with its files.

import type { IndexReport } from '../../engine/index/report';
import { object, optional } from '../../protocol/parse';
import { filled } from '../options';
import type { OptionSpec } from '../verb';
import { defineVerb, type Work } from '../verb';
import type { OpenIndex, Place } from '../indexes';

interface IndexInput {
  readonly dir: string;
  readonly store?: string;
  readonly name?: string;
}

interface Indexed {
  readonly model: string;
  readonly report: IndexReport;
  readonly bytes: number;
}

const parse = object<IndexInput>({ dir: filled, store: optional(filled), name: optional(filled) });

export const storeOption: OptionSpec = {
  flags: '--store <dir>',
  description:
    "where the folder's index lies (default: the user's cache); postgres://… is an index that many share, which holds words and vectors of the text",
  field: 'store',
};

export const nameOption: OptionSpec = {
  flags: '--name <name>',
  description: 'name of the shared index, the same for all who use it (default: that of the folder)',
  field: 'name',
};

export const index = defineVerb<IndexInput, Indexed>({
  name: 'index',
  summary: 'make a folder searchable by meaning; again: only what changed',
  arguments: ['dir'],
  options: [storeOption, nameOption],
  engine: 'own',
  parse: (fields) => parse(fields, ''),
  run: async ({ dir, store, name }, work) => {
    const opened = await openIndex({ folder: dir, store, name, publish: true }, work);
    const { sizeBytes } = await opened.index.stats();
    return { model: opened.index.spec.model, report: opened.report, bytes: sizeBytes };
  },
  toJson: ({ model, bytes, report: { files, chunks, embedded, reused, skipped, seconds } }) => ({
    model,
    files,
    chunks,
    embedded,
    reused,
    skipped: skipped.map(({ path, reason, detail }) => ({ path, reason, ...(detail !== undefined && { detail }) })),
    seconds: Number(seconds.toFixed(3)),
    bytes,
  }),
  toText: ({ bytes, report: { files, chunks, embedded, reused, skipped, seconds } }) =>
    [
      `${files} files, ${chunks} chunks: ${embedded} embedded, ${reused} reused, in ${seconds.toFixed(1)} s; ${(bytes / 1e6).toFixed(1)} MB`,
      ...skipped.map(({ path, reason, detail }) => `left out: ${path}: ${[reason, detail].filter(Boolean).join(', ')}`),
    ].join('\n'),
});

/** The index, up to date, with progress on stderr. */
export function openIndex(place: Place, work: Work, onFirst?: () => void): Promise<OpenIndex> {
  return work.indexes.current(place, {
    signal: work.signal,
    onProgress: ({ state, filesDone, filesTotal, chunksPerSecond, secondsLeft }) => {
      if (state !== 'indexing') return;
      const left = secondsLeft === undefined ? '' : `, ${Math.ceil(secondsLeft)} s left`;
      work.onStatus(`index: ${filesDone} of ${filesTotal} files, ${Math.round(chunksPerSecond)} chunks/s${left}`);
    },
    ...(onFirst && { onFirst }),
  });
}
