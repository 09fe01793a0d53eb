// One small parser for what crosses a border: a value of unknown content becomes a typed one or a ParseError that names
// the place. It checks form only; whether a document or a span exists is for the reader to say.

/** The value does not have the form that the contract asks for. `path` names the place, never the content. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  constructor(
    readonly path: string,
    readonly expected: string,
  ) {
    super(`${path || 'value'}: expected ${expected}`);
  }
}

export type Parser<T> = (value: unknown, path: string) => T;

export const string: Parser<string> = (value, path) => {
  if (typeof value !== 'string') throw new ParseError(path, 'a string');
  return value;
};

export const boolean: Parser<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new ParseError(path, 'true or false');
  return value;
};

export const number: Parser<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new ParseError(path, 'a number');
  return value;
};

export function integer(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): Parser<number> {
  return (value, path) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    const end = maximum === Number.MAX_SAFE_INTEGER ? 'on' : `to ${maximum}`;
    throw new ParseError(path, `a whole number from ${minimum} ${end}`);
  };
}

export function oneOf<const T extends string>(...values: readonly T[]): Parser<T> {
  return (value, path) => {
    const found = values.find((each) => each === value);
    if (found === undefined) throw new ParseError(path, `one of ${values.join(', ')}`);
    return found;
  };
}

export function optional<T>(parse: Parser<T>): Parser<T | undefined> {
  return (value, path) => (value === undefined || value === null ? undefined : parse(value, path));
}

/** The value, or null where there is none on purpose. */
export function nullable<T>(parse: Parser<T>): Parser<T | null> {
  return (value, path) => (value === null || value === undefined ? null : parse(value, path));
}

export function arrayOf<T>(parse: Parser<T>): Parser<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ParseError(path, 'a list');
    return value.map((item, index) => parse(item, `${path}[${index}]`));
  };
}

export function object<T extends object>(fields: { readonly [K in keyof T]-?: Parser<T[K]> }): Parser<T> {
  return (value, path) => {
    const source = record(value, path);
    const entries = Object.entries<Parser<unknown>>(fields);
    return Object.fromEntries(
      entries.map(([key, parse]) => [key, parse(source[key], path ? `${path}.${key}` : key)]),
    ) as T;
  };
}

/** The value as an object of unknown fields. */
export function record(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ParseError(path, 'an object');
  return value as Record<string, unknown>;
}
