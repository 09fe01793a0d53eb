// A shape and a colour for each group, so that groups are told apart without colours, too.

import { svg } from './svg';

/** Outlines about 0, 0 that look equally large. */
const outlines = [
  'M-6 0A6 6 0 1 0 6 0A6 6 0 1 0 -6 0Z',
  'M-5.4 -5.4H5.4V5.4H-5.4Z',
  'M0 -7L6.4 5H-6.4Z',
  'M0 -7.4L7.4 0L0 7.4L-7.4 0Z',
  'M-2.2 -6.8H2.2V-2.2H6.8V2.2H2.2V6.8H-2.2V2.2H-6.8V-2.2H-2.2Z',
  'M0 7L6.4 -5H-6.4Z',
] as const;

export const shapeOf = (group: number): string => outlines[group % outlines.length];

/** The group's sign, for lists. */
export function groupSign(group: number): SVGSVGElement {
  return svg(
    'svg',
    {
      class: `sign group-${group % outlines.length}`,
      viewBox: '-8 -8 16 16',
      width: 14,
      height: 14,
      'aria-hidden': 'true',
    },
    svg('path', { d: shapeOf(group) }),
  );
}
