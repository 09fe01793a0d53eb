// The shared index of a team below the local one: read over PostgreSQL, never written from an editor.

import { LateIndex } from '../../../engine/index/lateIndex';
import { layered, type LayeredIndex } from '../../../engine/index/layered';
import type { ChunkIndex } from '../../../engine/index/types';
import type { Clock } from '../../../engine/ports';
import type { IndexOptions } from '../../search/ports';

/** A server that does not answer keeps the first look at the index waiting no longer. */
const connectMs = 3000;

/** Returns at once; the server is asked by the first question. Closing the view closes both. */
export function overShared(
  local: ChunkIndex,
  { url, workspace, password }: NonNullable<IndexOptions['shared']>,
  clock: Clock,
): { readonly view: LayeredIndex; readonly base: LateIndex } {
  const { spec } = local;
  const open = async (): Promise<ChunkIndex> => {
    const { openPostgresIndex } = await import('../../../runtime/node/postgres/postgresIndex');
    return openPostgresIndex({ connection: withPassword(url, password), workspace, spec, writable: false, connectMs });
  };
  const base = new LateIndex({ spec, kind: 'postgres', open, clock });
  return { view: layered(local, base, { clock }), base };
}

function withPassword(url: string, password: string | undefined): string {
  if (password === undefined) return url;
  const parsed = new URL(url);
  parsed.password = encodeURIComponent(password);
  return parsed.href;
}
