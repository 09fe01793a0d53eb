import assert from 'node:assert/strict';
import { isDerived } from '../../../src/engine/derivation';
import { Encoder } from '../../../src/engine/encoder';
import { Scheduler } from '../../../src/engine/scheduler';
import { Suspects } from '../../../src/engine/suspects';
import { FakeClock } from '../../support/fakeClock';
import { fakeModel } from '../../support/fakeEncoder';
import { smallThesaurus } from '../../support/smallThesaurus';

const known = new Set(
  'emit here open truth read stop back port paint happy use ever where over set walk fun'.split(' '),
);

describe('derived words', () => {
  for (const word of 'emitter hereby reopen truthy readable backport painter happily usable overuse everwhere'.split(
    ' ',
  )) {
    it(`${word} may be one`, () => assert.ok(isDerived(word, (each) => known.has(each))));
  }
  // Slips of which nothing but the slip is known.
  for (const word of 'pakage releated adress libary walkd problm stopy funy'.split(' ')) {
    it(`${word} is none`, () => assert.ok(!isDerived(word, (each) => known.has(each))));
  }
});

describe('what speaks for a word that the vocabulary lacks', () => {
  const text = 'We saw the citys and the tryal and the cpty.';
  const kindsOf = (more: object): Record<string, readonly string[]> => {
    const vocabulary = 'we saw the and city trial . ##s'.split(' ');
    const encoder = new Encoder(
      fakeModel({ vocabulary, ...more }),
      new Scheduler({ clock: new FakeClock(), slots: 1 }),
      256,
    );
    const found = new Suspects(encoder, text, new Set()).of(text, { start: 0, end: text.length });
    const unknown = found.filter(({ id }) => id === undefined);
    return Object.fromEntries(unknown.map(({ word, rivals }) => [word, rivals.map(({ kind }) => kind)]));
  };

  it('a form that the thesaurus knows; of what is short the length is said', () => {
    const kinds = kindsOf({ thesaurus: smallThesaurus });
    assert.deepEqual(kinds, { citys: ['spelling'], tryal: ['nonword'], cpty: ['short'] });
  });

  it('nothing can be said without a thesaurus', () =>
    assert.deepEqual(kindsOf({}), { citys: ['spelling'], tryal: ['spelling'], cpty: ['spelling'] }));
});
