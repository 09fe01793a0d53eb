// How the classes of a question are known: by the examples, where there are two classes of them, or by names.

import { window } from 'vscode';
import type { WireClassifier, WireLabel } from '../../protocol/classify';
import { CancelledError } from '../../core/cancel';
import { Failure, toFailure } from '../failure';
import { classifyLabels as labels } from './labels';
import { namedLabels, parseTyped, spelled } from './names';
import type { Trained } from './trained';

/** What goes with a request, and a sentence that says how the classes are known. */
export interface Source {
  readonly classifier?: WireClassifier;
  readonly labels?: readonly WireLabel[];
  readonly note: string;
}

/** Examples first; else the names of the settings; else the person is asked. CancelledError when they give none. */
export async function findSource(trained: Trained): Promise<Source> {
  await trained.load();
  if (trained.canTrain) return learnedSource(trained);
  const names = namedLabels();
  return names.length >= 2 ? { labels: names, note: labels.byNames() } : askNames(names);
}

async function learnedSource(trained: Trained): Promise<Source> {
  const { classifier, count, accuracy } = await trained.current();
  return { classifier, note: labels.byExamples(count, accuracy) };
}

/** Asks for names, with those of the settings to begin with. */
export async function askNames(known: readonly WireLabel[] = namedLabels()): Promise<Source> {
  const typed = await window.showInputBox({
    title: labels.namesTitle(),
    prompt: labels.namesPrompt(),
    placeHolder: labels.namesExample(),
    value: spelled(known),
    validateInput: (line) => (line.trim() && parseTyped(line).length < 2 ? labels.namesTooFew() : undefined),
  });
  const names = parseTyped(typed ?? '');
  if (names.length < 2) throw new CancelledError();
  return { labels: names, note: labels.byNames() };
}

/** Runs the work; where the classifier belongs to another encoder, asks whether to learn anew and runs it again. */
export async function withSource<T>(
  trained: Trained,
  source: Source,
  work: (source: Source) => Promise<T>,
): Promise<T> {
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
