// Which files a filter lets through. Patterns are VS Code's globs, read as its search reads them: without `./` before it a
// pattern may match at any depth, and the name of a folder stands for all that is in it.

import { anyGlobTest, type PathTest } from '../../core/glob';
import type { SearchFilter } from './types';

export type FileTest = (path: string, language: string) => boolean;

/** Undefined when the filter lets everything through. Case does not matter in paths. */
export function compileFilter(filter: SearchFilter | undefined): FileTest | undefined {
  const include = compileGlobs(filter?.include);
  const exclude = compileGlobs(filter?.exclude);
  const languages = filter?.languages?.length ? new Set(filter.languages) : undefined;
  const without = filter?.excludeLanguages?.length ? new Set(filter.excludeLanguages) : undefined;
  if (!include && !exclude && !languages && !without) return undefined;
  return (path, language) =>
    (!languages || languages.has(language)) &&
    !without?.has(language) &&
    (!include || include(path)) &&
    !exclude?.(path);
}

function compileGlobs(globs: readonly string[] | undefined): PathTest | undefined {
  return globs?.length ? anyGlobTest(globs.flatMap(spellOut), { ignoreCase: true }) : undefined;
}

/** The pattern and the same below it; at any depth unless it is anchored. */
function spellOut(glob: string): string[] {
  const plain = glob.normalize('NFC').replaceAll('\\', '/');
  const anchored = /^\.?\//.test(plain);
  const bare = plain.replace(/^\.?\//, '').replace(/\/+$/, '');
  const whole = anchored || bare.startsWith('**/') ? bare : `**/${bare}`;
  return whole.endsWith('/**') ? [whole] : [whole, `${whole}/**`];
}
