// The words of classification in the language of VS Code (l10n/).

import { l10n } from 'vscode';
import type { ProblemReason } from '../../core/examples';

const { t } = l10n;
const percent = (value: number): string => `${Math.round(value * 100)} %`;

const problems: Readonly<Record<ProblemReason, () => string>> = {
  noObject: () => t('not a JSON object'),
  noText: () => t('no text'),
  noLabel: () => t('no label'),
  noColumns: () => t('the header must name a column “text” and a column “label”'),
};

export const classifyLabels = {
  // The side-bar view
  count: (count: number) => (count === 1 ? t('1 example') : t('{0} examples', count)),
  few: (least: number) => t('fewer than {0}', least),
  fewHint: (label: string, least: number) =>
    t('“{0}” has fewer than {1} examples: what is measured of it says little.', label, least),
  conflictShort: () => t('conflict'),
  conflict: (labels: readonly string[]) => t('conflict: the same text stands under {0}', labels.join(', ')),
  accuracy: (accuracy: number, low = 0, high = 1) =>
    t('Accuracy {0} ({1} to {2})', percent(accuracy), percent(low), percent(high)),
  trainedUntested: () => t('Trained; too few examples to say how well'),
  trainedBy: (count: number, model: string) =>
    t(
      'Learned from {0} examples with the encoder {1}. Measured on examples that were held out, with the 95 % interval. A click shows the confusion matrix.',
      count,
      model,
    ),
  untrained: () => t('Train on these examples'),
  outdated: () => t('Train again: the examples changed'),
  otherEncoderShort: () => t('Trained with another encoder: train again'),
  otherEncoderHint: (model: string) =>
    t(
      'The encoder {0} made what this classifier learned from; another one cannot use it. Training again reads the examples anew.',
      model,
    ),
  trainHint: () => t('Learns from all examples; takes about a second.'),
  train: () => t('Train Classifier'),
  evaluate: () => t('Evaluate Examples'),
  broken: (count: number) => (count === 1 ? t('1 line cannot be read') : t('{0} lines cannot be read', count)),
  brokenLines: (lines: readonly number[]) =>
    t('Line {0} of the file of examples: kept as it stands, but not used.', lines.slice(0, 20).join(', ')),
  openFile: () => t('Open the File of Examples'),
  training: () => t('Learning from the examples'),
  needsTwoOf: (label: string) => t('There must be two examples of each class to measure them; “{0}” has one.', label),
  needsTwoClasses: () => t('There must be examples of at least two classes.'),

  // Examples
  addTitle: (count: number) => (count === 1 ? t('Add as an example of …') : t('Add {0} examples of …', count)),
  classPlaceholder: () => t('Choose a class, or type the name of a new one'),
  newClass: (name: string) => t('New class “{0}”', name),
  added: (count: number, label: string) =>
    count === 1 ? t('Added to “{0}”.', label) : t('{0} examples added to “{1}”.', count, label),
  known: (label: string) => t('That is an example of “{0}” already.', label),
  alsoUnder: (labels: readonly string[]) =>
    t('The same text is an example of {0} too: a conflict that the list of classes shows.', labels.join(', ')),
  moveTitle: () => t('Move to the class …'),
  renameTitle: (label: string) => t('Rename the class “{0}”', label),
  deleteQuestion: (label: string, count: number) =>
    count === 1
      ? t('Delete the class “{0}” with its one example?', label)
      : t('Delete the class “{0}” with its {1} examples?', label, count),
  deleteDetail: () => t('Undo in the list of classes brings them back.'),
  delete: () => t('Delete'),
  nothingToUndo: () => t('There is nothing to undo.'),
  undone: () => t('The last change of the examples is undone.'),
  nothingSelected: () => t('Select an example or a class in the list of classes first.'),
  importTitle: () => t('Examples to import: CSV or JSON lines with text and label, or folders named after classes'),
  import: () => t('Import'),
  imported: (added: number, read: number) => {
    if (read === 1) return added ? t('The example was new and is added.') : t('The example was known already.');
    return added === 1
      ? t('One of {0} examples was new and is added.', read)
      : t('{0} of {1} examples were new and are added.', added, read);
  },
  importProblems: (count: number, first: string) =>
    count === 1
      ? t('One entry could not be read: {0}.', first)
      : t('{0} entries could not be read; the first: {1}.', count, first),
  importLine: (file: string, line: number, reason: ProblemReason) =>
    t('{0}, line {1}: {2}', file, line, problems[reason]()),
  importTooLarge: (file: string) => t('{0} is too large, no text, or cannot be read', file),
  noExamples: () =>
    t('There are no examples yet. Select a text and run “Add Selection as an Example of…”, or import a file.'),

  // Answers
  asking: () => t('Classifying'),
  resultTitle: (label: string, probability: number) => t('{0}: {1}', label, percent(probability)),
  unsureTitle: (best: string, probability: number) =>
    t('Unsure; the most likely is {0} with {1}', best, percent(probability)),
  severalTitle: (labels: readonly string[]) => (labels.length ? labels.join(', ') : t('No class fits')),
  resultPlaceholder: () => t('Choosing a class adds the text as an example of it'),
  margin: (points: number) =>
    points === 1 ? t('1 point before the second') : t('{0} points before the second', points),
  passages: (count: number) => t('read in {0} passages, pooled', count),
  byExamples: (count: number, accuracy: number | null) =>
    accuracy === null
      ? t('learned from {0} examples', count)
      : t('learned from {0} examples, accuracy {1}', count, percent(accuracy)),
  byNames: () => t('by the names of the classes alone'),
  explain: () => t('Show which sentences drove the label'),
  namesTitle: () => t('Classes by their names'),
  namesPrompt: () =>
    t('Two or more names, separated by commas; a name may be followed by a colon and what belongs to it'),
  namesExample: () => t('for example: complaint, praise: thanks and good words, question'),
  namesTooFew: () => t('Give at least two names.'),
  otherEncoder: (model: string) =>
    t('The classifier was trained with another encoder ({0}). Read and learn the examples with this one?', model),
  trainAgain: () => t('Train Again'),

  // Explanation
  effectUp: (label: string, points: string) =>
    points === '1'
      ? t('For “{0}”: without this part 1 point less', label)
      : t('For “{0}”: without this part {1} points less', label, points),
  effectDown: (label: string, points: string) =>
    points === '1'
      ? t('Against “{0}”: without this part 1 point more', label)
      : t('Against “{0}”: without this part {1} points more', label, points),
  explained: (label: string, probability: number) =>
    t('What drove “{0}” ({1}) is marked; “Clear Labels in Text” takes it away.', label, percent(probability)),
  explaining: () => t('Looking at what drove the label'),

  // Many texts
  manyTitle: () => t('What should be classified?'),
  eachLine: (name: string) => t('Each line of {0}', name),
  eachParagraph: (name: string) => t('Each paragraph of {0}', name),
  eachFile: () => t('Files…'),
  eachFileDetail: () => t('Each file that a pattern finds'),
  linesOfFiles: () => t('Lines of Files…'),
  linesOfFilesDetail: () => t('Each line of the files that a pattern finds'),
  globPrompt: () => t('Pattern of files below the workspace, for example notes/**/*.md'),
  leftOut: (count: number, first: string) =>
    count === 1
      ? t('1 file was left out (too large, no text, or not to be read): {0}', first)
      : t('{0} files were left out (too large, no text, or not to be read): {1} …', count, first),
  tooMany: (limit: number, total: number) => t('Only the first {0} of {1} texts are classified.', limit, total),
  nothingFound: () => t('There is no text to classify there.'),
  lines: (name: string) => t('Lines of {0}', name),
  paragraphs: (name: string) => t('Paragraphs of {0}', name),
  files: (pattern: string) => t('Files: {0}', pattern),
  longTexts: (count: number) =>
    count === 1
      ? t('One text is longer than the encoder reads; it was read in passages.')
      : t('{0} texts are longer than the encoder reads; they were read in passages.', count),
  saveTitle: () => t('Save Classification'),
  panelTitle: () => t('Classification'),
  evaluating: () => t('Measuring the examples'),
  needsResults: () => t('Classify some lines or files first; the review goes through what is least certain.'),
  changed: () => t('The text changed since it was classified.'),
};
