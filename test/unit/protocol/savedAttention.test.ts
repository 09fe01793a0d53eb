import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { packRows } from '../../../src/core/attention';
import { initialView, type PanelDocument } from '../../../src/protocol/panel';
import { ParseError } from '../../../src/protocol/parse';
import {
  NewerFileError,
  readPageData,
  readView,
  writePage,
  writePageData,
  writeView,
} from '../../../src/protocol/savedAttention';
import { toBase64 } from '../../../src/protocol/wire';

const token = { text: 'a', id: 1, segment: 0, attentionMask: 1, special: false, start: 0, end: 1, word: 0 };
const shown: PanelDocument = {
  text: 'a </script><b>',
  pair: null,
  tokens: [token, token],
  model: 'tiny@1',
  numLayers: 2,
  numHeads: 1,
  headSize: 4,
  leftOutCharacters: 0,
  source: 'notes.md',
};
const view = { ...initialView(1), layer: 1, topShare: 0.5 };
const layer = toBase64(packRows(Float32Array.of(0.25, 0.75, 1, 0), 2));
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64');

describe('a saved attention view', () => {
  it('comes back with its texts, its encoder and its view', () => {
    const { text, pair, model, source } = shown;
    assert.deepEqual(readView(writeView(shown, view)), { text, pair, model, source, view });
  });

  it('of the first version, with weights beside it, is read too', () => {
    const file = { kind: 'semanticText.attention', version: 1, document: shown, view, labels: ['a'], maps: [[[1]]] };
    assert.deepEqual(readView(JSON.stringify(file)).view, view);
  });

  it('of a newer version is told apart', () => {
    const file = { ...(JSON.parse(writeView(shown, view)) as object), version: 99 };
    assert.throws(() => readView(JSON.stringify(file)), NewerFileError);
  });

  for (const [name, content] of [
    ['another file', '{"kind":"notes"}'],
    ['a list', '[]'],
    ['a view without text', '{"kind":"semanticText.attention","version":1,"document":{"model":"x"}}'],
  ]) {
    it(`refuses ${name}`, () => assert.throws(() => readView(content), ParseError));
  }

  it('refuses what is no JSON', () => assert.throws(() => readView('<html>'), SyntaxError));
});

describe('a page of attention', () => {
  it('holds every layer to the last bit', () => {
    const saved = readPageData(writePageData(shown, view, [layer, layer]));
    assert.deepEqual(saved.document, shown);
    assert.deepEqual(
      saved.layers.map((each) => Array.from(each)),
      [
        [16384, 49151, 65535, 0],
        [16384, 49151, 65535, 0],
      ],
    );
  });

  for (const [name, layers] of [
    ['a layer too few', [layer]],
    ['a layer of another size', [layer, 'AAAA']],
  ] as const) {
    it(`refuses ${name}`, () => assert.throws(() => readPageData(writePageData(shown, view, layers)), ParseError));
  }

  it('allows its own script and style alone, and a text can never end the element that holds it', async () => {
    const parts = { script: 'const s = "</script>";', style: 'b { color: red }', language: 'en' };
    const page = await writePage(writePageData(shown, view, [layer, layer]), parts, sha256);
    const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    const scripts = [...page.matchAll(/<script>([^]*?)<\/script>/g)].map(([, code]) => code);
    const styles = [...page.matchAll(/<style>([^]*?)<\/style>/g)].map(([, look]) => look);
    assert.equal(scripts.length, 1);
    assert.ok(policy.includes(`script-src 'sha256-${sha256(scripts[0])}'`));
    assert.ok(policy.includes(`style-src 'sha256-${sha256(styles[0])}'`));
    const [, held] = /id="data">([^]*?)<\/script>/.exec(page) ?? [];
    assert.equal(readPageData(held).document.text, shown.text);
  });

  it('takes its sentences along in its language, as data that ends nothing', async () => {
    const translations = JSON.stringify({ Heads: '头 </script>' });
    const parts = { script: '', style: '', language: 'zh-cn', translations };
    const page = await writePage(writePageData(shown, view, [layer, layer]), parts, sha256);
    const [, found] = /id="l10n">([^]*?)<\/script>/.exec(page) ?? [];
    assert.deepEqual(JSON.parse(found), JSON.parse(translations));
    assert.match(page, /<html lang="zh-cn">/);
  });
});
