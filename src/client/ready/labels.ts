// The words of models fine-tuned for a task in the language of VS Code (l10n/).

import { l10n } from 'vscode';
import type { ReadyTaskName } from '../../protocol/readyTasks';

const { t } = l10n;
const percent = (value: number): string => `${Math.round(value * 100)} %`;

/** What a model of the task does. */
export const taskNames: Readonly<Record<ReadyTaskName, () => string>> = {
  classes: () => t('Classes of Texts'),
  inference: () => t('Classes by Inference'),
  entities: () => t('Names in a Text'),
  answers: () => t('Answers to Questions'),
};

export const readyLabels = {
  // Choosing models
  chooseTitle: () => t('Ready-made models: for which task?'),
  details: {
    classes: () =>
      t('A model fine-tuned to classify texts, for example into positive and negative, or spam and not spam'),
    inference: () => t('A model fine-tuned for inference (NLI); it puts texts into classes by their names'),
    entities: () => t('A model fine-tuned to find names of people, places and the like (NER)'),
    answers: () => t('A model fine-tuned to find answers in a text (extractive question answering)'),
  } satisfies Record<ReadyTaskName, () => string>,
  noFolder: () => t('no folder chosen yet'),
  folderTitle: (task: string) => t('Folder of a model for: {0}', task),
  folder: () => t('Use This Folder'),
  loading: () => t('Loading the model'),
  chosen: (task: string, model: string, labels: readonly string[]) =>
    labels.length ? t('{0}: {1} ({2})', task, model, labels.slice(0, 12).join(', ')) : t('{0}: {1}', task, model),
  missing: (task: string) =>
    t('“{0}” needs a model that was fine-tuned for it, in a folder on this computer. None is chosen yet.', task),
  unfit: (task: string, folder: string) =>
    t('The model in {0} was not fine-tuned for “{1}”. Choose another folder.', folder, task),
  unreadable: (task: string, folder: string) =>
    t(
      'The model for “{0}” in {1} cannot be used: config.json, tokenizer.json or the ONNX file is missing, damaged or of a kind that cannot be run here. Choose another folder.',
      task,
      folder,
    ),
  choose: () => t('Choose Folder…'),

  // Classes
  byModel: (folder: string) => t('by the ready-made model {0}', folder),
  byInference: (folder: string) => t('by the names of the classes, with the inference model {0}', folder),
  sourceTitle: () => t('How are the classes known?'),
  ownSource: () => t('My examples, or the names of classes'),
  modelSource: () => t('The classes of the ready-made model'),

  // Names
  finding: () => t('Looking for names'),
  noEntities: () => t('No names were found here.'),
  entitiesTitle: (count: number) => (count === 1 ? t('1 name') : t('{0} names', count)),
  entitiesHint: () => t('Arrow keys show a name in the text; “Clear Labels in Text” takes the marks away'),
  copy: () => t('Copy as CSV'),
  copied: (count: number) => (count === 1 ? t('One row copied.') : t('{0} rows copied.', count)),
  line: (line: number) => t('line {0}', line),
  entity: (label: string, probability: number) => t('{0}, {1}', label, percent(probability)),

  // Answers
  questionTitle: () => t('What do you want to know from this text?'),
  questionPrompt: (selected: boolean) =>
    selected ? t('The answer is looked for in the selection.') : t('The answer is looked for in the whole document.'),
  questionExample: () => t('for example: When was the contract signed?'),
  questionTooLong: () => t('The question is too long to be read together with the text. Ask it in fewer words.'),
  answering: () => t('Looking for the answer'),
  noAnswer: () => t('The text does not seem to answer that.'),
  answered: (answer: string, probability: number) => t('{0} ({1})', answer, percent(probability)),
  answer: (question: string, probability: number) => t('Answers “{0}”, {1}', question, percent(probability)),
};
