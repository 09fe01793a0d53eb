// The n-gram baselines on a corpus small enough to count by hand.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { corpusStream, StreamBuilder, type CorpusStream } from '../../../evaluation/corpusFile';
import { ngramOutcomes } from '../../../evaluation/ngramBaseline';
import { NgramCounts, TripleQueries } from '../../../evaluation/ngramCounts';
import { TrigramModel } from '../../../evaluation/ngramModel';
import { border, gapIn, ngramTokens, NgramVocabulary, unknown } from '../../../evaluation/ngramStream';
import { mulberry32 } from '../../../src/core/random';

const sentences = [
  'The cat sat on the mat.',
  'The dog sat on the log.',
  'The cat saw the dog on the log.',
  "A dog and a cat don't sit on a log.",
];

function streamOf(texts: readonly string[]): CorpusStream {
  const builder = new StreamBuilder();
  for (const text of texts) builder.add(text);
  return builder.finish('toy');
}

/** Many sentences over few words, with a strong order: subject, verb, object. */
function toyCorpus(): CorpusStream {
  const random = mulberry32(11);
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)];
  return streamOf(
    Array.from(
      { length: 400 },
      () => `the ${pick(['cat', 'dog', 'fox'])} ${pick(['sees', 'bites'])} the ${pick(['man', 'boy'])}.`,
    ),
  );
}

describe('n-gram stream', () => {
  it('reads words, marks and line breaks', () => {
    assert.deepEqual(ngramTokens("It's Tuesday,\n\n  x_1 = 2"), ["it's", 'tuesday', ',', '\n\n  ', 'x_1', '=', '2']);
  });

  it('numbers words by frequency and takes those met once for unknown', () => {
    const { vocabulary, numbers, wordsLeftOut } = streamOf(sentences);
    assert.equal(vocabulary.words[2], 'the');
    assert.equal(wordsLeftOut, 5, "mat, saw, and, don't, sit");
    assert.deepEqual(vocabulary.encode('the zebra'), [2, unknown]);
    assert.deepEqual([...numbers.slice(0, 3)], [border, border, 2]);
    assert.deepEqual([...numbers.slice(-2)], [border, border]);
  });

  it('sees two tokens on each side of a gap, and the borders of the document', () => {
    const vocabulary = new NgramVocabulary(['\n', '', 'a', 'b', 'c', 'd']);
    const text = 'a b X c d';
    assert.deepEqual(gapIn(vocabulary, text, 4, 5), { before: [2, 3], after: [4, 5] });
    assert.deepEqual(gapIn(vocabulary, 'X c', 0, 1), { before: [0, 0], after: [4, 0] });
    assert.deepEqual(gapIn(vocabulary, 'a\nX', 2, 3), { before: [0, 0], after: [0, 0] });
  });
});

describe('n-gram counts', () => {
  const { numbers, vocabulary } = streamOf(sentences);
  const word = (text: string) => vocabulary.encode(text)[0];
  const queries = new TripleQueries();
  queries.addSequence(vocabulary.encode('sat on the'));
  queries.addGap({ before: [word('on'), word('the')], after: [word('.'), border] });
  const counts = new NgramCounts(numbers, vocabulary.size, queries);

  it('counts what a plain search finds', () => {
    const plain = (...wanted: number[]) =>
      [...numbers].filter((_, at) => wanted.every((number, k) => numbers[at + k] === number)).length;
    for (const a of new Set(numbers)) {
      for (const b of new Set(numbers)) assert.equal(counts.pair(a, b), plain(a, b), `${a} ${b}`);
    }
    assert.equal(counts.triple(word('sat'), word('on'), word('the')), 2);
    assert.deepEqual(
      [...counts.followersOf(word('on'), word('the'))],
      [
        [unknown, 1],
        [word('log'), 2],
      ],
    );
    assert.deepEqual([...counts.middlesOf(word('the'), word('.'))].length, 2);
    assert.equal(counts.predecessorsOf(word('.'), border).get(word('log')), 3);
  });

  it('lists the neighbours of a word on both sides', () => {
    const after = new Map<number, number>();
    counts.eachAfter(word('on'), (number, count) => after.set(number, count));
    assert.deepEqual(
      after,
      new Map([
        [word('the'), 3],
        [word('a'), 1],
      ]),
    );
    const before = new Map<number, number>();
    counts.eachBefore(word('sat'), (number, count) => before.set(number, count));
    assert.deepEqual(
      before,
      new Map([
        [word('cat'), 1],
        [word('dog'), 1],
      ]),
    );
  });
});

describe('trigram model', () => {
  const { numbers, vocabulary } = toyCorpus();
  const split = numbers.length - 300;
  const text = 'the fox bites the boy.';
  const gap = gapIn(vocabulary, text, 8, 13);
  const queries = new TripleQueries();
  queries.addGap(gap);
  queries.addSequence(numbers.subarray(split));
  const all = Array.from({ length: vocabulary.size }, (_, word) => word);
  const sequences = all.map((word) => [...gap.before, word, ...gap.after]);
  for (const sequence of sequences) queries.addSequence(sequence);
  for (const word of all) queries.addSequence([gap.before[0], gap.before[1], word]);
  const model = new TrigramModel(
    new NgramCounts(numbers.subarray(0, split), vocabulary.size, queries),
    numbers.subarray(split),
  );

  it('spreads one unit of probability over the vocabulary', () => {
    const sum = all.reduce((total, word) => total + Math.exp(model.logProbability(...gap.before, word)), 0);
    assert.ok(Math.abs(sum - 1) < 1e-9, String(sum));
  });

  it('gives a gap the same probabilities as whole sequences, one word at a time', () => {
    const joint = sequences.map((sequence) => Math.exp(model.sequenceLogProbability(sequence)));
    const total = joint.reduce((a, b) => a + b, 0);
    const probabilities = model.gapProbabilities(gap);
    all.forEach((word) =>
      assert.ok(Math.abs(probabilities[word] - joint[word] / total) < 1e-12, vocabulary.words[word]),
    );
    const bites = vocabulary.encode('bites')[0];
    const sees = vocabulary.encode('sees')[0];
    assert.ok(probabilities[bites] + probabilities[sees] > 0.9);
  });

  it('answers the sets', () => {
    const outcomes = ngramOutcomes(toyCorpus(), {
      words: [{ text, start: 8, end: 13, word: 'bites', kind: 'content', domain: 'toy' }],
      questions: [{ text: 'the cat [MASK] the man.', start: 8, end: 14, answers: ['devours', 'sees'] }],
      choices: {
        cloze: [
          { text: 'the [MASK] sees the man.', start: 4, end: 10, options: ['boy', 'fox'], answer: 1, domain: 'toy' },
        ],
      },
      pairs: [
        { good: 'the cat sees the man.', bad: 'the man sees the cat.', uid: 'order', term: 'order' },
        { good: 'the cat', bad: 'the cat', uid: 'same', term: 'same' },
      ],
    });
    assert.ok(outcomes.trigram.words[0].rank <= 1);
    assert.ok(outcomes.trigram.words[0].logProbability > Math.log(0.3));
    assert.equal(outcomes.unigram.words[0].rank > 1, true);
    assert.ok(outcomes.trigram.questions[0].rank <= 1);
    assert.deepEqual(outcomes.trigram.choices, { cloze: [1] });
    assert.deepEqual(outcomes.trigram.pairs, [1, 0.5]);
    assert.deepEqual(outcomes.unigram.pairs, [0.5, 0.5], 'the same words in another order');
  });

  it('gives a word outside the vocabulary a share of what the unknown word gets', () => {
    const stream = { ...streamOf(sentences) };
    const item = { text: 'The cat sat on the mat.', start: 19, end: 22, word: 'mat', kind: 'content', domain: 'toy' };
    const { trigram } = ngramOutcomes(stream, { words: [item], questions: [], choices: {}, pairs: [] });
    assert.equal(trigram.words[0].rank, Infinity);
    assert.ok(trigram.words[0].logProbability < Math.log(1 / stream.wordsLeftOut));
  });
});

describe('corpus folder', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'corpus-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('reads plain shards once and then its own copy', async () => {
    const lines = sentences.map((text) => JSON.stringify({ text, source: 'toy' }));
    writeFileSync(path.join(folder, 'a.jsonl'), `${lines.join('\n')}\n`);
    const cache = path.join(folder, 'cache');
    const logged: string[] = [];
    const first = await corpusStream(folder, cache, (line) => logged.push(line));
    const second = await corpusStream(folder, cache, (line) => logged.push(line));
    assert.equal(logged.length, 1);
    assert.ok(typeof first !== 'string' && typeof second !== 'string');
    assert.deepEqual(second.numbers, first.numbers);
    assert.deepEqual(second.numbers, streamOf(sentences).numbers);
    assert.deepEqual(second.vocabulary.words, first.vocabulary.words);
    assert.equal(second.wordsLeftOut, first.wordsLeftOut);
  });

  it('says what is missing', async () => {
    const answer = await corpusStream(path.join(folder, 'nowhere'), folder, () => {});
    assert.match(String(answer), /^no corpus shards/);
  });
});
