// package.json against its typed sources, both ways: settings.ts and commands.ts. The manifest is written by hand.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { commandId, commands } from '../../../src/protocol/commands';
import { settings, type SettingKey } from '../../../src/protocol/settings';

interface Property {
  readonly type: string;
  readonly default: unknown;
  readonly scope: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: { readonly type: string };
  readonly markdownDescription?: string;
  readonly description?: string;
}

interface MenuItem {
  readonly command?: string;
}

interface Keybinding {
  readonly command: string;
  readonly args?: unknown;
  readonly key: string;
  readonly mac?: string;
  readonly win?: string;
  readonly when?: string;
}

interface Manifest {
  readonly contributes: {
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Property>> }[];
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus?: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings?: readonly Keybinding[];
  };
  readonly capabilities?: { readonly untrustedWorkspaces?: { readonly restrictedConfigurations?: readonly string[] } };
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const manifest = readJson('package.json') as Manifest;
const english = readJson('package.nls.json') as Record<string, string>;
const chinese = readJson('package.nls.zh-cn.json') as Record<string, string>;

const prefix = 'semanticText.';
const contributed = Object.assign({}, ...manifest.contributes.configuration.map((each) => each.properties)) as Record<
  string,
  Property
>;
const keys = Object.keys(settings) as SettingKey[];
const typeNames: Readonly<Record<string, readonly string[]>> = {
  string: ['string'],
  number: ['number', 'integer'],
  boolean: ['boolean'],
  object: ['array'],
};

describe('protocol manifest settings', () => {
  it('are the same ones on both sides', () => {
    assert.deepEqual(Object.keys(contributed).sort(), keys.map((key) => prefix + key).sort());
  });

  for (const key of keys) {
    it(`${key}: default, scope, values and limits agree`, () => {
      const property = contributed[prefix + key];
      const definition = settings[key] as {
        default: unknown;
        scope: string;
        values?: readonly unknown[];
        minimum?: number;
        maximum?: number;
      };
      assert.ok(property, 'it is contributed');
      assert.deepEqual(property.default, definition.default);
      assert.equal(property.scope, definition.scope);
      assert.deepEqual(property.enum, definition.values);
      assert.deepEqual([property.minimum, property.maximum], [definition.minimum, definition.maximum]);
      assert.ok(typeNames[typeof definition.default].includes(property.type), `type ${property.type}`);
      if (property.type === 'array') assert.deepEqual(property.items, { type: 'string' });
    });
  }

  it('that name a place are restricted in an untrusted workspace, and no others', () => {
    const restricted = keys.filter((key) => 'restricted' in settings[key]).map((key) => prefix + key);
    const declared = manifest.capabilities?.untrustedWorkspaces?.restrictedConfigurations ?? [];
    assert.deepEqual([...declared].sort(), restricted.sort());
  });
});

describe('protocol manifest commands', () => {
  const ids: readonly string[] = commands.map(commandId);

  it('are the same ones on both sides, each once', () => {
    const contributedIds = manifest.contributes.commands.map(({ command }) => command);
    assert.deepEqual([...contributedIds].sort(), [...ids].sort());
  });

  it('used by menus and keys exist', () => {
    const used = [
      ...Object.values(manifest.contributes.menus ?? {}).flat(),
      ...(manifest.contributes.keybindings ?? []),
    ].flatMap(({ command }) => (command?.startsWith(prefix) ? [command] : []));
    assert.ok(used.length > 0, 'some are used');
    assert.deepEqual(
      used.filter((command) => !ids.includes(command)),
      [],
    );
  });
});

describe('protocol manifest texts', () => {
  const placeholders = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);

  for (const [language, texts] of [
    ['English', english],
    ['Simplified Chinese', chinese],
  ] as const) {
    it(`${language}: every placeholder has a text, and every text is used`, () => {
      assert.deepEqual(Object.keys(texts).sort(), [...new Set(placeholders)].sort());
    });
  }
});

describe('protocol manifest keys', () => {
  // An extension's keys win over VS Code's own, from its file of default keybindings for each system.
  const formatDocument = { win: 'alt+shift+f', mac: 'alt+shift+f', linux: 'ctrl+shift+i' };

  it('take nobody the key that formats a document', () => {
    for (const { command, key, mac, win } of manifest.contributes.keybindings ?? []) {
      assert.notEqual(win ?? key, formatDocument.win, command);
      assert.notEqual(mac ?? key, formatDocument.mac, command);
      assert.notEqual(key, formatDocument.linux, command);
    }
  });
});
