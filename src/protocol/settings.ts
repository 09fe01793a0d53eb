// The typed source of every setting; a unit test holds package.json to it in both directions.

import { layerChoices, poolings, type LayerName, type PoolingName } from './similarity';

/** Where a setting may be set, as in package.json's `scope`. */
export type SettingScope =
  'window' | 'resource' | 'machine' | 'machine-overridable' | 'application' | 'language-overridable';

interface Setting<T> {
  readonly default: T;
  readonly scope: SettingScope;
  readonly values?: readonly T[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** Ignored in a workspace that is not trusted: it names a place on disk or on the network. */
  readonly restricted?: true;
}

const setting = <T>(definition: Setting<T>): Setting<T> => definition;

/** Keys below `semanticText.`. */
export const settings = {
  'model.path': setting<string>({ default: '', scope: 'machine-overridable', restricted: true }),
  'model.id': setting<string>({ default: '', scope: 'machine-overridable', restricted: true }),
  'model.host': setting<string>({ default: 'https://huggingface.co', scope: 'machine', restricted: true }),
  'model.idleUnloadMinutes': setting<number>({ default: 15, scope: 'window', minimum: 0, maximum: 1440 }),
  device: setting<'auto' | 'cpu' | 'webgpu' | 'wasm'>({
    default: 'auto',
    scope: 'machine-overridable',
    values: ['auto', 'cpu', 'webgpu', 'wasm'],
  }),
  'suggest.count': setting<number>({ default: 12, scope: 'resource', minimum: 10, maximum: 50 }),
  'suggest.automatic': setting<boolean>({ default: false, scope: 'language-overridable' }),
  'suggest.inlineHint': setting<boolean>({ default: false, scope: 'language-overridable' }),
  'suggest.inCode': setting<boolean>({ default: false, scope: 'language-overridable' }),
  'proofread.live': setting<boolean>({ default: false, scope: 'language-overridable' }),
  'proofread.ignoredWords': setting<readonly string[]>({ default: [], scope: 'resource' }),
  'proofread.sensitivity': setting<'low' | 'medium' | 'high'>({
    default: 'medium',
    scope: 'resource',
    values: ['low', 'medium', 'high'],
  }),
  'search.enabled': setting<boolean>({ default: true, scope: 'window' }),
  'search.automatic': setting<boolean>({ default: true, scope: 'window' }),
  'search.exclude': setting<readonly string[]>({ default: [], scope: 'resource' }),
  'search.maximumSizeMb': setting<number>({
    default: 2000,
    // All workspaces share it: one must not make another one's index go.
    scope: 'machine',
    minimum: 10,
    maximum: 100000,
  }),
  'search.sharedIndex': setting<string>({ default: '', scope: 'machine', restricted: true }),
  'search.sharedName': setting<string>({ default: '', scope: 'window', restricted: true }),
  'search.cpuShare': setting<number>({ default: 100, scope: 'machine-overridable', minimum: 5, maximum: 100 }),
  'search.cpuShareOnBattery': setting<number>({
    default: 25,
    scope: 'machine-overridable',
    minimum: 5,
    maximum: 100,
  }),
  'search.fusion': setting<'scores' | 'ranks'>({ default: 'scores', scope: 'window', values: ['scores', 'ranks'] }),
  'search.minimumSimilarity': setting<number>({ default: 0, scope: 'window', minimum: 0, maximum: 1 }),
  'similarity.layers': setting<LayerName>({ default: 'last', scope: 'window', values: layerChoices }),
  'similarity.pooling': setting<PoolingName>({ default: 'mean', scope: 'window', values: poolings }),
  'similarity.workspaceFiles': setting<string>({
    default: '**/*.{md,markdown,mdx,txt,rst,adoc,asciidoc,tex,typ,qmd,rmd,html}',
    scope: 'resource',
  }),
  'classify.examplesIn': setting<'storage' | 'workspace'>({
    default: 'storage',
    scope: 'window',
    values: ['storage', 'workspace'],
  }),
  'classify.labels': setting<readonly string[]>({ default: [], scope: 'window' }),
  'classify.unsureBelow': setting<number>({ default: 0.6, scope: 'window', minimum: 0, maximum: 1 }),
  'classify.multiLabel': setting<boolean>({ default: false, scope: 'window' }),
  'ready.classes': setting<string>({ default: '', scope: 'machine-overridable', restricted: true }),
  'ready.inference': setting<string>({ default: '', scope: 'machine-overridable', restricted: true }),
  'ready.entities': setting<string>({ default: '', scope: 'machine-overridable', restricted: true }),
  'ready.answers': setting<string>({ default: '', scope: 'machine-overridable', restricted: true }),
} as const;

export type Settings = { readonly [K in keyof typeof settings]: (typeof settings)[K]['default'] };
export type SettingKey = keyof Settings;

/** A value from VS Code or a file, checked against its definition; the default where it does not fit. */
export function parseSetting<K extends SettingKey>(key: K, value: unknown): Settings[K] {
  const definition: Setting<unknown> = settings[key];
  return (fits(definition, value) ? value : definition.default) as Settings[K];
}

/** All settings from an object of unknown content whose keys lack the `semanticText.` prefix, dots not nested. */
export function parseSettings(read: (key: SettingKey) => unknown): Settings {
  const keys = Object.keys(settings) as SettingKey[];
  return Object.fromEntries(keys.map((key) => [key, parseSetting(key, read(key))])) as unknown as Settings;
}

/**
 * All settings from the value of the section `semanticText` as a client answers it: nested objects (VS Code, Neovim),
 * dotted keys, or both. What does not fit falls back to the default.
 */
export function parseSettingsSection(section: unknown): Settings {
  return parseSettings((key) => lookUp(section, key));
}

function lookUp(section: unknown, key: string): unknown {
  if (typeof section !== 'object' || section === null) return undefined;
  if (Object.hasOwn(section, key)) return (section as Record<string, unknown>)[key];
  const dot = key.indexOf('.');
  if (dot < 0) return undefined;
  return lookUp((section as Record<string, unknown>)[key.slice(0, dot)], key.slice(dot + 1));
}

function fits(definition: Setting<unknown>, value: unknown): boolean {
  if (Array.isArray(definition.default)) return Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (typeof value !== typeof definition.default) return false;
  if (definition.values && !definition.values.includes(value)) return false;
  if (typeof value === 'number') {
    return (
      Number.isFinite(value) && value >= (definition.minimum ?? -Infinity) && value <= (definition.maximum ?? Infinity)
    );
  }
  return true;
}
