import assert from 'node:assert/strict';
import { WordCache } from '../../../../src/engine/tokenizer/wordCache';

describe('WordCache', () => {
  it('never holds more than two generations', () => {
    const cache = new WordCache<number>(10);
    for (let i = 0; i < 1000; i++) {
      cache.set(`word ${i}`, i);
      assert.ok(cache.size <= 20);
    }
    assert.equal(cache.get('word 999'), 999);
    assert.equal(cache.get('word 0'), undefined);
  });

  it('keeps a word that is used, however many others come', () => {
    const cache = new WordCache<number>(10);
    cache.set('the', 1);
    for (let i = 0; i < 1000; i++) {
      cache.set(`word ${i}`, i);
      assert.equal(cache.get('the'), 1);
    }
  });
});
