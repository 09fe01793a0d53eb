// Opens the platform's index as the settings ask for it, with what stands unsaved in the editor laid over its files.

import { indexPath } from './folders';
import type { IndexEvents, IndexOptions, OpenIndex, WorkspaceIndex } from './ports';
import type { ServiceOptions } from './serviceOptions';
import { limitsOf, type IndexSetting } from './setting';

export async function openIndex(
  open: OpenIndex,
  setting: IndexSetting & { readonly storageFolder: string },
  events: IndexEvents,
  options: Pick<ServiceOptions, 'openTexts' | 'password' | 'log'>,
): Promise<WorkspaceIndex> {
  const { storageFolder, storageRoot, model, roots, excludes, settings } = setting;
  const folders = roots.map(({ id, uri }, n) => ({ id, uri, exclude: excludes[n] ?? [] }));
  const shared = await sharedOf(setting, options);
  const limits = limitsOf(settings);
  const index = open({ storageFolder, storageRoot, model, folders, shared, ...limits }, events, options.log);
  for (const { uri, text } of options.openTexts()) {
    const path = indexPath(roots, uri);
    if (path !== undefined) index.overlay(path, text);
  }
  return index;
}

async function sharedOf(
  { shared }: Pick<IndexSetting, 'shared'>,
  { password }: Pick<ServiceOptions, 'password'>,
): Promise<IndexOptions['shared']> {
  if (!shared || 'status' in shared) return undefined;
  return { ...shared.choice, password: await password(shared.place) };
}
