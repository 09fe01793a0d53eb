// The part of the contract that is about models fine-tuned for a task, each in a folder that the settings `ready.*` name.

import { RequestType } from 'vscode-languageserver-protocol';
import { arrayOf, integer, nullable, number, object, oneOf, string } from './parse';
import { readyTasks, type ReadyTaskName } from './readyTasks';

export interface ReadyModelParams {
  readonly task: ReadyTaskName;
}

export interface ReadyModelResult {
  /** EncoderInfo.id */
  readonly model: string;
  /** In the order of the model's logits; empty for answers. */
  readonly labels: readonly string[];
}

/** Client → server: load the model of a task. Fails with modelNotFound (none is set), outputMissing, model errors. */
export const readyModelRequest = new RequestType<ReadyModelParams, ReadyModelResult, void>('semanticText/readyModel');

export interface EntitiesParams {
  readonly text: string;
}

/** A stretch of the text, UTF-16 offsets, with its kind. */
export interface WireEntity {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** 0…1, mean over its words. */
  readonly probability: number;
}

export interface EntitiesResult {
  readonly model: string;
  /** In the order of the text. */
  readonly entities: readonly WireEntity[];
}

/** Client → server: names and the like in a text. Fails with emptyText and as readyModel does. */
export const entitiesRequest = new RequestType<
  EntitiesParams & { workDoneToken?: string | number },
  EntitiesResult,
  void
>('semanticText/entities');

export interface AnswerParams {
  readonly question: string;
  readonly text: string;
}

export interface AnswerResult {
  readonly model: string;
  /** UTF-16 offsets into the text; null where it does not answer the question. */
  readonly answer: { readonly start: number; readonly end: number; readonly probability: number } | null;
}

/** Client → server: where a text answers a question. Fails with emptyText, badInput (question too long), as readyModel. */
export const answerRequest = new RequestType<AnswerParams & { workDoneToken?: string | number }, AnswerResult, void>(
  'semanticText/answer',
);

export const parseReadyModelParams = object<ReadyModelParams>({ task: oneOf(...readyTasks) });
export const parseEntitiesParams = object<EntitiesParams>({ text: string });
export const parseAnswerParams = object<AnswerParams>({ question: string, text: string });

export const parseReadyModelResult = object<ReadyModelResult>({ model: string, labels: arrayOf(string) });
export const parseEntitiesResult = object<EntitiesResult>({
  model: string,
  entities: arrayOf(object<WireEntity>({ start: integer(0), end: integer(0), label: string, probability: number })),
});
export const parseAnswerResult = object<AnswerResult>({
  model: string,
  answer: nullable(
    object<NonNullable<AnswerResult['answer']>>({ start: integer(0), end: integer(0), probability: number }),
  ),
});
