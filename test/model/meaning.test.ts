// Words of the same meaning with the encoder and the thesaurus that are shipped: what is beyond dispute, whatever the weights.

import assert from 'node:assert/strict';
import path from 'node:path';
import { neverCancelled } from '../../src/core/cancel';
import { Engine } from '../../src/engine/engine';
import type { LoadedModel } from '../../src/engine/ports';
import { openNodeRuntime } from '../../src/server/node/models';
import { withFolder } from '../support/temporaryFolder';

/** A sentence with the word between stars, words of which one at least has to be offered, and words that may not be. */
const rows: readonly (readonly [sentence: string, someOf: string, noneOf: string])[] = [
  ['We need to *buy* bread and milk for the weekend.', 'purchase get acquire', 'sell corrupt'],
  ['She *asked* me whether the train had already left.', 'inquired questioned', 'answered'],
  ['He went to the *bank* to open a savings account.', 'lender', 'river money'],
  ['This release fixes several *bugs* in the parser.', 'defects issues problems flaws errors', 'fixes features'],
  ['The *bug* appears only when the cache is empty.', 'defect issue problem flaw fault error', 'fix feature'],
  ['You can *remove* the old files from the folder.', 'delete', 'add'],
  ['This *method* returns the number of items in the list.', 'function procedure routine', 'list number'],
  ['The *car* stopped in front of the hotel.', 'vehicle automobile', 'train horse'],
  ['The *city* has more than a million inhabitants.', 'town', 'village country'],
  ['The children were playing in the *street*.', 'road lane', 'house river'],
  ['He spent all his *money* on books.', 'cash', 'time'],
  ['My *brother* is coming to stay with us in August.', 'sibling', 'sister mother father'],
  ['His *mother* was born in France.', 'mom mum', 'father sister'],
  ['The tests *begin* as soon as the build is done.', 'start', 'end stop'],
  ['We *walked* along the beach until it was dark.', 'strolled wandered', 'swam sat'],
  ['I was very *happy* to hear from you last week.', 'glad', 'sad unhappy'],
  ['You may *choose* any of the available themes.', 'select pick', 'reject'],
  ['The road is *dangerous* in winter.', 'unsafe', 'safe'],
  ['I must *finish* this report by Friday.', 'complete', 'begin start'],
  ['Prices are expected to *increase* next year.', 'rise grow', 'fall decrease'],
];

describe('words of the same meaning with the shipped encoder', function () {
  this.timeout(120_000);
  const missing: string[] = [];
  const wrong: string[] = [];

  before(async () => {
    await withFolder(async (cache) => {
      const runtime = openNodeRuntime(path.resolve('dist'), cache);
      const folder = path.resolve('models/semtext-mini-en');
      const model: LoadedModel = await runtime.loadModel(folder, { device: 'cpu' }, neverCancelled);
      try {
        const engine = new Engine({ clock: runtime.clock, load: () => Promise.resolve(model) });
        for (const [sentence, someOf, noneOf] of rows) {
          const span = { start: sentence.indexOf('*'), end: sentence.lastIndexOf('*') - 1 };
          const request = { text: sentence.replaceAll('*', ''), span, mode: 'meaning' as const, top: 10 };
          const { candidates } = await engine.suggest(request, neverCancelled);
          const words = candidates.map(({ text }) => text);
          if (!someOf.split(' ').some((word) => words.includes(word))) missing.push(`${sentence} ${words.join(' ')}`);
          wrong.push(...noneOf.split(' ').flatMap((word) => (words.includes(word) ? [`${sentence} ${word}`] : [])));
        }
      } finally {
        await model.encoder.dispose();
      }
    });
  });

  it('offers what everybody would say', () => {
    assert.deepEqual(missing, []);
  });

  it('offers nothing of another meaning', () => {
    assert.deepEqual(wrong, []);
  });
});
