// Real files for SQLite's WASM build, which has no file system of its own: a VFS over node:fs. It takes no locks; whoever
// opens a database with it keeps other processes out (processLock.ts).

import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  fstatSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { codeOf } from '../fileErrors';

export const vfsName = 'node-files';

/** The part of the package that its types leave out: C structs, whose fields are properties that begin with `$`. */
export interface Sqlite3Structs {
  readonly capi: Readonly<Record<`SQLITE_${string}`, number>> & {
    readonly sqlite3_io_methods: StructType;
    readonly sqlite3_vfs: StructType;
    readonly sqlite3_file: StructType;
    sqlite3_vfs_find(name: string | null): number;
  };
  readonly wasm: {
    heap8u(): Uint8Array;
    poke(address: number, value: number | bigint, type: string): void;
    cstrncpy(to: number, from: number, room: number): number;
    cstrToJs(address: number): string | null;
  };
  readonly vfs: {
    installVfs(parts: {
      readonly io: { readonly struct: Struct; readonly methods: object };
      readonly vfs: { readonly struct: Struct; readonly name: string; readonly methods: object };
    }): void;
  };
}
interface StructType {
  new (pointer?: number): Struct;
  readonly structInfo: { readonly sizeof: number };
}
interface Struct {
  readonly pointer: number;
  [field: `$${string}`]: unknown;
  dispose(): void;
}

interface OpenFile {
  readonly descriptor: number;
  readonly path: string;
  readonly deleteOnClose: boolean;
}

/** Registers the VFS under `vfsName`; safe to call twice. */
export function installNodeFiles(sqlite3: Sqlite3Structs): void {
  const { capi } = sqlite3;
  if (capi.sqlite3_vfs_find(vfsName)) return;
  const open = new Map<number, OpenFile>();
  const io = new capi.sqlite3_io_methods();
  io.$iVersion = 1;
  const vfs = new capi.sqlite3_vfs();
  vfs.$iVersion = 1;
  vfs.$szOsFile = capi.sqlite3_file.structInfo.sizeof;
  vfs.$mxPathname = 4096;
  const usual = new capi.sqlite3_vfs(capi.sqlite3_vfs_find(null));
  vfs.$xRandomness = usual.$xRandomness;
  vfs.$xSleep = usual.$xSleep;
  vfs.$xCurrentTimeInt64 = usual.$xCurrentTimeInt64;
  vfs.$xCurrentTime = usual.$xCurrentTime;
  usual.dispose();
  sqlite3.vfs.installVfs({
    io: { struct: io, methods: ioMethods(sqlite3, open) },
    vfs: { struct: vfs, name: vfsName, methods: vfsMethods(sqlite3, open, io.pointer) },
  });
}

function ioMethods({ capi, wasm }: Sqlite3Structs, open: Map<number, OpenFile>) {
  const fileOf = (pointer: number): OpenFile => {
    const file = open.get(pointer);
    if (!file) throw new Error('not open');
    return file;
  };
  return {
    xClose: (pointer: number) =>
      attempt(capi.SQLITE_IOERR_CLOSE, () => {
        const file = fileOf(pointer);
        open.delete(pointer);
        closeSync(file.descriptor);
        if (file.deleteOnClose) unlinkSync(file.path);
      }),
    xRead: (pointer: number, to: number, length: number, offset: bigint) =>
      attempt(capi.SQLITE_IOERR_READ, () => {
        const target = wasm.heap8u().subarray(to, to + length);
        const count = readFully(fileOf(pointer).descriptor, target, Number(offset));
        if (count === length) return 0;
        target.fill(0, count);
        return capi.SQLITE_IOERR_SHORT_READ;
      }),
    xWrite: (pointer: number, from: number, length: number, offset: bigint) =>
      attempt(capi.SQLITE_IOERR_WRITE, () => {
        const source = wasm.heap8u().subarray(from, from + length);
        for (let at = 0; at < length;) {
          at += writeSync(fileOf(pointer).descriptor, source, at, length - at, Number(offset) + at);
        }
      }),
    xTruncate: (pointer: number, size: bigint) =>
      attempt(capi.SQLITE_IOERR_TRUNCATE, () => ftruncateSync(fileOf(pointer).descriptor, Number(size))),
    xSync: (pointer: number) => attempt(capi.SQLITE_IOERR_FSYNC, () => fsyncSync(fileOf(pointer).descriptor)),
    xFileSize: (pointer: number, out: number) =>
      attempt(capi.SQLITE_IOERR_FSTAT, () => {
        wasm.poke(out, BigInt(fstatSync(fileOf(pointer).descriptor).size), 'i64');
      }),
    xLock: () => 0,
    xUnlock: () => 0,
    xCheckReservedLock: (_pointer: number, out: number) => {
      wasm.poke(out, 0, 'i32');
      return 0;
    },
    xFileControl: () => capi.SQLITE_NOTFOUND,
    xSectorSize: () => 4096,
    xDeviceCharacteristics: () => capi.SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN,
  };

  function attempt(code: number, work: () => number | void): number {
    try {
      return work() ?? 0;
    } catch (error) {
      return codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT' ? capi.SQLITE_FULL : code;
    }
  }
}

function vfsMethods({ capi, wasm }: Sqlite3Structs, open: Map<number, OpenFile>, ioPointer: number) {
  return {
    xOpen: (_vfs: unknown, name: number, pointer: number, flags: number, outFlags: number) => {
      const temporary = !name;
      const file = temporary ? path.join(tmpdir(), `semtext-${randomUUID()}`) : pathOf(name);
      const writing = (flags & capi.SQLITE_OPEN_READWRITE) !== 0;
      try {
        const descriptor = openDescriptor(file, writing, (flags & capi.SQLITE_OPEN_CREATE) !== 0);
        const deleteOnClose = temporary || (flags & capi.SQLITE_OPEN_DELETEONCLOSE) !== 0;
        open.set(pointer, { descriptor, path: file, deleteOnClose });
      } catch {
        return capi.SQLITE_CANTOPEN;
      }
      const struct = new capi.sqlite3_file(pointer);
      struct.$pMethods = ioPointer;
      struct.dispose();
      if (outFlags) wasm.poke(outFlags, flags, 'i32');
      return 0;
    },
    xDelete: (_vfs: unknown, name: number) => {
      try {
        unlinkSync(pathOf(name));
        return 0;
      } catch (error) {
        return codeOf(error) === 'ENOENT' ? capi.SQLITE_IOERR_DELETE_NOENT : capi.SQLITE_IOERR_DELETE;
      }
    },
    xAccess: (_vfs: unknown, name: number, _flags: number, out: number) => {
      wasm.poke(out, existsSync(pathOf(name)) ? 1 : 0, 'i32');
      return 0;
    },
    xFullPathname: (_vfs: unknown, name: number, room: number, out: number) =>
      wasm.cstrncpy(out, name, room) < room ? 0 : capi.SQLITE_CANTOPEN,
    xGetLastError: () => 0,
  };

  function pathOf(name: number): string {
    return wasm.cstrToJs(name) ?? '';
  }
}

function openDescriptor(file: string, writing: boolean, create: boolean): number {
  if (!writing) return openSync(file, 'r');
  try {
    return openSync(file, 'r+');
  } catch (error) {
    if (!create || codeOf(error) !== 'ENOENT') throw error;
    return openSync(file, 'wx+');
  }
}

function readFully(descriptor: number, target: Uint8Array, offset: number): number {
  let count = 0;
  while (count < target.length) {
    const read = readSync(descriptor, target, count, target.length - count, offset + count);
    if (read === 0) break;
    count += read;
  }
  return count;
}
