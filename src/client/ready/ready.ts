// Models fine-tuned for a task put together: their choice, names, answers; and the commands.

import type { Disposable } from 'vscode';
import type { ReadyCommand } from '../../protocol/commands';
import type { CommandTable } from '../commands';
import { DisposableList } from '../disposables';
import { Questions } from './answers';
import { findEntities } from './entities';
import { Marks } from './marks';
import { ReadyModels, type ReadyModelsOptions } from './models';

export class Ready implements Disposable {
  readonly models: ReadyModels;
  readonly #own = new DisposableList();
  readonly #marks = this.#own.add(new Marks());
  readonly #questions: Questions;

  constructor(readonly options: ReadyModelsOptions) {
    this.models = new ReadyModels(options);
    this.#questions = new Questions(options.server, this.models, this.#marks);
  }

  /** The entries of the command table that are about ready-made models; classes of texts are in classify/. */
  commands(): Pick<CommandTable, ReadyCommand> {
    const finder = { server: this.options.server, models: this.models, marks: this.#marks };
    return {
      findEntities: { needs: 'editor', run: (editor) => findEntities(finder, editor) },
      answerQuestion: { needs: 'editor', run: (editor) => this.#questions.ask(editor) },
      chooseReadyModel: { needs: 'nothing', run: (task) => this.models.choose(task) },
    };
  }

  clear(): void {
    this.#marks.clear();
  }

  dispose(): void {
    this.#own.dispose();
  }
}
