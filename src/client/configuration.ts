// Reads and writes the settings, each checked against its definition. Nothing is remembered: VS Code knows the values.

import { ConfigurationTarget, workspace, type ConfigurationScope, type TextDocument, type Uri } from 'vscode';
import { parseSetting, settings, type SettingKey, type Settings } from '../protocol/settings';

const section = 'semanticText';

export const settingId = (key: SettingKey): string => `${section}.${key}`;

export function readSetting<K extends SettingKey>(key: K, scope?: ConfigurationScope): Settings[K] {
  return parseSetting(key, workspace.getConfiguration(section, scope).get(key));
}

/** Without a target it is written to where it counts: a value of the workspace hides the person's own. */
export async function writeSetting<K extends SettingKey>(
  key: K,
  value: Settings[K],
  target: ConfigurationTarget = placeOf(key),
  scope?: ConfigurationScope,
  overrideInLanguage = false,
): Promise<void> {
  await workspace.getConfiguration(section, scope).update(key, value, target, overrideInLanguage);
}

function placeOf(key: SettingKey): ConfigurationTarget {
  const found = workspace.getConfiguration(section).inspect(key);
  return found?.workspaceValue === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
}

/** Where a list of ignored words is kept. */
export type IgnoreLevel = 'user' | 'workspace' | 'folder';

const targets: Readonly<Record<IgnoreLevel, ConfigurationTarget>> = {
  user: ConfigurationTarget.Global,
  workspace: ConfigurationTarget.Workspace,
  folder: ConfigurationTarget.WorkspaceFolder,
};

/** The words of all levels together: VS Code itself lets the list of the narrowest level hide the others. */
export function ignoredWords(scope?: ConfigurationScope): readonly string[] {
  const lists = listsOf(scope);
  return [...new Set([...lists.user, ...lists.workspace, ...lists.folder].map((word) => word.toLowerCase()))];
}

export async function addIgnoredWord(word: string, level: IgnoreLevel, scope?: Uri): Promise<void> {
  const before = listsOf(scope)[level];
  const lower = word.toLowerCase();
  if (before.includes(lower)) return;
  await writeSetting('proofread.ignoredWords', [...before, lower], targets[level], scope);
}

function listsOf(scope?: ConfigurationScope): Readonly<Record<IgnoreLevel, readonly string[]>> {
  const found = workspace.getConfiguration(section, scope).inspect('proofread.ignoredWords');
  const list = (value: unknown): readonly string[] => parseSetting('proofread.ignoredWords', value);
  return {
    user: list(found?.globalValue),
    workspace: list(found?.workspaceValue),
    folder: list(found?.workspaceFolderValue),
  };
}

/** The levels at which a word of this document can be ignored: a folder's own only where there is more than one folder. */
export function ignoreLevels(uri: Uri): readonly IgnoreLevel[] {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length === 0) return ['user'];
  return folders.length > 1 && workspace.getWorkspaceFolder(uri)
    ? ['user', 'workspace', 'folder']
    : ['user', 'workspace'];
}

/** The whole section as the server asks for it: values of a document with its language's overrides, or of a folder; dotted keys. */
export function sectionFor(scope: TextDocument | Uri | undefined): Record<string, unknown> {
  const configuration = workspace.getConfiguration(section, scope);
  const keys = Object.keys(settings) as SettingKey[];
  const values = Object.fromEntries(keys.map((key) => [key, parseSetting(key, configuration.get(key))]));
  // Even a server of the person's own choice is not asked for what a folder holds that is not trusted.
  const shared = workspace.isTrusted ? {} : { 'search.sharedIndex': '' };
  return { ...values, ...shared, 'proofread.ignoredWords': ignoredWords(scope) };
}
