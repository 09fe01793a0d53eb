// "Why is this file (not) indexed?": the answer in a sentence that names the rule, with a way to change it.

import { Uri, commands, window, workspace } from 'vscode';
import type { FileExplanation } from '../../protocol/search';
import { settingId } from '../configuration';
import type { Server } from '../server';
import type { IndexStateHolder } from './indexState';
import { limitText } from './statusText';
import { actionWords, explainWords as words } from './words';

export interface ExplainOptions {
  readonly server: Server;
  readonly state: IndexStateHolder;
  /** What a menu gives the command; else the file of the editor is meant. */
  readonly uri: unknown;
}

export async function explainFile({ server, state, uri: given }: ExplainOptions): Promise<void> {
  const uri = given instanceof Uri ? given : window.activeTextEditor?.document.uri;
  if (!uri) {
    void window.showInformationMessage(words.noFile());
    return;
  }
  const explanation = await server.request('explainFile', { uri: uri.toString() });
  const { text, action } = explained(explanation, workspace.asRelativePath(uri), state);
  const chosen = await window.showInformationMessage(text, ...(action ? [action.title] : []));
  if (action && chosen === action.title) await action.run();
}

interface Explained {
  readonly text: string;
  readonly action?: { readonly title: string; readonly run: () => Thenable<unknown> };
}

function explained(
  { state, chunks, exclusion, uri }: FileExplanation,
  name: string,
  index: IndexStateHolder,
): Explained {
  const isStopped = index.status?.state === 'stopped';
  const begin = { title: actionWords.start(), run: () => index.control({ action: 'start', consent: true }) };
  switch (state) {
    case 'noIndex':
      return { text: words.noIndex() };
    case 'indexed':
      return { text: chunks === 0 ? words.empty(name) : words.indexed(name, chunks) };
    case 'changed':
      return isStopped ? { text: words.changedStopped(name), action: begin } : { text: words.changed(name) };
    case 'waiting':
      return isStopped ? { text: words.waitingStopped(name), action: begin } : { text: words.waiting(name) };
    case 'excluded':
      return leftOut(name, uri, exclusion);
  }
}

function leftOut(name: string, uri: string, exclusion: FileExplanation['exclusion']): Explained {
  const { rule = '', pattern = '', source } = exclusion ?? {};
  const setting = (query: string) => ({
    title: words.openSettings(),
    run: () => commands.executeCommand('workbench.action.openSettings', query),
  });
  switch (rule) {
    case 'gitignore': {
      if (!source) return { text: words.ignoredSomewhere(name) };
      const run = () => openRule(uri, source);
      return {
        text: words.ignored(name, pattern, workspace.asRelativePath(source)),
        action: { title: words.openRule(), run },
      };
    }
    case 'exclude':
      return {
        text: words.excluded(name, pattern, source ?? ''),
        action: setting(source ?? settingId('search.exclude')),
      };
    case 'secret':
      return { text: words.secret(name, pattern || name) };
    case 'binary':
      return { text: words.binary(name) };
    case 'notText':
      return { text: words.notText(name) };
    case 'minified':
      return { text: words.minified(name) };
    case 'lockFile':
      return { text: words.lockFile(name) };
    case 'tooLarge':
      return { text: words.tooLarge(name, pattern) };
    case 'full':
      return { text: words.full(name, limitText()), action: setting(settingId('search.maximumSizeMb')) };
    case 'outside':
      return { text: words.outside(name) };
    case 'missing':
      return { text: words.missing(name) };
    default:
      return { text: words.other(name, rule) };
  }
}

/** The file that holds the rule: a path in the folder of the file, or one on the disk. */
async function openRule(uri: string, source: string): Promise<void> {
  const folder = workspace.getWorkspaceFolder(Uri.parse(uri));
  const isAbsolute = /^([\\/]|[A-Za-z]:)/.test(source);
  const file = isAbsolute || !folder ? Uri.file(source) : Uri.joinPath(folder.uri, source);
  await window.showTextDocument(file);
}
