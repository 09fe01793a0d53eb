// Which shared index lies below the local one: where the settings say it is, under which name, and why not where they cannot
// be followed. Passwords never stand in settings: they come from the editor's secret storage, the environment or .pgpass.

import type { SharedIndexStatus } from '../../protocol/search';
import type { Settings } from '../../protocol/settings';
import { unescaped, type RootFolder } from './folders';

export interface SharedChoice {
  /** `postgres://user@host/database`, without a password. */
  readonly url: string;
  /** Under which the folder was published. */
  readonly workspace: string;
}

export type SharedSetting =
  { readonly choice: SharedChoice; readonly place: string } | { readonly status: SharedIndexStatus };

/** Undefined where no shared index is set. `isReachable`: this platform can speak to its server. */
export function sharedSetting(
  settings: Pick<Settings, 'search.sharedIndex' | 'search.sharedName'>,
  roots: readonly RootFolder[],
  isReachable: boolean,
): SharedSetting | undefined {
  const given = settings['search.sharedIndex'].trim();
  if (given === '') return undefined;
  const url = parse(given);
  if (!url) return { status: { place: '', trouble: 'noUrl' } };
  const place = `postgres://${url.host}${url.pathname}`;
  if (url.password !== '' || url.searchParams.has('password'))
    return { status: { place, trouble: 'passwordInSettings' } };
  if (!isReachable) return { status: { place, trouble: 'inBrowser' } };
  if (roots.length !== 1) return { status: { place, trouble: 'severalFolders' } };
  const [{ uri }] = roots;
  const workspace = settings['search.sharedName'].trim() || unescaped(uri.split('/').at(-1) ?? '');
  return { choice: { url: given, workspace }, place };
}

function parse(text: string): URL | undefined {
  try {
    const url = new URL(text);
    return /^postgres(?:ql)?:$/.test(url.protocol) && url.host !== '' ? url : undefined;
  } catch {
    return undefined;
  }
}
