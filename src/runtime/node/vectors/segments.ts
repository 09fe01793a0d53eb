// The files that vectors of one encoder are kept in: numbered segments that are only ever appended to, by one process at a
// time, and deleted oldest first. Knows where each record stands; what a key means and who may write is vectorStore's matter.

import {
  appendFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { KeptVector } from '../../../engine/ports';
import { writeError } from '../fileErrors';
import { readRecord, scanRecords, segmentHeader, writeRecord, type RecordPlace } from './records';

export interface SegmentLimits {
  /** A new segment is begun where one would become larger. */
  readonly segmentBytes: number;
  /** Beyond this the oldest segments go. */
  readonly mostBytes: number;
}

interface Place extends RecordPlace {
  readonly segment: number;
}

interface Segment {
  readonly segment: number;
  readonly sizeBytes: number;
}

const ownName = /^(\d{8})\.vec$/;

export class Segments {
  readonly #places = new Map<string, Place>();
  /** Up to where the records of each segment are known. */
  readonly #known = new Map<number, number>();
  /** What was asked for since this was opened: it outlives its segment. */
  readonly #used = new Set<string>();

  constructor(
    readonly folder: string,
    readonly limits: SegmentLimits,
  ) {}

  has(key: string): boolean {
    return this.#places.has(key);
  }

  /** The vectors of those keys that stand in the files and are sound; what is not is forgotten. */
  async read(keys: readonly string[]): Promise<Map<string, KeptVector>> {
    const found = new Map<string, KeptVector>();
    const places = keys.flatMap((key) => this.#places.get(key) ?? []);
    for (const segment of new Set(places.map((place) => place.segment))) {
      const file = await open(this.#file(segment)).catch(() => undefined);
      for (const place of places.filter((each) => each.segment === segment)) {
        const record = Buffer.alloc(place.bytes);
        await file?.read(record, 0, place.bytes, place.at).catch(() => undefined);
        const vector = readRecord(record, place.key);
        if (vector) found.set(place.key, vector);
        else if (this.#places.get(place.key) === place) this.#places.delete(place.key);
      }
      await file?.close();
    }
    for (const key of found.keys()) this.#used.add(key);
    return found;
  }

  /** Takes in what other processes wrote, and all there is at first. */
  async lookAgain(): Promise<void> {
    for (const { segment, sizeBytes } of this.#list()) {
      const from = this.#from(segment, sizeBytes);
      if (sizeBytes <= from) continue;
      const content = Buffer.alloc(sizeBytes - from);
      const file = await open(this.#file(segment)).catch(() => undefined);
      const read = await file?.read(content, 0, content.length, from).catch(() => undefined);
      await file?.close();
      if (read?.bytesRead === content.length) this.#take(segment, from, content);
    }
  }

  /**
   * Appends vectors; only for who holds the lock, in a folder that is there. What a killed writer left half written is cut off first. Throws what the
   * disk says; what then stands half written is cut off the next time.
   */
  append(vectors: ReadonlyMap<string, KeptVector>): void {
    let segment = this.#catchUp();
    let parts: { key: string; record: Buffer }[] = [];
    let end = this.#known.get(segment) ?? 0;
    for (const [key, vector] of vectors) {
      const record = writeRecord(key, vector);
      if (end + record.length > this.limits.segmentBytes) {
        this.#write(segment, parts);
        segment = this.#begin(segment + 1);
        [parts, end] = [[], segmentHeader.length];
      }
      parts.push({ key, record });
      end += record.length;
    }
    this.#write(segment, parts);
    this.#makeRoom();
    const now = new Date();
    utimesSync(this.folder, now, now);
  }

  /** Bytes behind the first ones of each file. */
  vectorBytes(): number {
    return this.#list().reduce((sum, { sizeBytes }) => sum + Math.max(0, sizeBytes - segmentHeader.length), 0);
  }

  /**
   * Deletes all vectors; only for who holds the lock. The numbers go on, so that nobody who has the folder open takes a new
   * segment for one that he knows. EngineError storage.
   */
  clear(): void {
    const segments = this.#list();
    const last = segments.at(-1);
    if (!last) return;
    try {
      this.#begin(last.segment + 1);
      for (const { segment } of segments) {
        rmSync(this.#file(segment), { force: true });
        this.#forget(segment);
      }
    } catch (error) {
      throw writeError(error, this.folder);
    }
  }

  #write(segment: number, parts: readonly { readonly key: string; readonly record: Buffer }[]): void {
    let at = this.#known.get(segment) ?? 0;
    appendFileSync(this.#file(segment), Buffer.concat(parts.map(({ record }) => record)));
    for (const { key, record } of parts) {
      this.#places.set(key, { segment, key, at, bytes: record.length });
      at += record.length;
    }
    this.#known.set(segment, at);
  }

  /** Makes sure that the end of the last segment is the end of a record; returns its number. */
  #catchUp(): number {
    const segments = this.#list();
    for (const { segment, sizeBytes } of segments) {
      const from = this.#from(segment, sizeBytes);
      if (sizeBytes > from) this.#take(segment, from, readFileSync(this.#file(segment)).subarray(from));
    }
    const last = segments.at(-1);
    if (!last) return this.#begin(1);
    const end = this.#known.get(last.segment) ?? 0;
    // Not even its first bytes are there, or it is of another version.
    if (end === 0) return this.#begin(last.segment + 1);
    if (last.sizeBytes > end) truncateSync(this.#file(last.segment), end);
    return last.segment;
  }

  #begin(segment: number): number {
    writeFileSync(this.#file(segment), segmentHeader);
    this.#known.set(segment, segmentHeader.length);
    return segment;
  }

  /** Where reading goes on; 0 where the segment is another one than it was. */
  #from(segment: number, sizeBytes: number): number {
    const known = this.#known.get(segment) ?? 0;
    if (known <= sizeBytes) return known;
    this.#forget(segment);
    return 0;
  }

  #take(segment: number, from: number, content: Buffer): void {
    // Somebody else was faster, or the file has another form.
    if ((this.#known.get(segment) ?? 0) !== from) return;
    const start = from === 0 ? segmentHeader.length : 0;
    if (from === 0 && !content.subarray(0, start).equals(segmentHeader)) return;
    const { places, end } = scanRecords(content, start);
    for (const place of places) this.#places.set(place.key, { ...place, at: from + place.at, segment });
    this.#known.set(segment, from + end);
  }

  /** The oldest segments go; what was used of them lately moves to the end. */
  #makeRoom(): void {
    const segments = this.#list();
    let total = segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const moved = new Map<string, KeptVector>();
    for (const { segment, sizeBytes } of segments.slice(0, -1)) {
      if (total <= this.limits.mostBytes) break;
      for (const [key, vector] of this.#usedOf(segment)) moved.set(key, vector);
      rmSync(this.#file(segment), { force: true });
      this.#forget(segment);
      total -= sizeBytes;
    }
    if (!moved.size) return;
    // Else they would move for ever: what is not asked for again goes the next time.
    for (const key of moved.keys()) this.#used.delete(key);
    this.append(moved);
  }

  #usedOf(segment: number): Map<string, KeptVector> {
    const places = Array.from(this.#places.values()).filter((place) => place.segment === segment);
    const used = places.filter(({ key }) => this.#used.has(key));
    if (!used.length) return new Map();
    const content = readFileSync(this.#file(segment));
    return new Map(
      used.flatMap(({ key, at, bytes }) => {
        const vector = readRecord(content.subarray(at, at + bytes), key);
        return vector ? [[key, vector] as const] : [];
      }),
    );
  }

  #forget(segment: number): void {
    this.#known.delete(segment);
    for (const [key, place] of this.#places) if (place.segment === segment) this.#places.delete(key);
  }

  /** In the order of their numbers; none where the folder cannot be read. */
  #list(): Segment[] {
    let names: string[];
    try {
      names = readdirSync(this.folder);
    } catch {
      return [];
    }
    const numbers = names.flatMap((name) => ownName.exec(name)?.[1] ?? []).map(Number);
    return numbers
      .sort((a, b) => a - b)
      .map((segment) => ({
        segment,
        sizeBytes: statSync(this.#file(segment), { throwIfNoEntry: false })?.size ?? 0,
      }));
  }

  #file(segment: number): string {
    return path.join(this.folder, `${String(segment).padStart(8, '0')}.vec`);
  }
}

/** For who looks at a folder or clears it, and adds nothing. */
export const unboundedSegments = (folder: string): Segments =>
  new Segments(folder, { segmentBytes: Infinity, mostBytes: Infinity });
