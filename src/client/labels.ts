// The words on the client's lists, buttons and inputs, in the language of VS Code (l10n/). Messages are in messages.ts.

import { l10n } from 'vscode';
import type { IgnoreLevel } from './configuration';

const { t } = l10n;

export const suggestLabels = {
  title: (mode: 'fits' | 'meaning', word: string) =>
    mode === 'fits' ? t('What fits here instead of “{0}”', word) : t('What means the same as “{0}”', word),
  rankTitle: (word: string) => t('Your words in place of “{0}”', word),
  fillTitle: (count: number) => (count === 1 ? t('What fills the blank') : t('What fills the {0} blanks', count)),
  waitingTitle: () => t('Looking at the sentence'),
  placeholder: () => t('Type to filter. Enter takes the word, Esc leaves the text as it is.'),
  loading: () => t('Looking …'),
  starting: () => t('Starting the encoder …'),
  stale: () => t('The text changed; looking again …'),
  none: () => t('Nothing fits.'),
  noMatch: (typed: string) => t('No candidate begins with “{0}”', typed),
  ownWord: () => t('your word'),
  fits: () => t('Fits here'),
  meaning: () => t('Means the same'),
  rankPrompt: () => t('Words to rank at the cursor, separated by commas'),
  rankExample: () => t('for example: big, large, huge'),
  rankEmpty: () => t('Type at least one word.'),
};

export const ignoreLabels: Readonly<Record<IgnoreLevel, () => string>> = {
  user: () => t('Everywhere'),
  workspace: () => t('In This Workspace'),
  folder: () => t('In This Folder'),
};

export const proofreadLabels = {
  progress: () => t('Looking for words that seem wrong'),
  ignoreTitle: (word: string) => t('Ignore “{0}” …', word),
  ignoreDetail: (level: IgnoreLevel) =>
    ({
      user: t('Kept in your user settings.'),
      workspace: t('Kept in the settings of the workspace, which others may share.'),
      folder: t('Kept in the settings of this folder, which others may share.'),
    })[level],
};

export const statusLabels = {
  title: () => t('Semantic Text'),
  encoder: () => t('Encoder'),
  bundled: () => t('bundled with the extension'),
  model: () => t('Model'),
  device: () => t('Device'),
  memory: () => t('Memory'),
  languages: () => t('Languages'),
  anyLanguage: () => t('not stated'),
  shape: () => t('Shape'),
  shapeText: (layers: number, heads: number, hidden: number, tokens: number) =>
    t('{0} layers, {1} heads, {2} wide, reads {3} tokens', layers, heads, hidden, tokens),
  reason: () => t('Note'),
  fallback: (reason: string) => t('Another device had to be taken: {0}', reason),
  noGpu: (reason: string) => t('No GPU is used: {0}', reason),
  memoryText: (encoders: string, server: string) => t('{0} for the encoder, {1} for the engine', encoders, server),
  gpuCheck: () => t('GPU check'),
  gpuPassed: () => t('passed'),
  gpuRefused: () => t('turned down'),
  gpuSimilarity: (cosine: string) => t('cosine {0} with the processor', cosine),
  gpuSpeed: (gpu: string, processor: string) => t('{0} ms against {1} ms on the processor', gpu, processor),
  restart: () => t('Restart the Engine'),
  restartDetail: () => t('Ends the engine process and starts it again.'),
  unload: () => t('Free the Memory'),
  unloadDetail: () => t('Unloads the encoder; the next command loads it again.'),
  load: () => t('Load the Encoder Now'),
  loadDetail: () => t('So that the first suggestion comes at once.'),
  choose: () => t('Choose Encoder…'),
  chooseDetail: () => t('The bundled one, one from a folder, or one from the hub.'),
  log: () => t('Show Log'),
  settings: () => t('Open Settings'),
  actions: () => t('actions'),
  states: {
    off: () => t('not started'),
    unloaded: () => t('not loaded'),
    loading: () => t('loading'),
    ready: () => t('ready'),
    busy: () => t('working'),
    restarting: () => t('restarting'),
    failed: () => t('failed'),
  },
};

export const installLabels = {
  idTitle: () => t('Install an encoder from the hub'),
  idPrompt: () => t('A BERT-family model in ONNX format, as owner/name'),
  idInvalid: () => t('Write owner/name, for example bert-base/cased.'),
  planning: (id: string) => t('Looking up {0}', id),
  install: () => t('Download and Use'),
  question: (id: string) => t('Download the encoder {0}?', id),
  detail: (size: string, licence: string, host: string, folder: string) =>
    t('Size: {0}\nLicence: {1}\nFrom: {2}\nTo: {3}', size, licence, host, folder),
  rest: (rest: string, whole: string) => t('{0} of {1}; the rest is here already', rest, whole),
  unknownLicence: () => t('not stated by its author'),
  loading: () => t('Loading the encoder'),
  downloading: (id: string) => t('Downloading {0}', id),
  openFolder: () => t('Use This Folder'),
  openFolderTitle: () => t('Folder of an encoder in Hugging Face layout'),
  chooseTitle: () => t('Which encoder should be used?'),
  bundled: () => t('Bundled Encoder'),
  bundledDetail: () => t('Small and quick; comes with the extension.'),
  fromHub: () => t('From the Hub…'),
  fromHubDetail: (host: string) => t('Downloads from {0} after asking.', host),
  fromFolder: () => t('From a Folder…'),
  fromFolderDetail: () => t('For models that are on this computer already.'),
  inUse: () => t('in use'),
};

export const hintLabels = {
  tooltip: () => t('Words that fit here. A double click takes the first one.'),
};

export const inspectLabels = {
  title: () => t('Tokens'),
  summary: (count: number, model: string) => t('{0} tokens, encoder {1}', count, model),
  columns: () => [t('#'), t('piece'), t('id'), t('segment'), t('mask'), t('span'), t('text')],
};

/** A command that the light bulb offers before the server runs; afterwards the server words them. */
export const actionLabels = {
  otherWords: (word: string) => t('Other words for “{0}”', word),
  meansTheSame: (word: string) => t('Words that mean the same as “{0}”', word),
  fillMask: () => t('Fill the mask'),
};

export const sample = () =>
  t(
    '# A page to try things on\n\nPut the cursor into a word and ask for another one: the quick brown fox jumps over the lazy dog.\n\nFill the blank: Paris is the [MASK] of France.\n\nSomething looks wrong in this sentence: I would like a peace of cake.\n',
  );
