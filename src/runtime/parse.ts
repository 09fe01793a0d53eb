// Parsers for what reaches the runtime from outside: process messages, JSON files, answers of a hub. Each takes a value of
// unknown content and gives a typed one, or throws a FormError that names the place and never the content.

/** The value does not have the form it must have. */
export class FormError extends Error {
  override readonly name = 'FormError';
  constructor(
    readonly place: string,
    readonly expected: string,
  ) {
    super(`${place}: expected ${expected}`);
  }
}

export type Parser<T> = (value: unknown, place: string) => T;

export const string: Parser<string> = (value, place) => (typeof value === 'string' ? value : fail(place, 'a string'));

export const boolean: Parser<boolean> = (value, place) =>
  typeof value === 'boolean' ? value : fail(place, 'true or false');

export const number: Parser<number> = (value, place) =>
  typeof value === 'number' && Number.isFinite(value) ? value : fail(place, 'a number');

/** A whole number of at least `minimum`. */
export const wholeFrom =
  (minimum: number): Parser<number> =>
  (value, place) =>
    Number.isSafeInteger(value) && (value as number) >= minimum
      ? (value as number)
      : fail(place, `a whole number of at least ${minimum}`);

export const oneOf =
  <const T extends string>(...values: readonly T[]): Parser<T> =>
  (value, place) =>
    values.find((each) => each === value) ?? fail(place, `one of ${values.join(', ')}`);

export const int32s: Parser<Int32Array> = (value, place) =>
  value instanceof Int32Array ? value : fail(place, 'whole numbers of 32 bits');

export const floats: Parser<Float32Array> = (value, place) =>
  value instanceof Float32Array ? value : fail(place, 'numbers of 32 bits');

export const bytes: Parser<Uint8Array> = (value, place) => (value instanceof Uint8Array ? value : fail(place, 'bytes'));

/** Absent and null both give undefined. */
export const optional =
  <T>(parse: Parser<T>): Parser<T | undefined> =>
  (value, place) =>
    value === undefined || value === null ? undefined : parse(value, place);

export const arrayOf =
  <T>(parse: Parser<T>): Parser<T[]> =>
  (value, place) =>
    Array.isArray(value) ? value.map((item, i) => parse(item, `${place}[${i}]`)) : fail(place, 'a list');

/** An object with at least these fields; others are left out. */
export const object =
  <T extends object>(fields: { readonly [K in keyof T]-?: Parser<T[K]> }): Parser<T> =>
  (value, place) => {
    const source = record(value, place);
    const entries = Object.entries<Parser<unknown>>(fields);
    return Object.fromEntries(entries.map(([key, parse]) => [key, parse(source[key], `${place}.${key}`)])) as T;
  };

export const record: Parser<Readonly<Record<string, unknown>>> = (value, place) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : fail(place, 'an object');

function fail(place: string, expected: string): never {
  throw new FormError(place, expected);
}
