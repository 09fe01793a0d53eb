// What the pages owe to people who see, move or hear otherwise, as far as it can be read off their sources.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const filesIn = (ending: string): string[] =>
  readdirSync('media', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.join('media', file));

describe('pages', () => {
  for (const file of filesIn('.css')) {
    const style = readFileSync(file, 'utf8');
    if (!/^\s*(transition|animation):(?! none)/m.test(style)) continue;
    it(`${file} moves nothing for those who asked the system, or VS Code, for less motion`, () => {
      assert.match(style, /@media \(prefers-reduced-motion: (reduce|no-preference)\)/);
      assert.match(style, /\.vscode-reduce-motion/);
    });
  }

  it('leave keys to what is walked by keys: a screen reader keeps those of a picture', () => {
    const elements = filesIn('.ts').flatMap((file) => {
      const source = readFileSync(file, 'utf8');
      const made = source.matchAll(/\b(?:h\('canvas'|svg\('svg'), \{[^]*?\}\)/g);
      return [...made].map(([found]) => `${file}: ${found}`);
    });
    const walked = elements.filter((element) => /tabindex/.test(element));
    assert.ok(walked.length >= 3, 'the attention matrix, the heat map and the map of senses');
    for (const element of walked) assert.match(element, /role: 'application'/);
    for (const element of walked) assert.match(element, /'aria-roledescription'/);
  });
});
