// A Node that has SQLite built in, as editors run one: this one, or that of the test harness, which the ring installs.

import { findNodeSqlite } from '../../src/runtime/node/index/nodeSqlite';

/** Path of the program. Error where there is none: tests of the native store are never passed over. */
export function newerNode(): string {
  if (findNodeSqlite()) return process.execPath;
  const installed = process.env.NEWER_NODE;
  if (installed) return installed;
  throw new Error(
    'This Node has no SQLite built in, and NEWER_NODE names no other one: run the tests by `npm test server`.',
  );
}
