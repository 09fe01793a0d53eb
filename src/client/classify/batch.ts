// Classifies many texts in parts, so that what is found shows as it comes and the work can be stopped between any two.

import { CancellationTokenSource } from 'vscode';
import { CancelledError } from '../../core/cancel';
import { shortened } from '../../core/shortened';
import type { ClassifyResult } from '../../protocol/classify';
import type { ResultRow, ResultsHead } from '../../protocol/classifyPanel';
import type { Server } from '../server';
import { classifyLabels as labels } from './labels';
import type { Source } from './source';
import type { Unit, Units } from './units';

/** Texts of one request: enough to be batched by length, few enough to show soon. */
const part = 32;
/** Characters of a text that a table shows. */
const shownCharacters = 300;

export interface BatchOptions {
  readonly server: Server;
  readonly unsureBelow: number;
  /** Each part as it comes; the head says how far the work is. */
  readonly onRows: (head: ResultsHead, rows: readonly ResultRow[]) => void;
}

/** One run over many texts. */
export class Batch {
  readonly #cancelling = new CancellationTokenSource();
  #rows: ResultRow[] = [];
  #labels: readonly string[] = [];
  #model = '';
  #state: ResultsHead['state'] = 'running';

  constructor(
    readonly found: Units,
    readonly source: Source,
    readonly options: BatchOptions,
  ) {}

  get rows(): readonly ResultRow[] {
    return this.#rows;
  }

  get units(): readonly Unit[] {
    return this.found.units;
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  head(): ResultsHead {
    const long = this.#rows.filter(({ passages }) => passages > 1).length;
    const notes = [this.source.note, ...this.found.notes, ...(long ? [labels.longTexts(long)] : [])];
    const { title, units } = this.found;
    return { title, labels: this.#labels, total: units.length, model: this.#model, state: this.#state, notes };
  }

  /** Stops at once: what runs is cancelled, and no part is asked for any more. */
  cancel(): void {
    if (this.#state !== 'running') return;
    this.#end('cancelled');
    this.#cancelling.cancel();
  }

  /** Rejects with what a request failed with; a cancelled run ends well. */
  async run(): Promise<void> {
    try {
      for (let from = 0; from < this.units.length && this.isRunning; from += part) await this.#ask(from);
      if (this.isRunning) this.#end('done');
    } catch (error) {
      if (error instanceof CancelledError) this.#end('cancelled');
      else {
        this.#end('failed');
        throw error;
      }
    }
  }

  async #ask(from: number): Promise<void> {
    const some = this.units.slice(from, from + part);
    const { classifier, labels: names, ready } = this.source;
    const { server, unsureBelow } = this.options;
    const texts = some.map(({ text }) => text);
    const params = { texts, classifier, labels: names, ready, unsureBelow, lane: 'background' as const };
    const result = await server.request('classify', params, { token: this.#cancelling.token });
    // The answer of a request that was overtaken by the stop.
    if (!this.isRunning) return;
    this.#model = result.model;
    this.#labels = result.labels;
    const rows = some.map((unit, n) => rowOf(from + n, unit, result, n));
    this.#rows = [...this.#rows, ...rows];
    this.options.onRows(this.head(), rows);
  }

  #end(state: 'done' | 'cancelled' | 'failed'): void {
    if (this.#state === 'running') this.#state = state;
    this.options.onRows(this.head(), []);
  }
}

function rowOf(id: number, unit: Unit, { labels: all, classifications }: ClassifyResult, n: number): ResultRow {
  const { label, labels: several, probability, margin, probabilities, passages } = classifications[n];
  return {
    id,
    text: shortened(unit.text, shownCharacters),
    place: unit.place,
    label,
    labels: several,
    best: all[probabilities.indexOf(Math.max(...probabilities))] ?? '',
    probability,
    margin,
    passages,
  };
}
