// Glob patterns on paths, as VS Code's settings write them: `*`, `**`, `?`, `[…]`, `{a,b}`. Files of ignore rules
// (.gitignore) have a syntax of their own and are not read here.

/** Tells whether a path, with '/' between its parts, fits. */
export type PathTest = (path: string) => boolean;

/** A test for one pattern; it holds for the whole path. What cannot be read as a pattern stands for itself. */
export function globTest(pattern: string, { ignoreCase = false } = {}): PathTest {
  const source = sourceOf(pattern.replace(/^\.?\//, ''));
  const expression = new RegExp(`^${source}$`, ignoreCase ? 'iu' : 'u');
  return (path) => expression.test(path);
}

/** A pattern for this path alone. */
export function literalGlob(path: string): string {
  return path.replace(/[*?[{]/g, '[$&]');
}

/** A test for several patterns, of which one must fit; false for none. */
export function anyGlobTest(patterns: readonly string[], options?: { ignoreCase?: boolean }): PathTest {
  const tests = patterns.map((pattern) => globTest(pattern, options));
  return (path) => tests.some((test) => test(path));
}

/** The regular expression of a pattern. Alternatives may hold further wildcards and alternatives. */
function sourceOf(pattern: string): string {
  let source = '';
  for (let at = 0; at < pattern.length;) {
    const [piece, length] = pieceAt(pattern, at);
    source += piece;
    at += length;
  }
  return source;
}

/** The expression of what stands at an offset, and its length in the pattern. */
function pieceAt(pattern: string, at: number): readonly [string, number] {
  const rest = pattern.slice(at);
  const starts = at === 0 || pattern[at - 1] === '/';
  if (starts && rest.startsWith('**/')) return ['(?:[^/]+/)*', 3];
  if (starts && rest === '**') return ['.*', 2];
  if (rest.startsWith('**')) return ['.*', 2];
  if (rest.startsWith('*')) return ['[^/]*', 1];
  if (rest.startsWith('?')) return ['[^/]', 1];
  const set = setAt(rest);
  if (set) return set;
  if (rest.startsWith('{')) return alternativesAt(rest);
  const [character] = rest;
  return [
    escaped(String.fromCodePoint(rest.codePointAt(0) ?? 0)),
    (rest.codePointAt(0) ?? 0) > 0xffff ? 2 : character.length,
  ];
}

/** Undefined where no set begins, and for one that can hold nothing: `[z-a]`. */
function setAt(rest: string): readonly [string, number] | undefined {
  const [whole, not, members] = /^\[([!^]?)([^\]/]+)\]/.exec(rest) ?? [];
  if (whole === undefined) return undefined;
  const source = `(?!/)[${not && '^'}${members.replace(/[\\[\]^]/g, '\\$&')}]`;
  return isExpression(source) ? [source, whole.length] : undefined;
}

function isExpression(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function alternativesAt(rest: string): readonly [string, number] {
  const alternatives: string[] = [];
  let depth = 0;
  let from = 1;
  for (let at = 0; at < rest.length; at++) {
    if (rest[at] === '{') depth++;
    if (rest[at] === '}') depth--;
    if ((rest[at] === ',' && depth === 1) || depth === 0) {
      alternatives.push(sourceOf(rest.slice(from, at)));
      from = at + 1;
    }
    if (depth === 0) return [`(?:${alternatives.join('|')})`, at + 1];
  }
  return ['\\{', 1];
}

function escaped(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
