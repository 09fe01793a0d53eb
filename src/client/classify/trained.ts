// The classifier of a workspace's examples: trained when it is asked for and the examples changed, kept in a file with the
// encoder that it belongs to.

import { EventEmitter, Uri, type Disposable, type ExtensionContext } from 'vscode';
import { countLabels, fingerprint } from '../../core/examples';
import { parseClassifier, type WireClassifier } from '../../protocol/classifier';
import { arrayOf, boolean, integer, nullable, number, object, string } from '../../protocol/parse';
import { readSetting } from '../configuration';
import { DisposableList } from '../disposables';
import { Failure } from '../failure';
import type { Guard } from '../guard';
import { withProgress } from '../progress';
import type { Server } from '../server';
import type { ExampleStore } from './exampleStore';
import { classifyLabels as labels } from './labels';
import { examplesFolder } from './place';

const fileName = 'classifier.json';

/** What classifier.json holds. */
export interface SavedClassifier {
  readonly classifier: WireClassifier;
  /** core/examples fingerprint of what it learned from. */
  readonly examples: string;
  readonly count: number;
  readonly multiLabel: boolean;
  readonly accuracy: number | null;
  readonly accuracyInterval: readonly number[] | null;
}

const parseSaved = object<SavedClassifier>({
  classifier: parseClassifier,
  examples: string,
  count: integer(0),
  multiLabel: boolean,
  accuracy: nullable(number),
  accuracyInterval: nullable(arrayOf(number)),
});

export class Trained implements Disposable {
  readonly #own = new DisposableList();
  readonly #changed = this.#own.add(new EventEmitter<void>());
  #saved: SavedClassifier | undefined;
  #from: string | undefined;

  constructor(
    readonly context: ExtensionContext,
    readonly server: Server,
    readonly store: ExampleStore,
    readonly guard: Guard,
  ) {}

  get onDidChange() {
    return this.#changed.event;
  }

  /** The classifier of the file, whether or not the examples changed since. */
  get saved(): SavedClassifier | undefined {
    return this.#saved;
  }

  /** It learned from the examples as they are now, in the way that the settings ask for. */
  get isCurrent(): boolean {
    const { examples, multiLabel } = this.#wanted();
    return this.#saved?.examples === fingerprint(examples) && this.#saved.multiLabel === multiLabel;
  }

  /** It learned with another encoder than the one that is loaded: this one cannot use it. False while none is loaded. */
  get isOfOtherEncoder(): boolean {
    const loaded = this.server.status?.encoder?.id;
    return this.#saved !== undefined && loaded !== undefined && loaded !== this.#saved.classifier.model;
  }

  /** Examples of two labels are there: something can be learned. */
  get canTrain(): boolean {
    return countLabels(this.store.examples).size >= 2;
  }

  async load(): Promise<void> {
    await this.store.settled();
    const uri = this.#uri();
    if (this.#from === uri.toString()) return;
    this.#from = uri.toString();
    this.#saved = parsed(await this.store.files.read(uri));
    this.#changed.fire();
  }

  /** The classifier of the examples; trained first where it is not there or not up to date. */
  async current(): Promise<SavedClassifier> {
    await this.load();
    return this.#saved && this.isCurrent ? this.#saved : this.train();
  }

  /** Learns from all examples and writes the file. */
  async train(): Promise<SavedClassifier> {
    await this.load();
    if (!this.canTrain) throw new Failure('badInput', { subject: 'examples', reason: labels.needsTwoClasses() });
    const { examples, multiLabel } = this.#wanted();
    const { classifier, accuracy, accuracyInterval } = await withProgress(labels.training(), (token, onProgress) =>
      this.server.request('train', { examples, multiLabel }, { token, onProgress }),
    );
    const saved: SavedClassifier = {
      examples: fingerprint(examples),
      count: examples.length,
      multiLabel,
      accuracy,
      accuracyInterval,
      classifier,
    };
    await this.store.files.write(this.#uri(), `${JSON.stringify(saved, null, 1)}\n`);
    this.#saved = saved;
    this.#changed.fire();
    return saved;
  }

  dispose(): void {
    this.#own.dispose();
  }

  #wanted() {
    const examples = this.store.examples.map(({ text, label }) => ({ text, label }));
    return { examples, multiLabel: readSetting('classify.multiLabel') };
  }

  #uri(): Uri {
    return Uri.joinPath(examplesFolder(this.context), fileName);
  }
}

/** A file that is damaged counts as none: training makes it anew. */
function parsed(text: string | undefined): SavedClassifier | undefined {
  if (text === undefined) return undefined;
  try {
    return parseSaved(JSON.parse(text), 'classifier');
  } catch {
    return undefined;
  }
}
