// Vectors of texts that outlive the session: a person may ask how many there are, and have them deleted.

import { parseKeptVectorsParams, type KeptVectorsResult } from '../protocol/keptVectors';
import type { ServerContext } from './context';

export async function keptVectors({ runtime, client }: ServerContext, raw: unknown): Promise<KeptVectorsResult> {
  const params = parseKeptVectorsParams(raw, '');
  const { keptVectors: kept } = runtime;
  if (!kept) return { folder: '', sizeBytes: 0 };
  const { storageFolder } = client();
  if (params.delete) await kept.delete(storageFolder);
  return { folder: kept.folder(storageFolder), sizeBytes: await kept.sizeBytes(storageFolder) };
}
