// The layout of a graph that shows nothing of its inside, for tests to add to.

import type { GraphLayout } from '../../src/runtime/encoder/layout';

export const plainLayout: GraphLayout = {
  inputs: [{ name: 'input_ids', elementType: 'int64' }],
  hiddenStates: [],
  attentions: [],
  queries: [],
  keys: [],
  dtype: 'fp32',
  externalFiles: [],
};
