// How much of the texts an encoder's window had no room for.

import type { AttendAnswer } from './requests';

/** Characters at the ends of text and pair, in UTF-16 units; 0 where all of them were read. */
export function leftOutCharacters({ leftOut }: Pick<AttendAnswer, 'leftOut'>): number {
  return [leftOut?.text, leftOut?.pair].reduce((sum, span) => sum + (span ? span.end - span.start : 0), 0);
}
