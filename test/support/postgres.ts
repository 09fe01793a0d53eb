// A PostgreSQL with pgvector behind a real socket: PGlite, the real server compiled to WebAssembly.

import { once } from 'node:events';
import { createServer } from 'node:net';

export interface TestPostgres {
  readonly url: string;
  /** Forgets all tables. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<TestPostgres> {
  const [{ PGlite }, { vector }, { PGLiteSocketServer }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite-pgvector'),
    import('@electric-sql/pglite-socket'),
  ]);
  const db = await PGlite.create({ extensions: { vector } });
  const port = await freePort();
  const server = new PGLiteSocketServer({ db, port, host: '127.0.0.1', maxConnections: 8 });
  await server.start();
  return {
    url: `postgres://postgres:secret@127.0.0.1:${port}/postgres?sslmode=disable`,
    clear: async () => {
      await db.exec('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    },
    stop: async () => {
      await server.stop();
      await db.close();
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
