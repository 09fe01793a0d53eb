// The models that were fine-tuned for a task: one slot a task beside the one of the encoder, opened on first use, let go
// like that one.

import type { CancelSignal } from '../core/cancel';
import { inferenceOf, taskOf } from '../engine/classify/ready';
import { EngineError } from '../engine/errors';
import type { EncoderInfo } from '../engine/ports';
import type { ReadyTaskName } from '../protocol/readyTasks';
import type { Settings } from '../protocol/settings';
import { EngineSlot, type SlotOptions } from './engineSlot';
import type { ServerEngine } from './runtime';

export type ReadySlotsOptions = Omit<SlotOptions, 'publish'>;

export class ReadySlots {
  readonly #options: ReadySlotsOptions;
  readonly #slots = new Map<ReadyTaskName, EngineSlot>();

  constructor(options: ReadySlotsOptions) {
    this.#options = options;
  }

  /**
   * Runs the work on the model of a task. EngineError modelNotFound where the settings name none, outputMissing where it was
   * not fine-tuned for that; else as EngineSlot.
   */
  async use<T>(task: ReadyTaskName, signal: CancelSignal, work: (engine: ServerEngine) => Promise<T>): Promise<T> {
    const settings = await this.#options.settings();
    if (!settings[`ready.${task}`]) throw new EngineError('modelNotFound', { reason: 'no folder is set' });
    return this.#slotOf(task).use(signal, async (engine) => {
      checkTask(await engine.info(signal), task);
      return work(engine);
    });
  }

  async settingsChanged(): Promise<void> {
    await Promise.all([...this.#slots.values()].map((slot) => slot.settingsChanged()));
  }

  async restart(): Promise<void> {
    await Promise.all([...this.#slots.values()].map((slot) => slot.restart()));
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#slots.values()].map((slot) => slot.dispose()));
  }

  #slotOf(task: ReadyTaskName): EngineSlot {
    const known = this.#slots.get(task);
    if (known) return known;
    const settings = async (): Promise<Settings> => {
      const all = await this.#options.settings();
      return { ...all, 'model.path': all[`ready.${task}`], 'model.id': '' };
    };
    // The status item tells of the encoder; of these the requests themselves tell.
    const slot = new EngineSlot({ ...this.#options, settings, publish: () => {} });
    this.#slots.set(task, slot);
    return slot;
  }
}

function checkTask(info: EncoderInfo, task: ReadyTaskName): void {
  if (task === 'classes') taskOf(info, 'textClassification');
  else if (task === 'inference') inferenceOf(info);
  else taskOf(info, task === 'entities' ? 'tokenClassification' : 'questionAnswering');
}
