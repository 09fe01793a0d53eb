// Texts to measure on: prose of the documentation that the locked packages bring along, so that every clone measures the
// same words. Cut to a wanted number of tokens of the encoder at hand.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { mulberry32 } from '../src/core/random';

/** Files or folders of Markdown below node_modules; one that is missing is passed over. */
const sources = ['commander/Readme.md', '@huggingface/transformers/README.md', 'undici/docs/docs', 'glob/README.md'];

/** All words of the sources, in order, without code, tables, links and HTML. */
export function proseWords(root: string): string[] {
  const files = sources.flatMap((source) => markdownBelow(path.join(root, 'node_modules', source)));
  const words = files.flatMap((file) => prose(readFileSync(file, 'utf8')).split(/\s+/).filter(Boolean));
  if (words.length < 5000) throw new Error('The packages that the texts are taken from are not installed.');
  return words;
}

function markdownBelow(place: string): string[] {
  if (!existsSync(place)) return [];
  if (place.endsWith('.md')) return [place];
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => path.join(place, name));
}

export function prose(markdown: string): string {
  return markdown
    .replace(/^(```|~~~)[\s\S]*?^\1.*$/gm, '')
    .replace(/^\s*\|.*$/gm, '')
    .replace(/<[^>]*>/g, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/https?:\S+/g, '')
    .replace(/[`*#>]+/g, '')
    .replace(/\[|\]/g, '');
}

/** Number of tokens of a text, special ones included. */
export type CountTokens = (text: string) => Promise<number>;

export class TextMaker {
  #at = 0;

  constructor(
    private readonly words: readonly string[],
    private readonly count: CountTokens,
  ) {}

  /** The next words, as many as fit into this number of tokens (special ones included), with `build` around them. */
  async ofTokens(tokens: number, build: (words: readonly string[]) => string = join): Promise<string> {
    let low = 1;
    let high = tokens;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((await this.count(build(this.#take(middle)))) <= tokens) low = middle;
      else high = middle - 1;
    }
    const text = build(this.#take(low));
    this.#at = (this.#at + low) % this.words.length;
    return text;
  }

  /** Texts of lengths drawn evenly from `from` to `to` tokens, the same in every run. */
  async mixed(count: number, from: number, to: number, seed = 1): Promise<string[]> {
    const random = mulberry32(seed);
    const texts: string[] = [];
    for (let n = 0; n < count; n++) texts.push(await this.ofTokens(from + Math.floor(random() * (to - from + 1))));
    return texts;
  }

  #take(count: number): readonly string[] {
    const end = this.#at + count;
    const taken = this.words.slice(this.#at, end);
    return end > this.words.length ? [...taken, ...this.words.slice(0, end - this.words.length)] : taken;
  }
}

/** The words with the one in the middle masked. */
export function withMask(words: readonly string[]): string {
  const middle = words.length >> 1;
  return [...words.slice(0, middle), '[MASK]', ...words.slice(middle + 1)].join(' ');
}

function join(words: readonly string[]): string {
  return words.join(' ');
}
