// Numbers in the sentences of classification: one of a thing is no plural.

import assert from 'node:assert/strict';
import '../../../support/fakeVscode';
import { classifyLabels as labels } from '../../../../src/client/classify/labels';
import { coherenceMessages } from '../../../../src/client/similarity/coherenceMessages';

describe('sentences about one', () => {
  for (const [name, sentence] of [
    ['an example', labels.count(1)],
    ['a line that cannot be read', labels.broken(1)],
    ['an example to add', labels.addTitle(1)],
    ['an example that was added', labels.added(1, 'billing')],
    ['a class to delete', labels.deleteQuestion('billing', 1)],
    ['an import of one that is new', labels.imported(1, 1)],
    ['an import of one that was known', labels.imported(0, 1)],
    ['a problem of an import', labels.importProblems(1, 'line 2')],
    ['a margin', labels.margin(1)],
    ['a point for a label', labels.effectUp('billing', '1')],
    ['a point against a label', labels.effectDown('billing', '1')],
    ['a file left out', labels.leftOut(1, 'a.png')],
    ['a long text', labels.longTexts(1)],
    ['a joint', coherenceMessages.summary(1, 0).text],
    ['a weak joint', coherenceMessages.summary(1, 1).text],
  ] as const) {
    it(`speak of ${name} in the singular`, () => {
      assert.doesNotMatch(sentence, /\b1 (of 1 )?[a-z]+s\b|\b(of|One of) 1 |\bthem\b.*\b1\b/, sentence);
    });
  }

  it('count an import of none and of many', () => {
    assert.equal(labels.imported(0, 5), '0 of 5 examples were new and are added.');
    assert.equal(labels.imported(1, 5), 'One of 5 examples was new and is added.');
    assert.equal(labels.imported(3, 5), '3 of 5 examples were new and are added.');
  });
});
