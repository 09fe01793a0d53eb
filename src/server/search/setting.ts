// What the index of a workspace is made from, as settings and folders stand now; why there is none; when it is another one.

import type { IndexState } from '../../protocol/search';
import type { Settings } from '../../protocol/settings';
import type { ModelChoice } from '../runtime';
import type { RootFolder } from './folders';
import type { ExcludeGlob, IndexLimits } from './ports';
import type { SharedSetting } from './shared';

export interface IndexSetting {
  readonly settings: Settings;
  readonly roots: readonly RootFolder[];
  /** Folders that are not on a disk, of a client that cannot be asked for files. */
  readonly virtualFolders: number;
  /** By root: globs of what is left out. */
  readonly excludes: readonly (readonly ExcludeGlob[])[];
  readonly storageFolder: string | undefined;
  /** Holds the indexes of all workspaces. */
  readonly storageRoot: string | undefined;
  readonly model: ModelChoice;
  readonly shared: SharedSetting | undefined;
}

/** Why there can be no index; undefined: there can. */
export function whyNot(setting: IndexSetting, isSupported: boolean): IndexState | undefined {
  if (!setting.settings['search.enabled']) return 'disabled';
  if (setting.roots.length === 0) return setting.virtualFolders > 0 ? 'virtual' : 'noFolder';
  if (!isSupported) return 'unsupported';
  return setting.storageFolder === undefined ? 'noStorage' : undefined;
}

/** What makes another index, or the same one with other rules. */
export function keyOf({ roots, excludes, storageFolder, model, shared }: IndexSetting): string {
  return JSON.stringify([roots, excludes, storageFolder, model, shared]);
}

export function limitsOf(settings: Settings): IndexLimits {
  return {
    cpuShare: settings['search.cpuShare'],
    cpuShareOnBattery: settings['search.cpuShareOnBattery'],
    maximumSizeBytes: settings['search.maximumSizeMb'] * 1e6,
  };
}
