// Settings as clients send them: nested, dotted, wrong, absent.

import assert from 'node:assert/strict';
import { parseSetting, parseSettingsSection, settings, type SettingKey } from '../../../src/protocol/settings';

const defaults = Object.fromEntries(Object.entries(settings).map(([key, { default: value }]) => [key, value]));

describe('protocol settings', () => {
  const sections: [name: string, section: unknown, changed: Record<string, unknown>][] = [
    ['absent', undefined, {}],
    ['null, as VS Code answers for an unknown section', null, {}],
    ['of the wrong form', ['x'], {}],
    [
      'nested, as VS Code and Neovim send them',
      { suggest: { count: 20 }, device: 'cpu' },
      { 'suggest.count': 20, device: 'cpu' },
    ],
    ['dotted', { 'suggest.count': 20 }, { 'suggest.count': 20 }],
    [
      'partly dotted',
      { suggest: { count: 20 }, 'proofread.live': true },
      { 'suggest.count': 20, 'proofread.live': true },
    ],
    ['with values that do not fit', { suggest: { count: 5, automatic: 'yes' }, device: 'gpu' }, {}],
    ['with unknown keys', { suggest: { other: 1 }, other: 2 }, {}],
    ['with a list', { proofread: { ignoredWords: ['a', 'b'] } }, { 'proofread.ignoredWords': ['a', 'b'] }],
    ['with a list of other things', { proofread: { ignoredWords: ['a', 3] } }, {}],
    ['with keys of a prototype only', Object.create({ device: 'cpu' }), {}],
  ];
  for (const [name, section, changed] of sections) {
    it(name, () => assert.deepEqual(parseSettingsSection(section), { ...defaults, ...changed }));
  }

  const values: [SettingKey, value: unknown, fits: boolean][] = [
    ['suggest.count', 10, true],
    ['suggest.count', 50, true],
    ['suggest.count', 9, false],
    ['suggest.count', 51, false],
    ['suggest.count', NaN, false],
    ['suggest.count', '12', false],
    ['device', 'wasm', true],
    ['device', 'WASM', false],
    ['proofread.live', true, true],
    ['proofread.live', 1, false],
    ['model.path', '/x', true],
    ['model.path', null, false],
    ['model.idleUnloadMinutes', 0, true],
    ['model.idleUnloadMinutes', -1, false],
  ];
  for (const [key, value, fits] of values) {
    it(`${key} ${fits ? 'takes' : 'refuses'} ${JSON.stringify(value)}`, () => {
      assert.deepEqual(parseSetting(key, value), fits ? value : settings[key].default);
    });
  }
});
