// Every word of semantic search that a person reads in the client, in the language of VS Code.

import { l10n } from 'vscode';
import { someLanguages } from '../../protocol/searchView';

const { t } = l10n;

/** Sentences about the index; lines of the status, notices and the list of details. */
export const indexWords = {
  title: () => t('Semantic Search'),
  absentTitle: () => t('Search by meaning'),
  absent: () =>
    t(
      'Type what you mean, in your own words. The first search reads the workspace once; everything stays on this computer.',
    ),
  askingTitle: (files: string) => t('Index {0} files?', files),
  asking: (size: string, time: string) =>
    t(
      'They hold {0} of text, which takes about {1} the first time. You can go on working, pause and stop at any time; later only changes are read.',
      size,
      time,
    ),
  askingWithoutTime: (size: string) =>
    t('They hold {0} of text. You can go on working, pause and stop at any time; later only changes are read.', size),
  opening: () => t('Opening the index…'),
  scanning: () => t('Looking for changed files…'),
  indexing: (done: string, total: string) => t('Indexing {0} of {1} files', done, total),
  passages: (chunks: string) => t('{0} passages', chunks),
  rate: (rate: string) => t('{0} passages/s', rate),
  left: (time: string) => t('{0} left', time),
  paused: (done: string, total: string) => t('Paused at {0} of {1} files', done, total),
  ready: (files: string, chunks: string) => t('{0} files, {1} passages', files, chunks),
  readyOneFile: (chunks: string) => t('1 file, {0} passages', chunks),
  readyOnePassage: () => t('1 file, 1 passage'),
  stopped: (held: string) => t('Stopped. {0}; what is new or changed is not found.', held),
  notIndexedTitle: () => t('Not indexed, as you chose'),
  notIndexed: () =>
    t(
      'Nothing can be found here until this workspace is indexed. That begins when you say so, not by itself; everything stays on this computer.',
    ),
  full: (limit: string) =>
    t(
      'The indexes have reached their limit ({0}), so further files are not found. Raise it, or leave folders out; what was indexed is kept.',
      limit,
    ),
  interim: (model: string) => t('An index for {0} is being built; the former one answers until then.', model),
  interimByWords: (model: string) =>
    t(
      'An index for {0} is being built; until then the former one answers, by words alone, because its encoder is gone.',
      model,
    ),
  unread: (folders: string) =>
    t(
      'Not readable now: {0}. Nothing new is found there; bring the index up to date when it can be read again.',
      folders,
    ),
  volatile: () => t('This browser keeps no data for this page: the index is gone when the window is closed.'),
  elsewhere: () => t('Another window of this folder keeps the index; this one searches in it.'),
  wasmStore: () =>
    t(
      'This editor has no SQLite of its own, so SQLite’s WebAssembly build keeps the index. It finds the same; only one window reads or writes at a time.',
    ),
  throughEditor: () =>
    t(
      'The folder is not on a disk, so its files are read one by one through the editor. What is changed elsewhere may be seen only when the index is brought up to date.',
    ),
  noFolderTitle: () => t('No folder is open'),
  noFolder: () => t('Open a folder, and its texts and code can be searched by what they mean.'),
  disabledTitle: () => t('Semantic search is switched off'),
  disabled: () => t('Switch on the setting Semantic Text › Search: Enabled to use it.'),
  unsupportedTitle: () => t('Semantic search cannot run here'),
  unsupported: () => t('This host has no place for an index. Use VS Code on the desktop or a remote.'),
  failedTitle: () => t('The index could not be brought up to date'),
  nothingYet: () => t('Nothing is indexed yet'),
  seconds: (count: number) => t('{0} s', count),
  minutes: (count: number) => t('{0} min', count),
  hours: (count: string) => t('{0} h', count),
};

/** What can be done with the index, where a list offers it. */
export const actionWords = {
  start: () => t('Index Workspace'),
  again: () => t('Try Again'),
  decline: () => t('Not Now'),
  resume: () => t('Resume'),
};

export const quickWords = {
  placeholder: () => t('Search by meaning: say it in your own words'),
  beside: () => t('Open to the side (Ctrl+Enter)'),
  like: () => t('More like this (Alt+Enter)'),
  toView: () => t('Show in the side bar'),
  nothing: () => t('Nothing was found. Say it in other words, or in a whole sentence.'),
  noSuchLanguage: (name: string) =>
    t('There is no language {0}. Files have languages such as {1}.', name, someLanguages),
  likeTitle: (label: string) => t('Like {0}', label),
  line: (line: number) => t('line {0}', line),
  cell: (cell: number) => t('cell {0}', cell),
};

export const indexLabels = {
  title: () => t('Index of this workspace'),
  state: () => t('State'),
  holds: () => t('Holds'),
  size: () => t('Size on disk'),
  allSizes: (size: string, all: string, limit: string) =>
    t('{0}; with the indexes of other folders {1} of at most {2}', size, all, limit),
  encoder: () => t('Encoder'),
  store: () => t('Kept in'),
  note: () => t('Note'),
  fact: () => t('Index'),
  update: () => t('Bring Up to Date'),
  pause: () => t('Pause Indexing'),
  resume: () => t('Resume Indexing'),
  stop: () => t('Stop Indexing'),
  rebuild: () => t('Rebuild Index'),
  rebuildDetail: () => t('Forgets the index and reads all files anew.'),
  delete: () => t('Delete Index…'),
  deleteDetail: () => t('Frees the space; nothing is indexed again until you ask.'),
  settings: () => t('Settings of Search'),
  open: () => t('Open Semantic Search'),
  deleteQuestion: () => t('Delete the index of this workspace?'),
  deleteText: (size: string) => t('It takes {0}. Your files are not touched.', size),
  deleteButton: () => t('Delete'),
  rebuildQuestion: () => t('Rebuild the index of this workspace?'),
  rebuildText: () => t('All files are read anew. Until that is done, searches find only part of them.'),
  rebuildButton: () => t('Rebuild'),
  deleted: () => t('The index was deleted.'),
};

export const sharedWords = {
  none: () => t('No shared index is set. Its address goes into the setting Semantic Text › Search: Shared Index.'),
  passwordTitle: (place: string) => t('Password for {0}', place),
  passwordPrompt: () => t('It is kept in the secret storage of this computer. Leave it empty to forget it.'),
  over: (place: string) => t('With the shared index at {0}.', place),
  away: (place: string, reason: string) =>
    t('The shared index at {0} takes no part: {1}. The index on this computer answers alone.', place, reason),
  noUrl: () => t('its address is no postgres:// address'),
  passwordInSettings: () =>
    t('its address in the settings holds a password; take it out and run “Set Password of Shared Index”'),
  inBrowser: () => t('a browser cannot reach a PostgreSQL server'),
  severalFolders: () => t('it serves windows with one folder, and this one has several'),
  label: () => t('Shared index'),
};

export const explainWords = {
  noFile: () => t('Open a file, or choose one in the explorer.'),
  noIndex: () => t('There is no index yet, so no file is in it.'),
  indexed: (name: string, chunks: number) =>
    chunks === 1 ? t('{0} is indexed, in one passage.', name) : t('{0} is indexed, in {1} passages.', name, chunks),
  empty: (name: string) => t('{0} is indexed, but holds no text to search.', name),
  changed: (name: string) => t('{0} is indexed and has changed since; the change is indexed soon.', name),
  waiting: (name: string) => t('{0} is not indexed yet; nothing speaks against it. It waits for its turn.', name),
  changedStopped: (name: string) =>
    t('{0} is indexed as it was before its last change: indexing is stopped in this workspace.', name),
  waitingStopped: (name: string) => t('{0} is not indexed: indexing is stopped in this workspace.', name),
  outside: (name: string) => t('{0} is not indexed: it lies outside the folders of this workspace.', name),
  ignored: (name: string, pattern: string, source: string) =>
    t('{0} is not indexed: the line “{1}” of {2} leaves it out.', name, pattern, source),
  ignoredSomewhere: (name: string) => t('{0} is not indexed: a .gitignore file leaves it out.', name),
  excluded: (name: string, pattern: string, setting: string) =>
    t('{0} is not indexed: the glob “{1}” of the setting {2} leaves it out.', name, pattern, setting),
  secret: (name: string, pattern: string) =>
    t('{0} is not indexed: its name ({1}) says that it may hold secrets.', name, pattern),
  binary: (name: string) => t('{0} is not indexed: it is not a text.', name),
  notText: (name: string) => t('{0} is not indexed: save it as UTF-8 or UTF-16, for it is in another encoding.', name),
  minified: (name: string) => t('{0} is not indexed: it is minified or generated.', name),
  lockFile: (name: string) => t('{0} is not indexed: it is a lock file.', name),
  tooLarge: (name: string, limit: string) => t('{0} is not indexed: it is larger than {1}.', name, limit),
  full: (name: string, limit: string) =>
    t('{0} is not indexed: the indexes have reached their limit of {1}. Raise it, or leave folders out.', name, limit),
  missing: (name: string) => t('{0} is not indexed: it cannot be found on the disk.', name),
  other: (name: string, rule: string) => t('{0} is not indexed ({1}).', name, rule),
  openRule: () => t('Open the Rule'),
  openSettings: () => t('Open Settings'),
};
