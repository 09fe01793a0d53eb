// The page of semtext attention --html: the panel's own script and style with every layer in it.

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packRows } from '../../core/attention';
import { EngineError } from '../../engine/errors';
import { leftOutCharacters } from '../../engine/leftOut';
import type { EncoderInfo } from '../../engine/ports';
import type { AttendAnswer } from '../../engine/requests';
import { writePage, writePageData } from '../../protocol/savedAttention';
import { toBase64 } from '../../protocol/wire';

/** Writes the page. `layers`: all of them, first layer first. EngineError badInput where the file cannot be written. */
export async function writeAttentionPage(
  file: string,
  texts: { readonly text: string; readonly pair?: string },
  layers: readonly AttendAnswer[],
  info: EncoderInfo,
  distFolder: string,
): Promise<void> {
  const [first] = layers;
  const { tokens, words, model } = first;
  const document = {
    text: texts.text,
    pair: texts.pair ?? null,
    tokens: tokens.map(({ text, id, segment, attentionMask, special, start, end }, n) => ({
      ...{ text, id, segment, attentionMask, special, start, end },
      word: words[n],
    })),
    model,
    numLayers: info.numLayers,
    numHeads: info.numHeads,
    headSize: info.hiddenSize / info.numHeads,
    leftOutCharacters: leftOutCharacters(first),
    source: '',
  };
  const packed = layers.map(({ values }) => toBase64(packRows(values, tokens.length)));
  const part = (name: string) => readFile(path.join(distFolder, 'media', name), 'utf8');
  const page = await writePage(
    writePageData(document, {}, packed),
    { script: await part('attention.js'), style: await part('attention.css'), language: 'en' },
    (text) => createHash('sha256').update(text, 'utf8').digest('base64'),
  );
  try {
    await writeFile(file, page);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new EngineError('badInput', { subject: file, reason: reasons[code] ?? `it cannot be written (${code})` });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  EISDIR: 'it is a folder',
  EACCES: 'no permission to write it',
};
