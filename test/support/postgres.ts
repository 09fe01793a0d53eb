// A PostgreSQL with pgvector behind a real socket: PGlite, the real server compiled to WebAssembly, or the server that
// TEST_POSTGRES names.

import { once } from 'node:events';
import { createServer } from 'node:net';
import { Client } from 'pg';

export interface TestPostgres {
  readonly url: string;
  /** Forgets all tables. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

const clean = 'DROP SCHEMA public CASCADE; CREATE SCHEMA public';

export function startPostgres(): Promise<TestPostgres> {
  const { TEST_POSTGRES: url } = process.env;
  return url ? Promise.resolve(serverAt(url)) : startPglite();
}

/** A server that runs already; all tables of the database go. */
function serverAt(url: string): TestPostgres {
  const clear = async (): Promise<void> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(clean);
    } finally {
      await client.end();
    }
  };
  return { url, clear, stop: clear };
}

async function startPglite(): Promise<TestPostgres> {
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
      await db.exec(clean);
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
