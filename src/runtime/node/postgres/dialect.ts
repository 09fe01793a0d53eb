// Where the databases that speak PostgreSQL's language differ: how an index over vectors is made and how it is asked.

/** `yugabyte` has pgvector with an index of its own; its statements are those of its manual and were not run by our tests. */
export type DialectName = 'pgvector' | 'yugabyte';

export interface Dialect {
  /** Made where it is missing; undefined where it is built in. */
  readonly extension?: string;
  readonly vectorType: (dims: number) => string;
  /** Index over the cosine of a column. */
  readonly createVectorIndex: (name: string, table: string, column: string) => string;
  /** Statements before a query that uses the index, so that it finds more of the nearest, with filters too. */
  readonly beforeSearch: readonly string[];
}

const halfvec = (dims: number) => `halfvec(${dims})`;

export const dialects: { readonly [name in DialectName]: Dialect } = {
  pgvector: {
    extension: 'vector',
    vectorType: halfvec,
    createVectorIndex: (name, table, column) =>
      `CREATE INDEX IF NOT EXISTS ${name} ON ${table} USING hnsw (${column} halfvec_cosine_ops)`,
    // At 100 of 100,000 vectors the default finds 9 of 10; this finds more than 9.5.
    beforeSearch: ['SET LOCAL hnsw.ef_search = 200', "SET LOCAL hnsw.iterative_scan = 'relaxed_order'"],
  },
  yugabyte: {
    extension: 'vector',
    vectorType: (dims) => `vector(${dims})`,
    createVectorIndex: (name, table, column) =>
      `CREATE INDEX IF NOT EXISTS ${name} ON ${table} USING ybhnsw (${column} vector_cosine_ops)`,
    beforeSearch: [],
  },
};

/** By what `SELECT version()` answers. */
export function dialectOf(version: string): DialectName {
  return version.includes('-YB-') ? 'yugabyte' : 'pgvector';
}
