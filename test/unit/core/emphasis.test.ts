import assert from 'node:assert/strict';
import { excerptAround, piecesOf } from '../../../src/core/emphasis';

const text =
  'One two three. The heron stood in the shallow water all morning. Then it flew away over the reeds and was gone.';
const best = { start: 15, end: 64 };

describe('excerptAround', () => {
  it('takes a text that fits whole', () => {
    assert.deepEqual(excerptAround(text, best, 500), { start: 0, end: text.length });
  });

  it('holds the whole best sentence where it fits, at whole words', () => {
    for (const length of [50, 60, 70, 90]) {
      const { start, end } = excerptAround(text, best, length);
      assert.ok(start <= best.start && end >= Math.min(best.end, start + length - 12), `${length}: ${start} ${end}`);
      assert.ok(end - start <= length);
      assert.ok(start === 0 || /\s/.test(text[start - 1]));
      assert.ok(end === text.length || /\s/.test(text[end]));
    }
  });

  it('holds the best sentence in what is surely seen, and no more before it than fits there', () => {
    for (const [seen, length, start] of [
      [50, 500, 15],
      [55, 500, 15],
      [56, 500, 8],
      [64, 500, 0],
      [30, 60, 15],
      [52, 90, 15],
    ] as const) {
      const part = excerptAround(text, best, length, seen);
      assert.equal(part.start, start, `${seen} of ${length}`);
      assert.ok(part.end - part.start <= length && (part.end >= best.end || length < 50));
    }
  });

  it('cuts a word that fills the room between characters', () => {
    const word = `x${'😀'.repeat(50)}`;
    for (const length of [20, 21]) {
      const { start, end } = excerptAround(word, { start: 0, end: word.length }, length);
      assert.doesNotMatch(word.slice(start, end), /[\uD800-\uDBFF]$/);
    }
  });

  it('begins with the line of the sentence where lines before it take the room', () => {
    const lines = 'One.\nTwo is a line.\nThree is one, too.\n  Four says it best of all. Five.';
    const four = { start: lines.indexOf('Four'), end: lines.indexOf(' Five') };
    assert.equal(
      lines
        .slice(excerptAround(lines, four, 220, 100).start)
        .trimStart()
        .slice(0, 4),
      'Four',
    );
    assert.equal(excerptAround(lines, four, 220).start, 0, 'all is seen');
    assert.equal(excerptAround(lines, { start: 5, end: 19 }, 220, 100).start, 0, 'it ends near the top');
  });

  it('begins with a sentence that is longer than the room', () => {
    assert.equal(excerptAround(text, best, 20).start, best.start);
  });

  it('cuts a single long word rather than showing nothing', () => {
    const word = 'x'.repeat(300);
    assert.deepEqual(excerptAround(word, { start: 0, end: 300 }, 100), { start: 0, end: 100 });
  });
});

describe('piecesOf', () => {
  const join = (part: { start: number; end: number }, matches: { start: number; end: number }[]) =>
    piecesOf(text, part, best, matches);

  it('gives back the part, nothing more and nothing less', () => {
    for (const part of [
      { start: 0, end: text.length },
      { start: 20, end: 40 },
      { start: 0, end: 5 },
      { start: 5, end: 5 },
    ]) {
      const pieces = join(part, [
        { start: 19, end: 24 },
        { start: 60, end: 70 },
        { start: 0, end: 3 },
      ]);
      assert.equal(pieces.map((piece) => piece.text).join(''), text.slice(part.start, part.end));
    }
  });

  it('marks words inside the best sentence and outside of it', () => {
    const pieces = join({ start: 0, end: text.length }, [
      { start: 0, end: 3 },
      { start: 19, end: 24 },
    ]);
    assert.deepEqual(
      pieces.filter(({ isMatch }) => isMatch),
      [
        { text: 'One', isBest: false, isMatch: true },
        { text: 'heron', isBest: true, isMatch: true },
      ],
    );
    assert.equal(
      pieces
        .filter(({ isBest }) => isBest)
        .map((piece) => piece.text)
        .join(''),
      text.slice(15, 64),
    );
  });
});
