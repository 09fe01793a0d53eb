// Plain text handling for the baselines: words, light stemming, identifiers, offsets. The encoder's own tokenizer is
// not used here, so that a baseline does not profit from it.

/** Lower-case runs of letters and digits. */
export function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Words of prose or code for a lexical search: identifiers split at case and underscores, each part stemmed. */
export function searchTerms(text: string): string[] {
  return identifierParts(text).map((part) => stem(part.toLowerCase()));
}

/** `parseHTTPHeader_2` → parse, HTTP, Header, 2. */
export function identifierParts(text: string): string[] {
  return text.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lo}+|\p{N}+/gu) ?? [];
}

/**
 * Takes off plural and verb endings only: steps 1a and 1b of Porter 1980 (An algorithm for suffix stripping) and the
 * final e, so that "files", "filed", "filing" and "file" meet.
 */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  let base = word;
  if (base.endsWith('sses')) base = base.slice(0, -2);
  else if (base.endsWith('ies')) base = base.slice(0, -2);
  else if (base.endsWith('s') && !base.endsWith('ss') && !base.endsWith('us')) base = base.slice(0, -1);
  const ending = /^(.*[aeiouy].*?)(ed|ing)$/.exec(base);
  if (ending && ending[1].length > 2) base = undouble(ending[1]);
  if (base.length > 3 && base.endsWith('e')) base = base.slice(0, -1);
  if (base.length > 2 && base.endsWith('y') && !/[aeiou]y$/.test(base)) base = base.slice(0, -1) + 'i';
  return base;
}

function undouble(base: string): string {
  return /([^aeioulsz])\1$/.test(base) ? base.slice(0, -1) : base;
}

/** Turns offsets in Unicode code points into offsets in UTF-16 units. RangeError beyond the text. */
export function codePointOffsets(text: string): (codePoints: number) => number {
  const starts: number[] = [];
  for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) starts.push(at);
  starts.push(text.length);
  return (codePoints) => {
    const at = starts[codePoints];
    if (at === undefined) throw new RangeError(`offset ${codePoints} is beyond ${starts.length - 1} code points`);
    return at;
  };
}

/** Two spellings of one word when case does not count. */
export function sameWord(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
