// Where indexes lie: a folder for each encoder and chunker, named by a digest of the spec, so that a changed encoder stands
// beside the old index until it is complete.

import { createHash } from 'node:crypto';
import type { IndexSpec } from '../../../engine/index/types';
import { specFields, storeSchema } from './schema';

/** Name of the folder of an index, within the directory of its workspace. */
export function indexName(spec: IndexSpec): string {
  const digest = createHash('sha256').update(JSON.stringify([storeSchema, specFields(spec)]));
  return `index-${digest.digest('hex').slice(0, 16)}`;
}
