// semtext search: the passages of a folder that mean what a query says.

import { fileLanguages } from '../../core/fileLanguage';
import { EngineError } from '../../engine/errors';
import { parseQuery } from '../../engine/index/query';
import type { Fusion, Hit, SearchMode } from '../../engine/index/types';
import { object, oneOf, optional, string, type Parser } from '../../protocol/parse';
import { float } from '../format';
import { filled, parseTop, readNumber } from '../options';
import { defineVerb } from '../verb';
import { maximumOption, nameOption, openIndex, parseMaximumMb, storeOption } from './indexVerb';

interface SearchInput {
  readonly query: string;
  readonly dir: string;
  readonly store?: string;
  readonly name?: string;
  readonly maximumMb?: number;
  readonly mode: SearchMode;
  readonly fusion: Fusion;
  readonly top: number;
}

interface Found {
  readonly model: string;
  readonly hits: readonly Hit[];
}

const parseMode = oneOf('hybrid', 'vector', 'lexical');
const parseFusion = oneOf('scores', 'ranks');
/** Filters alone find nothing: a script is told, as a person is in the editor. */
const parseWords: Parser<string> = (value, path) => {
  const query = string(value, path);
  if (/[\p{L}\p{N}]/u.test(parseQuery(query).text)) return query;
  throw new EngineError('badInput', { subject: path, reason: 'it has no word to look for' });
};
const parse = object<SearchInput>({
  query: parseWords,
  dir: (value, path) => optional(filled)(value, path) ?? '.',
  store: optional(filled),
  name: optional(filled),
  maximumMb: parseMaximumMb,
  mode: (value, path) => optional(parseMode)(value, path) ?? 'hybrid',
  fusion: (value, path) => optional(parseFusion)(value, path) ?? 'scores',
  top: parseTop,
});

export const search = defineVerb<SearchInput, Found>({
  name: 'search',
  summary:
    'find the passages of a folder that mean what a query says; path:, -path:, lang:, -lang: and "phrases" narrow it',
  arguments: ['query'],
  options: [
    { flags: '--dir <dir>', description: 'the folder (default: this one)', field: 'dir' },
    storeOption,
    nameOption,
    maximumOption,
    { flags: '--mode <mode>', description: 'hybrid (default), vector or lexical', field: 'mode' },
    {
      flags: '--fusion <fusion>',
      description: 'how hybrid joins its lists: by scores (default) or by ranks (reciprocal-rank fusion)',
      field: 'fusion',
    },
    { flags: '--top <K>', description: 'how many hits to list (default 10)', field: 'top', read: readNumber },
  ],
  engine: 'own',
  parse: (fields) => parse(fields, ''),
  run: async ({ query, dir, store, name, maximumMb, mode, fusion, top }, work) => {
    const { languages = [], excludeLanguages = [] } = parseQuery(query).filter;
    for (const unknown of [...languages, ...excludeLanguages].filter((id) => !fileLanguages.includes(id))) {
      work.note(`There is no language ${unknown}; there are ${fileLanguages.join(', ')}.`);
    }
    const { searcher } = await openIndex({ folder: dir, store, name, maximumMb }, work, () =>
      work.note(`${dir} is searched for the first time and is indexed now.`),
    );
    return searcher.search({ query, mode, fusion, limit: top, markByMeaning: false }, work.signal);
  },
  toJson: ({ model, hits }) => ({
    model,
    hits: hits.map(({ path, startLine, endLine, score, preview, heading, similarity, duplicates, moreInFile }) => ({
      path,
      startLine: startLine + 1,
      endLine: endLine + 1,
      score: float(score),
      preview,
      heading,
      ...(similarity !== undefined && { similarity: float(similarity) }),
      duplicates: duplicates.map((each) => ({
        path: each.path,
        startLine: each.startLine + 1,
        endLine: each.endLine + 1,
      })),
      moreInFile,
    })),
  }),
  toText: ({ hits }) => (hits.length === 0 ? 'Nothing was found.' : hits.map(printHit).join('\n\n')),
});

const shownLines = 6;

function printHit({ path, startLine, endLine, heading, score, preview }: Hit): string {
  const lines = preview.split(/\r?\n/);
  const more = lines.length > shownLines ? ['  …'] : [];
  return [
    `${path}:${startLine + 1}-${endLine + 1}  ${score.toFixed(3)}${heading.length > 0 ? `  ${heading.join(' › ')}` : ''}`,
    ...lines.slice(0, shownLines).map((line) => `  ${line}`),
    ...more,
  ].join('\n');
}
