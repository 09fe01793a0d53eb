// Every sentence exists in both languages, and the manifest names only what is there.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import ts from 'typescript';
import { isCodeLanguage } from '../../../src/core/markup';
import { commandId, commands } from '../../../src/protocol/commands';

type Texts = Readonly<Record<string, string>>;

const readTexts = (file: string): Texts => JSON.parse(readFileSync(file, 'utf8')) as Texts;
const placeholders = (text: string): string[] => [...text.matchAll(/\{\d+\}/g)].map(([found]) => found).sort();
const links = (text: string): string[] => [...text.matchAll(/\((command:[^)]*)\)/g)].map(([, link]) => link).sort();

/** The first argument of every call of `t` or `l10n.t` below src/client and media. */
function sentences(): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(l10n\.)?t$/.test(node.expression.getText())) {
      const [first] = node.arguments;
      assert.ok(first && ts.isStringLiteralLike(first), `not a plain sentence: ${node.getText()}`);
      found.push(first.text);
    }
    ts.forEachChild(node, visit);
  };
  for (const folder of ['src/client', 'media']) {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    for (const file of files) {
      const source = readFileSync(path.join(folder, file), 'utf8');
      if (/\bl10n\b/.test(source)) visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
    }
  }
  return [...new Set(found)];
}

/** What is not Chinese prose: code, addresses behind links, names of settings, placeholders. */
const notProse = /`[^`]*`|\]\([^)]*\)|#[\w.]+#|\{\d+\}/g;

/** Faults that a reader of Chinese stumbles over: punctuation of half width beside Chinese, familiar address. */
function faultsOf(text: string): string[] {
  const prose = text.replace(notProse, '□');
  if (!/[\u4e00-\u9fff]/.test(prose)) return [];
  const half = /[\u4e00-\u9fff□”）][,;:?!(]|[,;:?!)][\u4e00-\u9fff“]|\([^()]*[\u4e00-\u9fff□]/;
  return [...(half.exec(prose) ?? []), ...(/你/.exec(prose) ?? [])];
}

describe('translations', () => {
  const chinese = readTexts('l10n/bundle.l10n.zh-cn.json');

  it('has each sentence of the client in Chinese, and no other', () => {
    const all = sentences();
    assert.ok(all.length > 50);
    assert.deepEqual(Object.keys(chinese).sort(), all.sort());
  });

  it('keeps the placeholders', () => {
    for (const [english, text] of Object.entries(chinese)) {
      assert.deepEqual(placeholders(text), placeholders(english), english);
      assert.notEqual(text.trim(), '');
    }
  });

  it('says each sentence once', () => {
    const keys = [...readFileSync('l10n/bundle.l10n.zh-cn.json', 'utf8').matchAll(/^ {2}("(?:[^"\\]|\\.)*"):/gm)];
    assert.equal(keys.length, Object.keys(chinese).length);
  });

  const written = { ...chinese, ...readTexts('package.nls.zh-cn.json') };
  it('is written as Chinese is: punctuation of full width, one form of address', () => {
    const faults = Object.values(written).flatMap((text) => faultsOf(text).map((fault) => `${fault} in ${text}`));
    assert.deepEqual(faults, []);
    assert.deepEqual(['编码器({0})', '示例,一个', '你的', '见 `a: b` 与[此](x:y)。'].map(faultsOf), [
      ['器('],
      ['例,'],
      ['你'],
      [],
    ]);
  });
});

describe('manifest', () => {
  const manifest = readFileSync('package.json', 'utf8');
  const english = readTexts('package.nls.json');
  const chinese = readTexts('package.nls.zh-cn.json');

  it('has the same links in both languages, to commands that exist', () => {
    for (const key of Object.keys(english)) assert.deepEqual(links(chinese[key]), links(english[key]), key);
    const known = new Set<string>(commands.map(commandId));
    const own = Object.values(english)
      .flatMap(links)
      .map((link) => link.replace(/^command:|\?.*$/g, ''))
      .filter((link) => link.startsWith('semanticText.'));
    assert.ok(own.length > 0);
    for (const link of own) assert.ok(known.has(link), link);
  });

  it('points to pictures that are there', () => {
    const pictures = [...manifest.matchAll(/"(?:svg|icon)": "([^"$]+\.(?:svg|png))"/g)].map(([, file]) => file);
    assert.ok(pictures.length >= 5);
    for (const file of pictures) assert.ok(existsSync(file), file);
  });

  it('is activated by every prose language that its menus are for', () => {
    const { activationEvents, contributes } = JSON.parse(manifest) as {
      activationEvents: string[];
      contributes: { menus: Record<string, { when?: string }[]> };
    };
    const when = contributes.menus['editor/context'].map((item) => item.when ?? '').join();
    const named = /\^\(([^)]*)\)\$/.exec(when)?.[1].split('|') ?? [];
    assert.ok(named.length > 5);
    for (const language of named) {
      assert.ok(activationEvents.includes(`onLanguage:${language}`), language);
      assert.equal(isCodeLanguage(language), false, language);
    }
  });
});
