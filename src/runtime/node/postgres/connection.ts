// Talking to PostgreSQL: a small pool, transactions, errors as the engine knows them. The library is read when it is first
// needed. No error names a password.

import type { Pool, PoolClient } from 'pg';
import { CancelledError } from '../../../core/cancel';
import { EngineError } from '../../../engine/errors';
import { codeOf } from '../fileErrors';

export type Row = Readonly<Record<string, unknown>>;

/** What the index asks of a connection; `values` are sent apart from the SQL. */
export interface Session {
  query(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

const statementMs = 60_000;
const connectMs = 10_000;

export class Connection implements Session {
  readonly #pool: Pool;
  /** Host, port and database: what may be shown. */
  readonly subject: string;

  private constructor(pool: Pool, subject: string) {
    this.#pool = pool;
    this.subject = subject;
    // A connection that breaks while it rests: the next query makes a new one.
    pool.on('error', () => {});
  }

  /** Connects at once, to say early that it cannot be: EngineError storage. RangeError for what is no URL of PostgreSQL. */
  static async open(url: string, most: number, waitMs = connectMs): Promise<Connection> {
    const subject = shownUrl(url);
    const { default: pg } = await import('pg');
    const pool = new pg.Pool({
      connectionString: url,
      max: most,
      connectionTimeoutMillis: waitMs,
      statement_timeout: statementMs,
      allowExitOnIdle: true,
      application_name: 'semtext',
    });
    const connection = new Connection(pool, subject);
    try {
      await connection.query('SELECT 1');
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  query(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return this.#use((client) => sessionOf(client).query(sql, values));
  }

  /** BEGIN `mode`, work, COMMIT; ROLLBACK when it fails. */
  transaction<T>(
    mode: 'READ WRITE' | 'ISOLATION LEVEL REPEATABLE READ READ ONLY',
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    return this.#use(async (client) => {
      await client.query(`BEGIN ${mode}`);
      try {
        const result = await work(sessionOf(client));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch(() => {});
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #use<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    try {
      const client = await this.#pool.connect();
      let broken = true;
      try {
        const result = await work(client);
        broken = false;
        return result;
      } catch (error) {
        broken = !isServerError(error) && !isOwn(error);
        throw error;
      } finally {
        client.release(broken);
      }
    } catch (error) {
      throw this.#errorOf(error);
    }
  }

  #errorOf(error: unknown): unknown {
    if (isOwn(error) || !(error instanceof Error)) return error;
    return new EngineError('storage', { subject: this.subject, reason: reasonOf(error) });
  }
}

function sessionOf(client: PoolClient): Session {
  return {
    query: async (sql, values = []) => (await client.query<Row>(sql, [...values])).rows,
  };
}

/** Thrown here between two queries, as when a search was overtaken by the next letter: the connection is sound. */
export function isOwn(error: unknown): boolean {
  return error instanceof CancelledError || error instanceof EngineError || error instanceof RangeError;
}

/** The server answered; the connection is sound. Its codes have five characters. */
function isServerError(error: unknown): boolean {
  return /^[0-9A-Z]{5}$/.test(codeOf(error) ?? '');
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'no server answers there',
  ENOTFOUND: 'the host is unknown',
  ETIMEDOUT: 'no server answers there',
  '28P01': 'the password is wrong',
  '28000': 'the server refuses this user',
  '3D000': 'there is no such database',
  '42501': 'no permission',
  '25006': 'it is read-only',
  '53100': 'no room on the disk',
};

function reasonOf(error: Error): string {
  // Several addresses of one host were tried.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const known = reasons[codeOf(first) ?? ''];
  // Values travel apart from the SQL, and a server quotes SQL only; still no more than one line is kept.
  return known ?? error.message.split('\n')[0];
}

/** The URL without user and password. RangeError when it is none. */
export function shownUrl(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new RangeError('This is no URL of a PostgreSQL database.');
  }
  if (parsed.protocol !== 'postgres:' && parsed.protocol !== 'postgresql:') {
    throw new RangeError('This is no URL of a PostgreSQL database.');
  }
  return `postgres://${parsed.host}${parsed.pathname}`;
}
