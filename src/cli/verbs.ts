// The table of verbs; one file each. A new capability adds its verb here and nowhere else.

import type { Verb } from './verb';
import { attention } from './verbs/attention';
import { calculate } from './verbs/calculate';
import { classify } from './verbs/classify';
import { embed } from './verbs/embed';
import { fill } from './verbs/fill';
import { info } from './verbs/info';
import { index } from './verbs/indexVerb';
import { inspect } from './verbs/inspect';
import { proofread } from './verbs/proofread';
import { score } from './verbs/score';
import { search } from './verbs/search';
import { senses } from './verbs/senses';
import { similarity } from './verbs/similarity';
import { suggest } from './verbs/suggest';

export const verbs: readonly Verb[] = [
  fill,
  suggest,
  proofread,
  score,
  embed,
  similarity,
  classify,
  index,
  search,
  attention,
  senses,
  calculate,
  inspect,
  info,
];
