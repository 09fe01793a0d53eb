// The state of the index in words: the line below the list of hits, and the notice where there is nothing to find.

import { env } from 'vscode';
import type { IndexStatus } from '../../protocol/search';
import type { ShownStatus } from '../../protocol/searchView';
import { formatBytes } from '../bytes';
import { readSetting } from '../configuration';
import { Failure, isFailureCode } from '../failure';
import { failureMessage } from '../messages';
import { placed, type Shown } from './shown';
import { indexWords as words, sharedWords } from './words';

const numberText = (value: number): string => new Intl.NumberFormat(env.language).format(value);

/** Seconds as people say them: `40 s`, `3 min`, `1.5 h`. */
export function timeText(seconds: number): string {
  if (seconds < 90) return words.seconds(Math.max(1, Math.round(seconds)));
  if (seconds < 90 * 60) return words.minutes(Math.round(seconds / 60));
  const hours = new Intl.NumberFormat(env.language, { maximumFractionDigits: 1 }).format(seconds / 3600);
  return words.hours(hours);
}

export function shownStatus(status: IndexStatus): ShownStatus {
  const shown = placed(byState(status), status.files);
  const extra = [
    status.full ? words.full(limitText()) : '',
    status.nextModel && status.model ? interimText(status.nextModel, status.byWords) : '',
    status.shared ? sharedText(status.shared) : '',
    status.elsewhere ? words.elsewhere() : '',
    isVolatile(status) ? words.volatile() : '',
    status.unreadFolders ? words.unread(status.unreadFolders.join(', ')) : '',
  ].filter(Boolean);
  const actions: ShownStatus['actions'] = status.full ? ['raiseLimit', ...shown.actions] : shown.actions;
  return { ...shown, isGrowing: isGrowing(status), actions, text: [shown.text, ...extra].filter(Boolean).join(' · ') };
}

/** More may be found later. */
export const isGrowing = ({ state }: IndexStatus): boolean =>
  ['opening', 'scanning', 'indexing', 'paused'].includes(state);

/** What the browser keeps is gone with the window. */
const isVolatile = ({ store }: IndexStatus): boolean => store === 'sqlite-memory';

/** What the indexes of all folders may take. */
export const limitText = (): string => formatBytes(readSetting('search.maximumSizeMb') * 1e6, env.language);

const interimText = (model: string, byWords = false): string =>
  byWords ? words.interimByWords(model) : words.interim(model);

function byState(status: IndexStatus): Shown {
  const notice = (title: string, text: string, ...actions: ShownStatus['actions']): Shown => ({
    text: title,
    actions,
    notice: { title, text },
    isTrouble: false,
  });
  const [done, total] = [numberText(status.filesDone), numberText(status.filesTotal)];
  switch (status.state) {
    case 'noFolder':
      return notice(words.noFolderTitle(), words.noFolder());
    case 'disabled':
      return notice(words.disabledTitle(), words.disabled());
    // Not of this client, which reads such folders for the server.
    case 'virtual':
    case 'unsupported':
    case 'noStorage':
      return notice(words.unsupportedTitle(), words.unsupported());
    case 'absent':
      return { ...notice(words.absentTitle(), words.absent(), 'start'), text: words.nothingYet() };
    case 'asking':
      return asking(status);
    case 'opening':
      return working(words.opening(), -1);
    case 'scanning':
      return working(words.scanning(), -1, 'cancel');
    case 'indexing': {
      const parts = [words.indexing(done, total)];
      if (status.chunks > 1) parts.push(words.passages(numberText(status.chunks)));
      if (status.chunksPerSecond > 0) parts.push(words.rate(numberText(Math.round(status.chunksPerSecond))));
      if (status.secondsLeft !== undefined) parts.push(words.left(timeText(status.secondsLeft)));
      return working(parts.join(' · '), fractionOf(status), 'pause', 'cancel');
    }
    case 'paused':
      return working(words.paused(done, total), fractionOf(status), 'resume', 'cancel');
    case 'stopped':
      return status.files > 0
        ? { text: words.stopped(readyText(status)), actions: ['start', 'details'], isTrouble: false }
        : { ...notice(words.notIndexedTitle(), words.notIndexed(), 'start'), text: words.nothingYet() };
    case 'ready':
      return { text: readyText(status), actions: ['details'], isTrouble: false };
    case 'failed':
      return { ...notice(words.failedTitle(), troubleText(status), 'start', 'details'), isTrouble: true };
  }
}

function asking({ plan }: IndexStatus): Shown {
  const size = formatBytes(plan?.sizeBytes ?? 0, env.language);
  const title = words.askingTitle(numberText(plan?.files ?? 0));
  const text = plan?.seconds === undefined ? words.askingWithoutTime(size) : words.asking(size, timeText(plan.seconds));
  return { text: title, actions: ['start', 'decline'], notice: { title, text }, isTrouble: false };
}

const working = (text: string, fraction: number, ...actions: ShownStatus['actions']): Shown => ({
  text,
  fraction,
  actions,
  isTrouble: false,
});

const fractionOf = ({ filesDone, filesTotal }: IndexStatus): number =>
  filesTotal > 0 ? Math.min(1, filesDone / filesTotal) : -1;

/** Where the shared index is, and why it takes no part where it does not. */
export function sharedText({ place, trouble }: NonNullable<IndexStatus['shared']>): string {
  if (trouble === undefined) return sharedWords.over(place);
  const own = (['noUrl', 'passwordInSettings', 'severalFolders', 'inBrowser'] as const).find(
    (each) => each === trouble,
  );
  return sharedWords.away(place, own ? sharedWords[own]() : trouble);
}

export function readyText({ files, chunks }: IndexStatus): string {
  if (files !== 1) return words.ready(numberText(files), numberText(chunks));
  return chunks === 1 ? words.readyOnePassage() : words.readyOneFile(numberText(chunks));
}

export function troubleText({ reason }: IndexStatus): string {
  if (!reason) return '';
  const { code, ...details } = reason;
  return isFailureCode(code) ? failureMessage(new Failure(code, details)).text : (details.reason ?? code);
}
