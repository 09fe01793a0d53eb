// What every task of the evaluation is given, and the shape of a task.

import type { Sets } from '../records';
import type { Row } from '../report';
import type { Answer, Semtext } from '../semtext';
import type { NgramOutcomes } from '../ngramBaseline';

export interface Context {
  readonly sets: Sets;
  readonly semtext: Semtext;
  /** Absent where there is no corpus to count. */
  readonly ngrams?: NgramOutcomes | undefined;
  /** For what is made on the way. */
  readonly cacheFolder: string;
  /** Says that a part of the evaluation is missing from the report, and why. */
  readonly leaveOut: (what: string, reason: string) => void;
}

export interface Task {
  readonly name: string;
  /** Files of the development sets that it reads, without `.jsonl`. */
  readonly files: readonly string[];
  readonly run: (context: Context) => Promise<Row[]>;
}

export function isError(answer: Answer): answer is { readonly error: string } {
  return 'error' in answer;
}

export function countErrors(answers: readonly Answer[]): { errors?: number } {
  const errors = answers.filter(isError).length;
  return errors ? { errors } : {};
}

/** The baselines that are there. */
export function present(baselines: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(baselines).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
