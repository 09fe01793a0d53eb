// Where the bytes of a model come from: a file that is read in places, or memory. Opening and closing files is left to
// the runtime.

/** Random access to a file's bytes, synchronous (pread). `read` may return fewer bytes than asked at the end. */
export interface ByteSource {
  readonly sizeBytes: number;
  read(offset: number, length: number): Uint8Array;
}

/** A source over bytes that are already in memory; reads are views, not copies. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}
