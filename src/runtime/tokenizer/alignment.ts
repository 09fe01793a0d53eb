// Where the characters of a normalised text come from. The normaliser is a black box, so the text is cut into clusters
// that no normaliser joins, each is normalised alone, and the results are found again in the whole.

/** A normalised text; unit i of it comes from [starts[i], ends[i]) of the original. Without maps: from itself. */
export interface Aligned {
  readonly text: string;
  readonly starts?: Int32Array;
  readonly ends?: Int32Array;
}

/** A character with its marks, a Hangul syllable in letters, a half-width kana with its voice mark, one blank. */
const clusters =
  /[\u1100-\u115F\uA960-\uA97C][\u1160-\u11A7\uD7B0-\uD7C6]?[\u11A8-\u11FF\uD7CB-\uD7FB]?\p{M}*|[\uFF66-\uFF9D][\uFF9E\uFF9F]|\s|[^\p{M}\s]\p{M}*|\p{M}+/gu;
/** How far ahead a cluster is looked for when it is not where it should be. */
const lookAhead = 24;
const blankLookAhead = 2;
const rememberedClusters = 4096;

/**
 * Normalises a text and finds where each code unit comes from. Exact for normalisers that treat every cluster alike; for
 * those that look further (stripping, collapsing white space, replacing phrases) the units around such a place share a span.
 */
export function align(original: string, normalise: (text: string) => string): Aligned {
  const text = normalise(original);
  if (text === original) return { text };
  const starts = new Int32Array(text.length);
  const ends = new Int32Array(text.length);
  const known = new Map<string, string>();
  // What a normaliser puts before every text is in the whole only once.
  const prefix = /^(.*)a$/su.exec(normalise('a'))?.[1] ?? '';
  let at = 0;
  /** Clusters that were not found yet begin here. */
  let pending = -1;
  const assign = (to: number, start: number, end: number): void => {
    starts.fill(start, at, to);
    ends.fill(end, at, to);
    at = to;
  };
  if (prefix && text.startsWith(prefix)) assign(prefix.length, 0, 0);
  for (const match of original.matchAll(clusters)) {
    const start = match.index;
    const end = start + match[0].length;
    let part = known.get(match[0]);
    if (part === undefined) {
      part = normalise(match[0]);
      if (prefix && part.startsWith(prefix)) part = part.slice(prefix.length);
      // Stripped where it stands alone, a blank may be there inside a text.
      if (part === '' && /^\s$/.test(match[0])) part = match[0];
      if (known.size < rememberedClusters) known.set(match[0], part);
    }
    const place = find(text, part, at, pending >= 0);
    if (place === undefined) {
      if (!/^\s+$/.test(match[0]) && pending < 0) pending = start;
      continue;
    }
    if (place.start > at) assign(place.start, pending < 0 ? start : pending, start);
    if (part === match[0] && place.end - place.start === part.length) {
      // Unchanged: its characters keep spans of their own.
      for (let from = start; from < end;) {
        const length = (original.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
        assign(at + length, from, from + length);
        from += length;
      }
    } else assign(place.end, start, end);
    pending = -1;
  }
  if (at < text.length) assign(text.length, pending < 0 ? original.length : pending, original.length);
  return { text, starts, ends };
}

/**
 * The place of a normalised cluster at or shortly behind `at`; its leading blanks may be missing. A blank alone is looked
 * for further on only where something before it was not found (`lost`).
 */
function find(text: string, part: string, at: number, lost: boolean): { start: number; end: number } | undefined {
  if (part === '') return undefined;
  if (text.startsWith(part, at)) return { start: at, end: at + part.length };
  const bare = part.trimStart();
  if (bare === '' && !lost) return undefined;
  const wanted = bare || part;
  if (text.startsWith(wanted, at)) return { start: at, end: at + wanted.length };
  const ahead = text.slice(at, at + (bare ? lookAhead : blankLookAhead) + wanted.length).indexOf(wanted);
  return ahead < 0 ? undefined : { start: at + ahead, end: at + ahead + wanted.length };
}
