// How the classes of a question are known: by the examples, where there are two classes of them, by names, or by a model
// that was fine-tuned for its own.

import { window, type QuickPickItem } from 'vscode';
import type { WireClassifier } from '../../protocol/classifier';
import type { WireLabel } from '../../protocol/classify';
import { CancelledError } from '../../core/cancel';
import type { ClassifyingTask } from '../../protocol/readyTasks';
import { Failure, toFailure } from '../failure';
import { readyLabels } from '../ready/labels';
import type { ReadyModels } from '../ready/models';
import { classifyLabels as labels } from './labels';
import { namedLabels, parseTyped, spelled } from './names';
import type { Trained } from './trained';

/** What goes with a request, and a sentence that says how the classes are known. */
export interface Source {
  readonly classifier?: WireClassifier;
  readonly labels?: readonly WireLabel[];
  /** The model of this task is asked instead of the encoder. */
  readonly ready?: ClassifyingTask;
  readonly note: string;
}

/** Where classes may come from. */
export interface Origins {
  readonly trained: Trained;
  readonly models: ReadyModels;
}

/** Examples first; else the names of the settings; else the person is asked. CancelledError when they give none. */
export async function findSource({ trained, models }: Origins): Promise<Source> {
  await trained.load();
  if (trained.canTrain) return learnedSource(trained);
  const names = namedLabels();
  return names.length >= 2 ? namesSource(models, names) : askNames(models, names);
}

/** As findSource; where a ready-made model is at hand, the person says whether its classes are meant. */
export async function chooseSource(origins: Origins): Promise<Source> {
  if (!origins.models.folderOf('classes')) return findSource(origins);
  type Choice = QuickPickItem & { readonly find: () => Source | Promise<Source> };
  const choices: Choice[] = [
    { label: readyLabels.ownSource(), find: () => findSource(origins) },
    {
      label: readyLabels.modelSource(),
      description: origins.models.nameOf('classes'),
      find: () => modelSource(origins.models),
    },
  ];
  const chosen = await window.showQuickPick(choices, { title: readyLabels.sourceTitle() });
  if (!chosen) throw new CancelledError();
  return chosen.find();
}

export function modelSource(models: ReadyModels): Source {
  return { ready: 'classes', note: readyLabels.byModel(models.nameOf('classes')) };
}

async function learnedSource(trained: Trained): Promise<Source> {
  const { classifier, count, accuracy } = await trained.current();
  return { classifier, note: labels.byExamples(count, accuracy) };
}

/** With a model that does inference where there is one: it knows more of names than the bare encoder. */
function namesSource(models: ReadyModels, names: readonly WireLabel[]): Source {
  if (!models.folderOf('inference')) return { labels: names, note: labels.byNames() };
  return { labels: names, ready: 'inference', note: readyLabels.byInference(models.nameOf('inference')) };
}

/** Asks for names, with those of the settings to begin with. */
export async function askNames(models: ReadyModels, known: readonly WireLabel[] = namedLabels()): Promise<Source> {
  const typed = await window.showInputBox({
    title: labels.namesTitle(),
    prompt: labels.namesPrompt(),
    placeHolder: labels.namesExample(),
    value: spelled(known),
    validateInput: (line) => (line.trim() && parseTyped(line).length < 2 ? labels.namesTooFew() : undefined),
  });
  const names = parseTyped(typed ?? '');
  if (names.length < 2) throw new CancelledError();
  return namesSource(models, names);
}

/**
 * Runs the work; where the classifier belongs to another encoder, asks whether to learn anew and runs it again. Where the
 * model fine-tuned for it is missing or does not fit, the person is told: CancelledError.
 */
export async function withSource<T>(
  { trained, models }: Origins,
  source: Source,
  work: (source: Source) => Promise<T>,
): Promise<T> {
  if (source.ready) return models.with(source.ready, () => work(source));
  try {
    return await work(source);
  } catch (error) {
    const failure = toFailure(error);
    if (!(failure instanceof Failure) || failure.code !== 'otherEncoder') throw error;
    const question = labels.otherEncoder(failure.details.subject ?? '');
    const chosen = await window.showWarningMessage(question, labels.trainAgain());
    if (chosen === undefined) throw new CancelledError();
    await trained.train();
    return work(await learnedSource(trained));
  }
}
