// What a scan of the files of a workspace finds, as tests compare it.

import { neverCancelled } from '../../src/core/cancel';
import type { FilesPort } from '../../src/engine/index/ports';

/** Paths in order, and the rule that leaves each other file out. */
export async function scan(
  files: Pick<FilesPort, 'scan'>,
): Promise<{ paths: string[]; excluded: Record<string, string> }> {
  const paths: string[] = [];
  const excluded: Record<string, string> = {};
  for await (const group of files.scan(neverCancelled)) {
    paths.push(...group.files.map((file) => file.path));
    for (const each of group.excluded) excluded[each.path] = each.exclusion.rule;
  }
  return { paths: paths.sort(), excluded };
}
