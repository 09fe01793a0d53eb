// Every message that the client gives a person, in the language of VS Code (l10n/): what failed, on what, and what to do
// next. The words on lists and buttons are in labels.ts.

import { l10n } from 'vscode';
import { commandId } from '../protocol/commands';
import { settingId } from './configuration';
import { machineSettingsCommand } from './machineSettings';
import type { Failure, FailureCode, FailureDetails } from './failure';

const { t } = l10n;

/** A button below a message. */
export interface Action {
  readonly title: string;
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

export interface Message {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly actions: readonly Action[];
}

const info = (text: string, ...actions: Action[]): Message => ({ severity: 'info', text, actions });
const warning = (text: string, ...actions: Action[]): Message => ({ severity: 'warning', text, actions });
const error = (text: string, ...actions: Action[]): Message => ({ severity: 'error', text, actions });

const chooseModel = (): Action => ({ title: t('Choose Encoder…'), command: commandId('chooseModel') });
const showLog = (): Action => ({ title: t('Show Log'), command: commandId('showLog') });
const installFromFolder = (): Action => ({
  title: t('Install from Folder…'),
  command: commandId('installModelFromFolder'),
});
/** Asks for the name again where it is not known. */
const installAgain = ({ model }: FailureDetails): Action => ({
  title: t('Try Again'),
  command: commandId('installModel'),
  ...(model !== undefined && { arguments: [model] }),
});
const restart = (): Action => ({ title: t('Restart'), command: commandId('restartEngine') });

/** A reason in the runtime's words, as an appendix to a sentence; nothing where there is none. */
const because = ({ reason }: FailureDetails): string => (reason ? ` (${reason})` : '');

type Sentence = (details: FailureDetails) => Message;

const failures: Readonly<Record<FailureCode, Sentence>> = {
  emptyText: ({ reason }) =>
    reason === notInCode
      ? codeIsClosed()
      : info(t('There is no text to look at here. Put the cursor into a paragraph, or select one.')),
  noMask: ({ reason }) =>
    reason === notInCode
      ? codeIsClosed()
      : info(
          t(
            'There is no blank near the cursor. Write [MASK], ___ or …? where a word is wanted, and run the command again.',
          ),
        ),
  tooManyMasks: ({ limit }) =>
    limit === undefined
      ? info(t('There are too many blanks close together. Fill some of them yourself, then run the command again.'))
      : info(
          t(
            'At most {0} blanks can be filled together. Fill some of them yourself, then run the command again.',
            limit,
          ),
        ),
  maskOutsideWindow: ({ limit }) =>
    limit === undefined
      ? info(
          t(
            'The blanks are too far from the cursor or from each other to be read together. Put the cursor at one of them.',
          ),
        )
      : info(
          t(
            'The blanks are too far from the cursor or from each other: {0} tokens are read at once. Put the cursor at one of them.',
            limit,
          ),
        ),
  noWord: ({ reason }) => {
    if (reason === notInCode) return codeIsClosed();
    if (reason === 'not prose')
      return info(t('The cursor is in code, a link or markup. Put it into a word of the text.'));
    return info(t('There is no word at the cursor. Put it into a word, or just behind one.'));
  },
  unsupportedLanguage: ({ subject }) =>
    info(
      subject
        ? t(
            'This text does not seem to be in a language that the encoder knows ({0}). Choose an encoder for its language.',
            subject,
          )
        : t('This text does not seem to be in a language that the encoder knows. Choose an encoder for its language.'),
      chooseModel(),
    ),
  modelNotFound: (details) =>
    error(
      t(
        'No encoder was found at {0}{1}. Choose a folder that holds config.json, tokenizer.json and an ONNX file, or go back to the bundled encoder.',
        place(details),
        because(details),
      ),
      chooseModel(),
    ),
  modelCorrupt: (details) =>
    error(
      t(
        'The encoder at {0} cannot be read: a file is damaged or incomplete{1}. Install it again, or choose another one.',
        place(details),
        because(details),
      ),
      chooseModel(),
      showLog(),
    ),
  modelUnsupported: (details) =>
    error(
      t(
        'The encoder at {0} is of a kind that cannot be run here{1}. Choose a BERT-family model in ONNX format.',
        place(details),
        because(details),
      ),
      chooseModel(),
    ),
  outputMissing: (details) =>
    warning(
      t(
        'The encoder at {0} has no output for this{1}. Words are suggested by encoders with a masked-language-model output.',
        place(details),
        because(details),
      ),
      chooseModel(),
    ),
  attentionHidden: (details) =>
    warning(
      t(
        'The attention of the encoder {0} cannot be read{1}. Choose one that was exported without fusing its attention (on the hub mostly onnx/model.onnx or onnx/model_quantized.onnx, not model_O2 to model_O4), or the bundled encoder.',
        place(details),
        because(details),
      ),
      chooseModel(),
    ),
  downloadFailed: (details) =>
    // The hub's own words for what is not there begin with the status.
    /^404\b/.test(details.reason ?? '')
      ? warning(
          t('The hub has nothing at {0}. Look at the spelling of owner/name.', address(details)),
          installAgain({ ...details, model: undefined }),
        )
      : error(
          t(
            '{0} could not be downloaded{1}. What has arrived is kept, so trying again goes on from there. Behind a proxy, set http.proxy; without a network, install from a folder.',
            address(details),
            because(details),
          ),
          installAgain(details),
          installFromFolder(),
        ),
  downloadMismatch: (details) =>
    error(
      t(
        '{0} did not arrive as the hub describes it{1}. It was thrown away, and nothing of it is used. Try again; if it stays so, the hub or something on the way changes the file.',
        address(details),
        because(details),
      ),
      installAgain(details),
      installFromFolder(),
    ),
  storage: (details) =>
    error(
      t(
        '{0} could not be read or written{1}. Look whether the disk is full and whether you may write there.',
        place(details),
        because(details),
      ),
      showLog(),
    ),
  // The index is another process, and starts anew by itself.
  encoderCrashed: ({ subject }) =>
    subject === 'index'
      ? error(
          t('The process that holds the search index ended. Your files are untouched. Search again; it starts anew.'),
          showLog(),
        )
      : error(
          t(
            'The encoder ended twice while it worked on this. Your text is untouched. Try again, or choose a smaller encoder if memory is short.',
          ),
          restart(),
          showLog(),
        ),
  // The last device: there is no other one to choose.
  deviceUnavailable: ({ subject, reason }) =>
    subject === 'wasm'
      ? error(
          t(
            'The WASM runtime, a part of this extension, could not be loaded{0}. Reload the window; if it stays so, install the extension again.',
            because({ reason }),
          ),
          { title: t('Reload Window'), command: 'workbench.action.reloadWindow' },
          showLog(),
        )
      : error(
          t(
            'The device {0} cannot be used{1}. Choose another one in the settings; “auto” always finds one.',
            subject ?? '',
            because({ reason }),
          ),
          { title: t('Open Setting'), command: machineSettingsCommand(), arguments: [{ query: settingId('device') }] },
        ),
  otherEncoder: ({ subject }) =>
    warning(
      t(
        'The classifier was trained with another encoder ({0}). Its examples must be read and learned anew with this one.',
        subject ?? '',
      ),
      { title: t('Train Again'), command: commandId('trainClassifier') },
    ),
  fileGone: ({ subject }) =>
    info(
      t(
        '{0} is not there any more: it was deleted, moved or renamed since it was found. Search again to find where its text is now.',
        subject ?? '',
      ),
    ),
  badInput: (details) => {
    // What a person can put right carries its own sentence.
    if (details.subject === 'examples') return info(details.reason ?? t('The examples cannot be used as they are.'));
    return error(
      t('The request was not understood{0}. This is a fault of the extension; the log may say more.', because(details)),
      showLog(),
    );
  },
  noUse: ({ subject }) => info(t('“{0}” does not stand as a whole word in the texts that were read.', subject ?? '')),
  serverCrashed: () =>
    error(
      t(
        'The engine ended while it worked, and again when it was asked once more. Your text is untouched. The next command starts it again.',
      ),
      restart(),
      showLog(),
    ),
  serverFailed: () => error(t('The engine could not be started. The log says why.'), restart(), showLog()),
  internal: () =>
    error(
      t('Something went wrong that was not foreseen. Your text is untouched; the log says where it happened.'),
      showLog(),
    ),
};

/** `reason` of the server's answer where comments and strings are not open to it. */
const notInCode = 'suggest.inCode';

const place = ({ subject }: FailureDetails): string => subject ?? t('the chosen place');

/** What was to be downloaded, without what was asked of it. */
const address = ({ subject }: FailureDetails): string => (subject ?? t('The encoder')).replace(/\?.*$/, '');

export const failureMessage = ({ code, details }: Failure): Message => failures[code](details);

export function codeIsClosed(): Message {
  return info(t('In code, only comments and strings are read, and only where you allow it.'), {
    title: t('Allow in This Language'),
    command: commandId('allowInCode'),
  });
}

/** Lines of the status bar are plain text; the others are notifications. */
export const messages = {
  needsEditor: () => info(t('Open a text first, and put the cursor where you want to work.')),
  textChanged: () => info(t('The text changed while it was read; run the command again.')),
  notApplied: () => warning(t('The text could not be changed. Is it read-only?')),
  tooManyCursors: (limit: number) =>
    info(t('There are more than {0} cursors. Use fewer, then run the command again.', limit)),
  noWordToIgnore: () => info(t('There is no word at the cursor to ignore.')),
  nothingFound: () => info(t('No word looks wrong here.')),
  found: (count: number) =>
    info(count === 1 ? t('One word looks wrong here.') : t('{0} words look wrong here.', count), {
      title: t('Go to Next'),
      command: 'editor.action.marker.next',
    }),
  otherDevice: (device: string, reason: string) =>
    info(
      t(
        'The encoder runs on another device now ({0}). Its answers stay the same within rounding. Reason: {1}',
        device,
        reason,
      ),
      { title: t('Show Status'), command: commandId('showStatus') },
    ),
  installed: (name: string) =>
    info(t('{0} is in use.', name), { title: t('Show Status'), command: commandId('showStatus') }),
  noHubHere: () =>
    error(
      t('In a browser no encoder can be downloaded. Use the bundled one, or open one from a folder.'),
      installFromFolder(),
    ),
  notOnDisk: () => error(t('That folder is not on a disk that the engine can read. Choose one that is.')),
  notAModel: (folder: string) =>
    error(
      t('{0} holds no encoder: config.json, tokenizer.json and an ONNX file are needed.', folder),
      installFromFolder(),
    ),
  ignored: (word: string) => t('“{0}” is ignored from now on.', word),
  allowedInCode: (language: string) => t('Comments and strings of {0} are read from now on.', language),
};
