// semtext index: brings the index of a folder in line with its files, or deletes it.

import { EngineError } from '../../engine/errors';
import type { IndexReport } from '../../engine/index/report';
import { boolean, integer, object, optional } from '../../protocol/parse';
import { megabytes } from '../format';
import { defaultMaximumMb, type DeletedIndexes } from '../indexCache';
import { filled, readNumber } from '../options';
import type { Fields, OptionSpec, Output } from '../verb';
import { defineVerb, type Work } from '../verb';
import type { OpenIndex, Place } from '../indexes';

interface IndexInput {
  /** Undefined: all indexes are to be deleted. */
  readonly dir: string | undefined;
  readonly store: string | undefined;
  readonly name: string | undefined;
  readonly maximumMb: number | undefined;
  readonly delete: boolean | undefined;
  readonly deleteAll: boolean | undefined;
}

interface Indexed {
  readonly model: string;
  readonly report: IndexReport;
  readonly bytes: number;
}

export const parseMaximumMb = optional(integer(1));
const parseFields = object<IndexInput>({
  ...{ dir: optional(filled), store: optional(filled), name: optional(filled), maximumMb: parseMaximumMb },
  ...{ delete: optional(boolean), deleteAll: optional(boolean) },
});

function parse(fields: Fields): IndexInput {
  const input = parseFields(fields, '');
  if (!input.deleteAll) return { ...input, dir: filled(input.dir, 'dir') };
  // Whoever names a folder may not mean those of all others.
  const extra = (['dir', 'store'] as const).find((field) => input[field] !== undefined);
  if (extra === undefined) return input;
  throw new EngineError('badInput', { subject: extra, reason: '--delete-all is for all folders; --delete is for one' });
}

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

export const maximumOption: OptionSpec = {
  flags: '--max-size <MB>',
  description: `what the indexes in the user's cache may take together: beyond that those of other folders go that were used longest ago (default ${defaultMaximumMb})`,
  field: 'maximumMb',
  read: readNumber,
};

export const index = defineVerb<IndexInput, Indexed | DeletedIndexes>({
  name: 'index',
  summary: 'make a folder searchable by meaning; again: only what changed',
  arguments: ['dir'],
  options: [
    storeOption,
    nameOption,
    maximumOption,
    { flags: '--delete', description: "delete the folder's index instead", field: 'delete' },
    { flags: '--delete-all', description: "delete all indexes in the user's cache", field: 'deleteAll' },
  ],
  engine: 'own',
  needsArguments: ({ deleteAll }) => deleteAll !== true,
  parse,
  run: async ({ dir, store, name, maximumMb, delete: isToGo }, work) => {
    if (dir === undefined) return work.indexes.deleteAll();
    if (isToGo) return work.indexes.delete({ folder: dir, store });
    const opened = await openIndex({ folder: dir, store, name, publish: true, maximumMb }, work);
    const { sizeBytes } = await opened.index.stats();
    return { model: opened.index.spec.model, report: opened.report, bytes: sizeBytes };
  },
  toJson: (answer) => ('report' in answer ? indexedFields(answer) : { ...answer }),
  toText: (answer) => ('report' in answer ? indexedText(answer) : deletedText(answer)),
});

function indexedFields({ model, bytes, report }: Indexed): Output {
  const { files, chunks, embedded, reused, skipped, seconds } = report;
  return {
    model,
    files,
    chunks,
    embedded,
    reused,
    skipped: skipped.map(({ path, reason, detail }) => ({ path, reason, ...(detail !== undefined && { detail }) })),
    seconds: Number(seconds.toFixed(3)),
    bytes,
  };
}

function indexedText({ bytes, report: { files, chunks, embedded, reused, skipped, seconds } }: Indexed): string {
  const counts = `${files} files, ${chunks} chunks: ${embedded} embedded, ${reused} reused`;
  return [
    `${counts}, in ${seconds.toFixed(1)} s; ${megabytes(bytes)}`,
    ...skipped.map(({ path, reason, detail }) => `left out: ${path}: ${[reason, detail].filter(Boolean).join(', ')}`),
  ].join('\n');
}

function deletedText({ deleted, bytes }: DeletedIndexes): string {
  if (deleted === 0) return 'There was no index.';
  return `${deleted === 1 ? 'One index was' : `${deleted} indexes were`} deleted; ${megabytes(bytes)} are free again.`;
}

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
    onTrimmed: (bytes) =>
      work.note(
        `Indexes of other folders that were used longest ago were deleted: ${megabytes(bytes)} (see --max-size).`,
      ),
  });
}
