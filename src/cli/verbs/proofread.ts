// semtext proofread: words of a file that look wrong in their context.

import { proseSpans, readableText } from '../../core/markup';
import type { ProofreadAnswer, Sensitivity } from '../../engine/requests';
import { arrayOf, object, oneOf, optional, string } from '../../protocol/parse';
import { readTextFile } from '../files';
import { lineAndColumn, percent } from '../format';
import { languageOf } from '../languages';
import { readList } from '../options';
import { defineVerb } from '../verb';

interface ProofreadInput {
  readonly text: string;
  /** For people only. */
  readonly file?: string;
  /** VS Code's language id; without it the text is plain prose. */
  readonly language?: string;
  readonly sensitivity: Sensitivity;
  readonly ignore: readonly string[];
}

const sensitivities = oneOf('low', 'medium', 'high');
const parse = object<ProofreadInput>({
  text: string,
  file: optional(string),
  language: optional(string),
  sensitivity: (value, path) => optional(sensitivities)(value, path) ?? 'medium',
  ignore: (value, path) => optional(arrayOf(string))(value, path) ?? [],
});

export const proofread = defineVerb<ProofreadInput, ProofreadAnswer>({
  name: 'proofread',
  summary: 'point out words that look wrong in a file (- for stdin)',
  arguments: ['file'],
  options: [
    {
      flags: '--language <id>',
      description: "VS Code's language id (default: by the file's name)",
      field: 'language',
    },
    { flags: '--sensitivity <level>', description: 'low, medium (default) or high', field: 'sensitivity' },
    { flags: '--ignore <a,b,c>', description: 'words never to point out', field: 'ignore', read: readList },
  ],
  readArgument: async (file) => ({ file, text: await readTextFile(file), language: languageOf(file) }),
  parse: (fields) => parse(fields, ''),
  run: ({ text, language, sensitivity, ignore }, { engine, signal, onProgress }) => {
    const ignoredWords = ignore.map((word) => word.toLowerCase());
    const prose = language === undefined ? { text } : proseOf(text, language);
    return engine.proofread({ ...prose, sensitivity, ignoredWords }, signal, onProgress);
  },
  toJson: ({ model, findings }) => ({
    model,
    findings: findings.map(({ start, end, text, probability, candidates }) => ({
      start,
      end,
      text,
      probability,
      candidates: candidates.map((candidate) => ({ text: candidate.text, probability: candidate.probability })),
    })),
  }),
  toText: ({ findings }, { text, file }) =>
    findings
      .map(({ start, text: word, probability, candidates, doubled }) => {
        const { line, column } = lineAndColumn(text, start);
        if (doubled !== undefined) return `${file ?? '-'}:${line}:${column}: “${doubled}” stands here twice`;
        const better = candidates.slice(0, 3).map((each) => `“${each.text}” (${percent(each.probability)})`);
        return `${file ?? '-'}:${line}:${column}: “${word}” (${percent(probability)}): ${better.join(', ')}`;
      })
      .join('\n'),
});

/** Comments and strings of code are looked at here: whoever names a file of code means them. */
function proseOf(text: string, language: string) {
  return { spans: proseSpans(text, language), text: readableText(text, language) };
}
