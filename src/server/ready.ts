// Requests to models fine-tuned for a task: parameters to engine calls and back. Classes of texts are in classify.ts.

import type { CancellationToken } from 'vscode-languageserver';
import {
  answerRequest,
  entitiesRequest,
  parseAnswerParams,
  parseEntitiesParams,
  parseReadyModelParams,
  readyModelRequest,
  type AnswerResult,
  type EntitiesResult,
  type ReadyModelResult,
} from '../protocol/ready';
import { parseWorkDoneToken } from '../protocol/params';
import { signalOf, type ServerContext } from './context';
import { withProgress } from './progress';

type Handler = (context: ServerContext, raw: unknown, token: CancellationToken) => Promise<unknown>;

/** Which request is answered by what. */
export const readyRequests: readonly (readonly [{ readonly method: string }, Handler])[] = [
  [readyModelRequest, readyModel],
  [entitiesRequest, entities],
  [answerRequest, answer],
];

async function readyModel(context: ServerContext, raw: unknown, token: CancellationToken): Promise<ReadyModelResult> {
  const { task } = parseReadyModelParams(raw, '');
  const signal = signalOf(token);
  return context.ready.use(task, signal, async (engine) => {
    const { id, readyTask } = await engine.info(signal);
    return { model: id, labels: readyTask?.labels ?? [] };
  });
}

async function entities(context: ServerContext, raw: unknown, token: CancellationToken): Promise<EntitiesResult> {
  const { text } = parseEntitiesParams(raw, '');
  const signal = signalOf(token);
  return withProgress(context.connection, parseWorkDoneToken(raw), context.titles().findingNames, (progress) =>
    context.ready.use('entities', signal, async (engine) => {
      const found = await engine.entities(text, signal, (fraction) => progress.report(fraction));
      return { model: (await engine.info(signal)).id, entities: found };
    }),
  );
}

async function answer(context: ServerContext, raw: unknown, token: CancellationToken): Promise<AnswerResult> {
  const { question, text } = parseAnswerParams(raw, '');
  const signal = signalOf(token);
  return withProgress(context.connection, parseWorkDoneToken(raw), context.titles().answering, (progress) =>
    context.ready.use('answers', signal, async (engine) => {
      const found = await engine.answerIn(question, text, signal, (fraction) => progress.report(fraction));
      return { model: (await engine.info(signal)).id, answer: found ?? null };
    }),
  );
}
