// What of a line is passed through as it stands.

import assert from 'node:assert/strict';
import { fieldSource } from '../../../src/cli/fieldSource';

describe('the source of a field', () => {
  const table: [name: string, json: string, source: string | undefined][] = [
    ['a number of many digits', '{"id":12345678901234567890,"text":"a"}', '12345678901234567890'],
    ['a number too large for a double', '{"text":"a","id":1e400}', '1e400'],
    ['blanks around it', '\t{ "id" :  1.0 , "text":"a" } ', '1.0'],
    ['a string with quotes and brackets', String.raw`{"id":"a\"},{\\","b":1}`, String.raw`"a\"},{\\"`],
    ['an object with the same name in it', '{"id":{"id":[1,{"id":2}]},"b":3}', '{"id":[1,{"id":2}]}'],
    ['a list', '{"a":[1,2],"id":[ 1 , "x"]}', '[ 1 , "x"]'],
    ['null', '{"id":null}', 'null'],
    ['a name that is written otherwise', String.raw`{"\u0069d":7}`, '7'],
    ['the last of two', '{"id":1,"id":2}', '2'],
    ['the name as a value', '{"a":"id","b":["id"],"c":{"id":1}}', undefined],
    ['none', '{"text":"a"}', undefined],
    ['an empty object', '{}', undefined],
  ];
  for (const [name, json, source] of table) {
    it(name, () => {
      JSON.parse(json);
      assert.equal(fieldSource(json, 'id'), source);
    });
  }
});
