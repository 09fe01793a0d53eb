// What docs/classification.md says in figures: accuracy and calibration error of the classifier at each size of the examples.

import type { Report } from '../report';
import { table } from './document';

const shots = [8, 16, 64];

/** A row a set: accuracy beside TF-IDF with logistic regression, and calibration error. */
export function classificationTable({ rows }: Pick<Report, 'rows'>): string[] {
  const calibration = (shot: number) => `calibration error (0 to 1), ${shot} a class`;
  const isClassified = ({ metric }: { readonly metric: string }) => shots.some((shot) => metric === calibration(shot));
  const tasks = [...new Set(rows.filter(isClassified).map(({ task }) => task))];
  const find = (task: string, metric: string) => rows.find((row) => row.task === task && row.metric === metric);
  const accuracy = (task: string, shot: number): string => {
    const row = find(task, `accuracy, ${shot} a class`);
    const words = row?.baselines['TF-IDF + logistic regression'];
    return row ? `${row.ours.toFixed(1)}${words === undefined ? '' : ` (${words.toFixed(1)})`}` : '–';
  };
  const error = (task: string, shot: number): string => find(task, calibration(shot))?.ours.toFixed(3) ?? '–';
  return table([
    ['set', ...shots.map((shot) => `accuracy, ${shot} a class`), ...shots.map((shot) => `calibration error, ${shot}`)],
    ...tasks.map((task) => [
      task,
      ...shots.map((shot) => accuracy(task, shot)),
      ...shots.map((shot) => error(task, shot)),
    ]),
  ]);
}
