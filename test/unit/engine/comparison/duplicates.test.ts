import assert from 'node:assert/strict';
import { CancelSource, CancelledError, neverCancelled } from '../../../../src/core/cancel';
import { l2Normalise } from '../../../../src/core/vector';
import { Comparisons } from '../../../../src/engine/comparison/comparisons';
import { nearDuplicates } from '../../../../src/engine/comparison/duplicates';
import { encoderOver } from '../../../support/fakeEngine';
import { fakeModel } from '../../../support/fakeEncoder';

const pause = () => new Promise<void>((resolve) => void setImmediate(resolve));

describe('nearDuplicates', () => {
  // Points on a circle: neighbours are most alike, and how alike is known.
  const circle = (count: number): Float32Array =>
    l2Normalise(
      Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 ? Math.sin : Math.cos)((Math.PI * (i >> 1)) / count)),
      2,
    );

  it('is exact', async () => {
    const { pairs, floor } = await nearDuplicates(
      { vectors: circle(400), width: 2 },
      { threshold: Math.cos((1.5 * Math.PI) / 400), limit: 1000, signal: neverCancelled, pause },
    );
    assert.equal(pairs.length, 399);
    assert.ok(pairs.every(({ a, b }) => b === a + 1));
    assert.ok(floor < 1);
  });

  it('keeps the most similar where there are too many, and says from where on it is whole', async () => {
    const { pairs, floor } = await nearDuplicates(
      { vectors: circle(400), width: 2 },
      { threshold: -1, limit: 50, signal: neverCancelled, pause },
    );
    assert.equal(pairs.length, 50);
    assert.ok(pairs.every(({ a, b, similarity }) => b === a + 1 && similarity >= floor));
  });

  it('tells its progress and stops when cancelled', async () => {
    const source = new CancelSource();
    const fractions: number[] = [];
    const work = nearDuplicates(
      { vectors: circle(2000), width: 2 },
      {
        threshold: 0.99999,
        limit: 10,
        signal: source.signal,
        pause,
        onProgress: (fraction) => {
          fractions.push(fraction);
          if (fractions.length === 3) source.cancel();
        },
      },
    );
    await assert.rejects(work, CancelledError);
    assert.equal(fractions.length, 3);
    assert.ok(fractions[0] < fractions[2] && fractions[2] < 1);
  });

  it('finds none among none', async () => {
    const none = { vectors: new Float32Array(0), width: 0 };
    const { pairs } = await nearDuplicates(none, { threshold: 0.5, limit: 10, signal: neverCancelled, pause });
    assert.deepEqual(pairs, []);
  });
});

describe('duplicates and coherence of documents', () => {
  const vocabulary = 'the a cat sat on mat dog ran far rain fell hard . ,'.split(' ');
  const model = fakeModel({ vocabulary, nextSentence: () => 0.5 });
  const encoder = encoderOver(model);
  const clock = { now: () => 0, after: (_: number, action: () => void) => (setImmediate(action), () => {}) };
  const on = new Comparisons((lane, signal, _key, work) => work(encoder, { lane, signal }), clock);
  const documents = [
    { text: '# the cat\n\nthe cat sat on the mat.\n\nrain fell hard.\n', languageId: 'markdown' },
    { text: '# the cat\n\na dog ran far, a dog ran.\n\nthe cat sat on a mat.\n', languageId: 'markdown' },
    { text: '', languageId: 'markdown' },
  ];
  const request = { documents, unit: 'paragraph', limit: 100, minimumWords: 4, withHeadings: false } as const;

  it('finds them across documents, without headings and short ones', async () => {
    const fractions: number[] = [];
    const found = await on.duplicates({ ...request, threshold: 0.8 }, neverCancelled, (at) => fractions.push(at));
    assert.equal(found.pairs.length, 1);
    const [{ a, b }] = found.pairs;
    assert.deepEqual([found.segments[a].document, found.segments[b].document], [0, 1]);
    assert.equal(found.compared, 3);
    assert.equal(found.leftOut, 3);
    assert.ok(fractions.length > 0 && fractions.every((at) => at >= 0 && at <= 1));
  });

  it('takes headings where they are wanted', async () => {
    const found = await on.duplicates({ ...request, threshold: 0.99, withHeadings: true }, neverCancelled);
    assert.equal(found.pairs.length, 1);
    assert.ok(found.segments.every(({ heading }) => heading));
  });

  const passages = { ...request, unit: 'passage', threshold: 0.5 } as const;
  /** An index that holds these passages, as axes of a space, and tells what it was asked for. */
  const indexOf = (held: Readonly<Record<string, number>>) => {
    const asked: string[] = [];
    const find = async (_: unknown, texts: readonly string[]) => {
      asked.push(...texts);
      const axis = (at: number) => Float32Array.from({ length: 32 }, (_value, i) => (i === at ? 1 : 0));
      return texts.map((text) => (text in held ? axis(held[text]) : undefined));
    };
    return { asked, find };
  };
  const embedded = (): number =>
    model.encoder.runs.filter(({ kind }) => kind === 'embed').reduce((sum, { batch }) => sum + batch, 0);

  it('takes the passages that the index holds, and embeds the others', async () => {
    const none = indexOf({});
    const all = await on.duplicates(passages, neverCancelled, undefined, none);
    assert.deepEqual([all.compared, all.fromIndex], [2, 0]);
    assert.equal(none.asked.length, 2);
    assert.ok(none.asked[0].includes('# the cat'), 'as the chunker gives them to the encoder');
    const before = embedded();
    const whole = indexOf({ [none.asked[0]]: 3, [none.asked[1]]: 3 });
    const held = await on.duplicates(passages, neverCancelled, undefined, whole);
    assert.equal(embedded(), before, 'nothing was embedded');
    assert.deepEqual([held.compared, held.fromIndex, held.pairs.length], [2, 2, 1]);
    assert.ok(Math.abs(held.pairs[0].similarity - 1) < 1e-6);
    const part = await on.duplicates(passages, neverCancelled, undefined, indexOf({ [none.asked[0]]: 3 }));
    assert.deepEqual([part.fromIndex, embedded()], [1, before + 1]);
  });

  it('asks the index for nothing that it cannot hold', async () => {
    for (const other of [{ ...passages, pooling: 'cls' } as const, { ...passages, unit: 'paragraph' } as const]) {
      const index = indexOf({});
      await on.duplicates(other, neverCancelled, undefined, index);
      assert.deepEqual(index.asked, []);
    }
  });

  it('takes the same words under other headings for the same passage', async () => {
    const same = ['# dog\n\nthe cat sat on the mat.\n', '# rain\n\nthe cat sat on the mat.\n'];
    const [a, b] = same.map((text) => ({
      text: `${text}\n# far\n\n${'a dog ran far. '.repeat(40)}\n`,
      languageId: 'markdown',
    }));
    const found = await on.duplicates({ ...passages, documents: [a, b], threshold: 0.999 }, neverCancelled);
    const best = found.pairs.filter(({ a: x, b: y }) => found.segments[x].document !== found.segments[y].document);
    assert.ok(best.length > 0 && best.every(({ similarity }) => Math.abs(similarity - 1) < 1e-5));
  });

  it('finds the joint that does not hold, and none across a heading', async () => {
    const cat = 'the cat sat on the mat, the cat sat.';
    const text = `${cat}\n\n${cat}\n\nrain fell hard, rain fell hard, far.\n\n# dog\n\n${cat}\n\n${cat}\n\n${cat}\n`;
    const { joints } = await on.coherence({ document: { text, languageId: 'markdown' } }, neverCancelled);
    assert.equal(joints.length, 4);
    assert.deepEqual(
      joints.map(({ strength }) => strength !== 'holds'),
      [false, true, false, false],
    );
    assert.equal(text.slice(joints[1].after.start, joints[1].after.end), 'rain fell hard, rain fell hard, far.');
    assert.equal(joints[1].lower, 0);
    await assert.rejects(on.coherence({ document: { text: cat } }, neverCancelled), { code: 'emptyText' });
  });
});
