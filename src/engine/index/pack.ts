// Packs the parts of a file into chunks: opens what is too large, merges small neighbours that stand under the same
// heading, and never exceeds the encoder's window. Splitting and merging along the structure as in cAST (Zhang et al.
// 2025); which neighbours are merged is settled by dynamic programming, as paragraphs are broken into lines (Knuth and
// Plass 1981).

import { wellFormed } from '../../core/text';
import type { Span } from '../../core/types';
import { cutCosts, innerParts, trimmed, type Part } from './parts';
import { longestToken, piecesOf } from './pieces';
import { Trail } from './trail';

/** Sizes in tokens, special ones left out. */
export interface ChunkSizes {
  /** No chunk is larger. */
  readonly limit: number;
  /** What merging aims at. */
  readonly target: number;
  /** Smaller parts do not stand alone. */
  readonly minimum: number;
}

/** A chunk before its lines are known. */
export interface PackedChunk extends Span {
  readonly heading: readonly string[];
  readonly text: string;
}

/** What cannot be divided further, or need not be. */
interface Atom extends Span {
  readonly tokens: number;
  readonly trail: Trail;
  readonly cut: number;
  readonly lead?: Span;
  /** No chunk holds this one and the one before it. */
  readonly wall: boolean;
}

interface Group extends Span {
  readonly trail: Trail;
  readonly tokens: number;
  readonly cut: number;
  readonly lead?: Span;
}

/** Yields where it may be interrupted. */
export function packParts(
  text: string,
  root: Part,
  sizes: ChunkSizes,
  count: (piece: string) => number,
): Generator<void, PackedChunk[]> {
  return new Packer(text, sizes, count).pack(root);
}

class Packer {
  readonly #text: string;
  readonly #sizes: ChunkSizes;
  readonly #count: (piece: string) => number;
  readonly #atoms: Atom[] = [];
  #wall = false;

  constructor(text: string, sizes: ChunkSizes, count: (piece: string) => number) {
    this.#text = text;
    this.#sizes = sizes;
    this.#count = count;
  }

  *pack(root: Part): Generator<void, PackedChunk[]> {
    yield* this.#open(root, Trail.root(this.#sizes.limit >> 2, this.#count));
    const groups: Group[] = [];
    for (let from = 0; from < this.#atoms.length;) {
      let to = from + 1;
      while (to < this.#atoms.length && !this.#atoms[to].wall) to++;
      groups.push(...this.#merge(this.#atoms.slice(from, to)));
      from = to;
      yield;
    }
    const chunks: PackedChunk[] = [];
    for (const group of this.#withoutCrumbs(groups)) {
      chunks.push(...(yield* this.#finish(group)));
      yield;
    }
    return withoutCovered(chunks);
  }

  /** Adds the atoms of a part. */
  *#open(part: Part, outer: Trail): Generator<void, void> {
    const { limit, target, minimum } = this.#sizes;
    const span = trimmed(this.#text, part.start, part.end);
    if (!span) return;
    const trail = part.name === undefined ? outer : outer.with(part.name, part.start);
    const room = limit - trail.tokens;
    const tokens = this.#tokensOf(span);
    const whole = { limit: room, target: Math.min(target, room), minimum: minimum - 1, never: -1 }[part.whole];
    const solid = part.solid === true && tokens >= minimum;
    if (solid) this.#wall = true;
    if (tokens <= whole) this.#push({ ...span, tokens, trail, cut: part.cut });
    else {
      const inner = innerParts(this.#text, part);
      if (inner.length > 0) {
        for (const [n, each] of inner.entries()) yield* this.#open(this.#inner(each, part, n), trail);
      } else yield* this.#cut(part, span, room, tokens, trail);
    }
    if (solid) this.#wall = true;
    yield;
  }

  /** The first inner part begins where its part does, at the same cost; the lead goes on to the others. */
  #inner(inner: Part, part: Part, n: number): Part {
    if (n === 0) return { ...inner, cut: part.cut };
    return part.lead && !inner.lead ? { ...inner, lead: part.lead } : inner;
  }

  *#cut(part: Part, span: Span, room: number, tokens: number, trail: Trail): Generator<void, void> {
    if (tokens <= room) {
      this.#push({ ...span, tokens, trail, cut: part.cut, ...(part.lead && { lead: part.lead }) });
      return;
    }
    const lead = part.lead ? this.#tokensOf(part.lead) : 0;
    const pieces = yield* piecesOf(this.#text, span, room - (lead <= room / 4 ? lead : 0), part.cutAt, this.#count);
    for (const [n, piece] of pieces.entries()) {
      this.#push({ ...piece, trail, ...(n === 0 && { cut: part.cut }), ...(part.lead && { lead: part.lead }) });
    }
  }

  #push(atom: Omit<Atom, 'wall'>): void {
    this.#atoms.push({ ...atom, wall: this.#wall });
    this.#wall = false;
  }

  /** Tokens of a stretch; Infinity where it is too long to fit anyway. */
  #tokensOf(span: Span): number {
    const { start, end } = span;
    return end - start > this.#sizes.limit * longestToken ? Infinity : this.#count(this.#text.slice(start, end));
  }

  /** The cheapest grouping of neighbours. */
  #merge(atoms: readonly Atom[]): Group[] {
    const room = this.#sizes.limit - Math.max(...sampled(atoms.map(({ trail }) => trail.tokens)));
    const costs = new Float64Array(atoms.length + 1);
    const starts = new Int32Array(atoms.length + 1);
    for (let to = 1; to <= atoms.length; to++) {
      costs[to] = Infinity;
      let tokens = 0;
      for (let from = to - 1; from >= 0; from--) {
        tokens += atoms[from].tokens;
        if (from < to - 1 && (tokens > room || to - from > longestGroup)) break;
        const cost = costs[from] + this.#costOf(tokens) + (from > 0 ? atoms[from].cut : 0);
        if (cost < costs[to]) {
          costs[to] = cost;
          starts[to] = from;
        }
      }
    }
    const groups: Group[] = [];
    for (let to = atoms.length; to > 0; to = starts[to]) groups.push(groupOf(atoms.slice(starts[to], to)));
    return groups.reverse();
  }

  /** 0 at the target, 1 at nothing and at the limit. */
  #costOf(tokens: number): number {
    const { target, limit } = this.#sizes;
    const off = tokens < target ? (target - tokens) / target : (tokens - target) / (limit - target);
    return off * off;
  }

  /**
   * Gives a heading without text to what follows under it, a closing brace to what it closes, and a line that stands alone
   * between functions to the one that it touches, else to the next: alone it says nothing, and being short it would be the
   * first hit for any word in it.
   */
  #withoutCrumbs(groups: readonly Group[]): Group[] {
    const kept: Group[] = [];
    let held: Group | undefined;
    const crumb = (this.#sizes.minimum * 3) >> 3;
    for (const [n, each] of groups.entries()) {
      const group = held ? joined(held, each, each) : each;
      held = undefined;
      const next = groups.at(n + 1);
      const previous = kept.at(-1);
      const fits = (other: Group): boolean =>
        group.tokens + other.tokens + Math.max(group.trail.tokens, other.trail.tokens) <= this.#sizes.limit;
      const isSmall = each.tokens <= crumb;
      const mayWait = isSmall && next !== undefined && fits(next);
      const touches = previous !== undefined && !this.#isApart(previous, group);
      const goesBack = group.cut >= cutCosts.never || (isSmall && (touches || !mayWait));
      if (mayWait && next.trail.isUnder(each.trail)) held = group;
      else if (previous && goesBack && fits(previous)) kept[kept.length - 1] = joined(previous, group, previous);
      else if (mayWait) held = group;
      else kept.push(group);
    }
    return kept;
  }

  /** An empty line stands between them. */
  #isApart(before: Span, after: Span): boolean {
    return /\n[^\S\n]*\r?\n/.test(this.#text.slice(before.end, after.start));
  }

  /** The chunk of a group; several where the parts' tokens did not add up to those of the whole. */
  *#finish(group: Group): Generator<void, PackedChunk[]> {
    const { limit } = this.#sizes;
    const heading = group.trail.names;
    const passage = trimmed(this.#text, group.start, group.end);
    if (!passage) return [];
    const start = lineIndent(this.#text, passage.start, group.start);
    const body = wellFormed(this.#text.slice(start, passage.end));
    const above = group.trail.textAbove(group.start);
    const lead =
      group.lead && group.lead.end <= start ? wellFormed(this.#text.slice(group.lead.start, group.lead.end)) : '';
    for (const parts of [[above, lead, body], [above, body], [body]]) {
      const whole = parts.filter((part) => part !== '').join('\n');
      if (this.#count(whole) <= limit) return [{ start, end: passage.end, heading, text: whole }];
    }
    const smaller = Math.max(1, Math.floor(Math.min(limit, group.tokens) / 2));
    const chunks: PackedChunk[] = [];
    for (const piece of yield* piecesOf(this.#text, { start, end: passage.end }, smaller, 'lines', this.#count)) {
      if (piece.end - piece.start < passage.end - start) {
        chunks.push(...(yield* this.#finish({ ...piece, trail: group.trail })));
      } else chunks.push({ start, end: passage.end, heading, text: body });
    }
    return chunks;
  }
}

/** In order, without those that lie inside another: pieces that overlap may have been cut once more. */
function withoutCovered(chunks: readonly PackedChunk[]): PackedChunk[] {
  let covered = 0;
  return chunks
    .toSorted((one, two) => one.start - two.start || two.end - one.end)
    .filter(({ end }) => {
      const kept = end > covered;
      covered = Math.max(covered, end);
      return kept;
    });
}

/** More atoms than this are never merged into one chunk, so that merging takes linear time. */
const longestGroup = 128;

function groupOf(atoms: readonly Atom[]): Group {
  const [first] = atoms;
  return {
    start: first.start,
    end: Math.max(...atoms.map(({ end }) => end)),
    trail: atoms.reduce((trail, atom) => trail.common(atom.trail), first.trail),
    tokens: atoms.reduce((sum, { tokens }) => sum + tokens, 0),
    cut: first.cut,
    ...(first.lead && { lead: first.lead }),
  };
}

function joined(first: Group, second: Group, main: Group): Group {
  return { ...main, start: first.start, end: Math.max(first.end, second.end), tokens: first.tokens + second.tokens };
}

/** The start of the line where nothing but blanks stands before the place, not before `from`. */
function lineIndent(text: string, at: number, from: number): number {
  let start = at;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  const lineStart = start === 0 || text[start - 1] === '\n' || text[start - 1] === '\r';
  return lineStart ? start : Math.max(from, at);
}

/** The values, once each: a run of thousands of atoms has few trails. */
function sampled(values: readonly number[]): number[] {
  return [...new Set(values)];
}
