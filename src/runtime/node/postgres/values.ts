// Values between JavaScript and PostgreSQL's text forms: vectors, words with their places, bytes; and the parse of rows.

import { EngineError } from '../../../engine/errors';
import type { Row } from './connection';

/** More places than that PostgreSQL does not tell apart. */
const lastPlace = 16383;

export function vectorText(vector: Float32Array): string {
  return `[${vector.join(',')}]`;
}

export function parseVector(text: string): Float32Array {
  return Float32Array.from(text.slice(1, -1).split(','), Number);
}

/** Words as a tsvector, each with the places where it stands, taken as they are. */
export function tsvectorText(words: readonly string[]): string {
  const places = new Map<string, number[]>();
  words.forEach((word, i) => {
    const known = places.get(word);
    const place = Math.min(i + 1, lastPlace);
    if (known) known.push(place);
    else places.set(word, [place]);
  });
  return [...places].map(([word, at]) => `${quoteLexeme(word)}:${at.join(',')}`).join(' ');
}

/** A tsquery: all phrases, and any of the words where there are any. */
export function tsqueryText(
  words: readonly string[],
  phrases: readonly (readonly string[])[],
  join: '|' | '&',
): string {
  const parts = phrases.map((phrase) => `(${phrase.map(quoteLexeme).join(' <-> ')})`);
  if (words.length) parts.push(`(${words.map(quoteLexeme).join(` ${join} `)})`);
  return parts.join(' & ');
}

function quoteLexeme(word: string): string {
  return `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** PostgreSQL refuses a whole tsvector for one longer word: bytes in UTF-8. */
const longestLexeme = 2046;

export function splitTerms(terms: string): string[] {
  return terms.split(' ').filter((term) => term && Buffer.byteLength(term) <= longestLexeme);
}

export function hexBytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

export function hexOf(row: Row, column: string): string {
  const value = row[column];
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : strange(column);
}

export function textOf(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : strange(column);
}

/** 64-bit numbers arrive as text. */
export function numberOf(row: Row, column: string): number {
  const value = row[column];
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : strange(column);
}

export function stringsOf(row: Row, column: string): readonly string[] {
  const value = row[column];
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : strange(column);
}

function strange(column: string): never {
  throw new EngineError('storage', { reason: `the column ${column} does not hold what it should` });
}
