import assert from 'node:assert/strict';
import { pathTerms, queryTerms, singleTerms, termsOf, termSpans } from '../../../src/core/terms';

describe('core/terms', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['Files filed, filing a file', ['fil', 'fil', 'fil', 'a', 'fil']],
    ['getUserName', ['get', 'user', 'nam', 'getusername']],
    ['parseHTTPHeader', ['pars', 'http', 'header', 'parsehttpheader']],
    ['snake_case_name', ['snak', 'cas', 'nam', 'snakecasename']],
    ['my-component', ['my', 'component', 'mycomponent']],
    ['UTF-8 utf8', ['utf', '8', 'utf', '8', 'utf8', 'utf8']],
    ["dog's don't", ['dog', 'don', 't', 'dont']],
    ['Café naïve ÉCOLE', ['caf', 'naiv', 'ecol']],
    ['数据库', ['数据', '据库']],
    ['我 用 Python3', ['我', '用', 'python', '3', 'python3']],
    ['データ base', ['デー', 'ータ', 'bas']],
    ['ﬁle ｗｉｄｅ', ['fil', 'wid']],
    // Letters whose compatibility form has blanks in it.
    [
      '\u037A \uFE76 \uFDFA',
      [
        '\u0345',
        '\u064E',
        '\u0635\u0644\u0649\u0627\u0644\u0644\u0647\u0639\u0644\u064A\u0647\u0648\u0633\u0644\u0645',
      ],
    ],
    ['  ...  ', []],
  ];
  for (const [text, terms] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(termsOf(text), terms));
  }

  const paths: readonly (readonly [string, readonly string[]])[] = [
    ['settings.json', ['set', 'json', 'settingsjson']],
    ['a/b/c/src/searchView.ts', ['c', 'src', 'search', 'view', 'ts', 'searchviewts', 'searchview']],
    ['search/search/search.ts', ['search', 'ts', 'searchts']],
    ['2026/11/28', []],
  ];
  for (const [path, terms] of paths) {
    it(`reads the path ${path}`, () => assert.deepEqual(pathTerms(path), terms));
  }

  it('gives the characters that are words by themselves, once each', () => {
    assert.deepEqual(singleTerms('数据库的数据 base データ 물'), ['数', '据', '库', '的', '물']);
    assert.deepEqual(singleTerms('base'), []);
  });

  it('gives the places of the parts', () => {
    const text = 'call getUserName(数据库)';
    assert.deepEqual(
      termSpans(text).map(({ start, end }) => text.slice(start, end)),
      ['call', 'get', 'User', 'Name', '数据', '据库'],
    );
  });

  it('leaves very common words out of a query unless it holds nothing else, and keeps repetitions', () => {
    assert.deepEqual(queryTerms('how do I sort a list of lists'), ['sort', 'list', 'list']);
    assert.deepEqual(queryTerms('what is this'), ['what', 'is', 'thi']);
  });

  it('takes linear time for one long run', () => {
    // Processor time: other work on the machine makes everything wait.
    const before = process.cpuUsage();
    termsOf('a_'.repeat(50_000));
    termsOf('A'.repeat(50_000));
    termsOf('字'.repeat(50_000));
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 2_000_000, `${user + system} µs`);
  });
});
