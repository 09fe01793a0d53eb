import assert from 'node:assert/strict';
import { paragraphSpans, wellFormed, windowAround, withClitic, wordAt, wordSpans } from '../../../src/core/text';
import type { Span } from '../../../src/core/types';

const cut = (text: string, spans: readonly Span[]): string[] => spans.map(({ start, end }) => text.slice(start, end));

describe('wordSpans', () => {
  const table: readonly [string, readonly string[]][] = [
    ['', []],
    [' \n.,;–— …', []],
    ['Two words.', ['Two', 'words']],
    ["dog's dogs' bone", ['dog', 'dogs', 'bone']],
    ["don’t won't can't shan't've", ['don’t', "won't", "can't", "shan't"]],
    ["they'll I'd've we’re I’m she'd", ['they', 'I', 'we', 'I', 'she']],
    ["O'Brien o'clock rock'n'roll y'all", ["O'Brien", "o'clock", "rock'n'roll", "y'all"]],
    ["'quoted' ’tis ‘so’", ['quoted', 'tis', 'so']],
    ['well-known e-mail', ['well', 'known', 'e', 'mail']],
    ['café cafe\u0301 naïve Ærø', ['café', 'cafe\u0301', 'naïve', 'Ærø']],
    ['3.14 and 1,000,000 or 2. Then v1.2.3', ['3.14', 'and', '1,000,000', 'or', '2', 'Then', 'v1.2.3']],
    ['snake_case __init__ _emphasis_ ___', ['snake_case', 'init', 'emphasis']],
    ['B2B utf8 3rd', ['B2B', 'utf8', '3rd']],
    ['東京タワーへ行く', ['東', '京', 'タワー', 'へ', '行', 'く']],
    ['한국어 텍스트', ['한국어', '텍스트']],
    ['שָׁלוֹם עולם مرحبا', ['שָׁלוֹם', 'עולם', 'مرحبا']],
    ['हिन्दी में', ['हिन्दी', 'में']],
    ['می‌خواهم', ['می‌خواهم']],
    ['soft\u00ADhyphen col·lecció', ['soft\u00ADhyphen', 'col·lecció']],
    ['😀 ok👍🏽fine 🇩🇪', ['ok', 'fine']],
    ['𝐁𝐨𝐥𝐝 𐐷𐐹', ['𝐁𝐨𝐥𝐝', '𐐷𐐹']],
    ['a\uD800b', ['a', 'b']],
    ["1990's USA's", ['1990', 'USA']],
  ];
  for (const [text, words] of table) {
    it(JSON.stringify(text), () => assert.deepEqual(cut(text, wordSpans(text)), words));
  }
});

describe('wordAt', () => {
  /** The caret is `|`; the word found stands behind the arrow. */
  const table: readonly [string, string | undefined][] = [
    ['the qu|ick fox', 'quick'],
    ['the |quick fox', 'quick'],
    ['the quick| fox', 'quick'],
    ['|quick', 'quick'],
    ['quick|', 'quick'],
    ['the quick |', undefined],
    ['|', undefined],
    ['a, | b', undefined],
    ['quick|, then', 'quick'],
    ['(|quick)', 'quick'],
    ["dog|'s bone", 'dog'],
    ["dog'|s bone", 'dog'],
    ["dog's| bone", 'dog'],
    ['dog’s|', 'dog'],
    ["do|n't go", "don't"],
    ["don't| go", "don't"],
    ["they'l|l go", 'they'],
    ["dogs'| bones", undefined],
    ['well|-known', 'well'],
    ['well-|known', 'known'],
    ['東|京', '東'],
    ['3.|14', '3.14'],
    ['snake_|case', 'snake_case'],
    ['cafe\u0301|', 'cafe\u0301'],
    ['ok👍|', undefined],
    ['ok|👍', 'ok'],
    ['“quo|ted”', 'quoted'],
    ['one\ntwo|\nthree', 'two'],
  ];
  for (const [marked, word] of table) {
    it(JSON.stringify(marked), () => {
      const offset = marked.indexOf('|');
      const text = marked.replace('|', '');
      const found = wordAt(text, offset);
      assert.equal(found && text.slice(found.start, found.end), word);
    });
  }

  it('always finds one of wordSpans, and finds each of them', () => {
    const text = "It's a dog's don't — 東京タワー, well-known 3.14 they'll'x a.b_c e\u0301!";
    const words = wordSpans(text);
    const found = new Set<string>();
    for (let offset = 0; offset <= text.length; offset++) {
      const span = wordAt(text, offset);
      if (!span) continue;
      assert.ok(
        words.some((each) => each.start === span.start && each.end === span.end),
        `${offset}`,
      );
      found.add(`${span.start}`);
    }
    assert.equal(found.size, words.length);
  });
});

describe('withClitic', () => {
  const table: readonly [string, string, string][] = [
    ["the dog's bone", 'dog', "dog's"],
    ['they’ll go', 'they', 'they’ll'],
    ["I'd've", 'I', "I'd've"],
    ['the dog barks', 'dog', 'dog'],
    ["the dog'sx", 'dog', 'dog'],
    ["dogs' tails", 'dogs', 'dogs'],
  ];
  for (const [text, word, whole] of table) {
    it(text, () => {
      const start = text.indexOf(word);
      const { end } = withClitic(text, { start, end: start + word.length });
      assert.equal(text.slice(start, end), whole);
    });
  }
});

describe('paragraphSpans', () => {
  const table: readonly [string, readonly string[]][] = [
    ['', []],
    [' \n\n \n', []],
    ['one', ['one']],
    ['one\ntwo\n\nthree', ['one\ntwo', 'three']],
    ['\n\n one \r\n \t\r\n two\r\n', ['one', 'two']],
    ['one\n\n\n\ntwo\u2029three', ['one', 'two', 'three']],
    ['one\r\rtwo', ['one', 'two']],
    ['one\r\ntwo', ['one\r\ntwo']],
  ];
  for (const [text, paragraphs] of table) {
    it(JSON.stringify(text), () => assert.deepEqual(cut(text, paragraphSpans(text)), paragraphs));
  }
});

describe('wellFormed', () => {
  const table: readonly [string, string][] = [
    ['plain', 'plain'],
    ['a\uD83D b', 'a\uFFFD b'],
    ['\uDE00', '\uFFFD'],
    ['😀', '😀'],
    ['\uDE00\uD83D', '\uFFFD\uFFFD'],
    ['\uD83D\uD83D\uDE00', '\uFFFD😀'],
  ];
  for (const [text, expected] of table) {
    it(JSON.stringify(text), () => {
      assert.equal(wellFormed(text), expected);
      assert.equal(wellFormed(text).length, text.length);
    });
  }
});

describe('windowAround', () => {
  const text = 'One two three. Four five six. Seven eight nine. Ten eleven twelve. Last one here.';
  const words = (piece: string): number => wordSpans(piece).length;
  const around = (word: string, budget: number, source = text): string => {
    const start = source.indexOf(word);
    const { start: from, end } = windowAround(source, { start, end: start + word.length }, budget, words);
    return source.slice(from, end);
  };
  const table: readonly [string, number, string][] = [
    ['eight', 3, 'Seven eight nine.'],
    ['eight', 5, 'Seven eight nine.'],
    ['eight', 6, 'Four five six. Seven eight nine.'],
    ['eight', 9, 'Four five six. Seven eight nine. Ten eleven twelve.'],
    ['eight', 100, text],
    ['One', 6, 'One two three. Four five six.'],
    ['Last', 6, 'Ten eleven twelve. Last one here.'],
    ['nine. Ten', 6, 'Seven eight nine. Ten eleven twelve.'],
    ['eight', 2, 'Seven eight'],
    ['eight', 1, 'eight'],
    ['eight', 0, 'eight'],
  ];
  for (const [word, budget, expected] of table) {
    it(`${word}, ${budget} words`, () => {
      const found = around(word, budget);
      if (budget === 2) assert.ok(found.includes('eight') && words(found) <= 2);
      else assert.equal(found, expected);
    });
  }

  it('goes on in one direction when the other has no more to give', () => {
    assert.equal(around('One', 9), 'One two three. Four five six. Seven eight nine.');
  });

  it('uses the room of a sentence that does not fit for one on the other side', () => {
    const source = `${'long '.repeat(50)}. Here it is. Next one.`;
    assert.equal(around('Here', 6, source), 'Here it is. Next one.');
  });

  it('takes words on both sides out of a sentence without end', () => {
    const source = Array.from({ length: 5000 }, (_, n) => `w${n}`).join(' ');
    const found = around('w2500', 41, source).split(' ');
    assert.equal(found.length, 41);
    assert.equal(found[20], 'w2500');
  });

  it('does not read a megabyte to find a window', () => {
    const source = 'Some words make a sentence here. '.repeat(30_000);
    let counted = 0;
    const at = source.length / 2;
    const span = wordAt(source, at) ?? { start: at, end: at };
    const window = windowAround(source, span, 64, (piece) => {
      counted += piece.length;
      return words(piece);
    });
    assert.ok(words(source.slice(window.start, window.end)) >= 58);
    assert.ok(counted < 5000, `counted ${counted} code units`);
  });

  it('holds a place between two characters', () => {
    const { start, end } = windowAround(text, { start: 20, end: 20 }, 6, words);
    assert.ok(start <= 20 && end >= 20 && end > start);
    assert.deepEqual(windowAround('', { start: 0, end: 0 }, 6, words), { start: 0, end: 0 });
    assert.deepEqual(windowAround('  ', { start: 1, end: 1 }, 6, words), { start: 1, end: 1 });
  });
});

describe('a megabyte of text', () => {
  const units = [
    'a',
    "a'",
    "'s",
    "a's",
    '_',
    'a_',
    '.',
    '1.',
    '1,',
    'é',
    '\u0301',
    '中',
    'ア',
    '😀',
    '\uD800',
    '\u200D',
    '-',
    ' ',
    '\n',
  ];
  it('is read in linear time by all of them', function () {
    this.timeout(60_000);
    const before = process.cpuUsage();
    for (const unit of units) {
      const text = unit.repeat((1 << 20) / unit.length);
      const middle = text.length >> 1;
      wordSpans(text);
      wordAt(text, middle);
      withClitic(text, { start: 0, end: 1 });
      paragraphSpans(text);
      wellFormed(text);
      windowAround(text, { start: middle, end: middle + 1 }, 64, (piece) => piece.length / 4);
    }
    const { user } = process.cpuUsage(before);
    assert.ok(user / 1000 < 15_000, `${user / 1000} ms`);
  });
});
