// What stands where hits would: of several things that could be said the most urgent one.

import assert from 'node:assert/strict';
import { toldOf, type EmptyState, type Told } from '../../../media/search/empty';
import type { ViewWords } from '../../../media/search/words';
import type { ShownStatus } from '../../../src/protocol/searchView';

const words = {
  failed: 'failed',
  noHits: 'no hits',
  noHitsTry: 'other words',
  noSuchLanguage: 'no {0}, but {1}',
  empty: 'type',
  onlyFilters: 'only filters',
  hint: 'hint',
} as unknown as ViewWords;
const ready: ShownStatus = { text: '2 files', actions: ['details'], isTrouble: false, isGrowing: false };
const asking: ShownStatus = { ...ready, actions: ['start'], notice: { title: 'Index?', text: '10 MB' } };
const broken: ShownStatus = { ...asking, isTrouble: true };
const path = { kind: 'path', value: 'docs' } as const;

const nothingTyped: EmptyState = {
  ...{ hasHits: false, status: ready, failure: undefined, isAsking: false, isAnswered: false },
  input: { text: '', chips: [] },
};
const answered: EmptyState = { ...nothingTyped, isAsking: true, isAnswered: true };
const said = (kind: 'failure' | 'noHits' | 'hint', title: string, text: string): Told => ({ kind, title, text });

const cases: readonly (readonly [string, Partial<EmptyState>, Told])[] = [
  ['hits: nothing', { ...answered, hasHits: true, failure: 'x', status: asking }, { kind: 'nothing' }],
  ['nothing typed: what to type', {}, said('hint', 'type', 'hint')],
  ['only filters: what they are for', { input: { text: '', chips: [path] } }, said('hint', 'type', 'only filters')],
  ['no answer yet: nothing', { isAsking: true }, { kind: 'nothing' }],
  ['no hits: what to try', answered, said('noHits', 'no hits', 'other words')],
  [
    'a language that does not exist',
    { ...answered, input: { text: 'x lang:nosuch', chips: [] } },
    said('noHits', 'no hits', 'no nosuch, but markdown, python, typescript'),
  ],
  ['a search that failed: why', { ...answered, failure: 'It broke.' }, said('failure', 'failed', 'It broke.')],
  ['what the index asks', { ...answered, status: asking }, { kind: 'index', status: asking }],
  [
    'a search that failed before what the index asks',
    { ...answered, status: asking, failure: 'It broke.' },
    said('failure', 'failed', 'It broke.'),
  ],
  [
    'trouble of the index before what it makes of a search',
    { ...answered, status: broken, failure: 'It broke.' },
    { kind: 'index', status: broken },
  ],
];

describe('the place of the hits, without hits', () => {
  for (const [name, state, told] of cases) {
    it(`says ${name}`, () => assert.deepEqual(toldOf({ ...nothingTyped, ...state }, words), told));
  }
});
