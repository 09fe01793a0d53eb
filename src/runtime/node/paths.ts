// What Node's path module does not tell.

import path from 'node:path';

/** Whether what path.relative gave leads out of the folder that it begins in; `..data` is a name like any other. */
export function leadsOut(relative: string): boolean {
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
}
