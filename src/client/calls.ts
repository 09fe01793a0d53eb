// The requests of the client by name, each with the parser of its answer. Loaded with the language client, never before:
// the protocol library costs more than the whole activation may.

import type { RequestType, RequestType0 } from 'vscode-languageserver-protocol';
import {
  classifyRequest,
  evaluateRequest,
  explainRequest,
  parseClassifyResult,
  parseEvaluateResult,
  parseExplainResult,
  parseSimilarResult,
  parseTrainResult,
  similarRequest,
  trainRequest,
} from '../protocol/classify';
import { keptVectorsRequest, parseKeptVectorsResult } from '../protocol/keptVectors';
import type { Parser } from '../protocol/parse';
import {
  answerRequest,
  entitiesRequest,
  parseAnswerResult,
  parseEntitiesResult,
  parseReadyModelResult,
  readyModelRequest,
} from '../protocol/ready';
import {
  alignRequest,
  attendRequest,
  clearFindingsRequest,
  coherenceRequest,
  compareRequest,
  duplicatesRequest,
  fillRequest,
  inspectRequest,
  installModelRequest,
  matrixRequest,
  planInstallRequest,
  predictRequest,
  proofreadRequest,
  restartRequest,
  statusRequest,
  suggestRequest,
  warmUpRequest,
} from '../protocol/requests';
import {
  controlIndexRequest,
  explainFileRequest,
  indexStatusRequest,
  moreLikeThisRequest,
  searchRequest,
} from '../protocol/search';
import { parseFileExplanation, parseIndexStatus, parseSearchResult } from '../protocol/searchParse';
import {
  parseAttendResult,
  parseFillResult,
  parseInspectResult,
  parseInstallResult,
  parseNothing,
  parsePlanResult,
  parsePredictResult,
  parseProofreadResult,
  parseStatusResult,
  parseSuggestResult,
} from '../protocol/results';
import {
  calculateRequest,
  neighboursRequest,
  parseCalculateResult,
  parseNeighboursResult,
  parseSensesResult,
  parseSubstitutesResult,
  parseVocabularyNeighboursResult,
  sensesRequest,
  substitutesRequest,
  vocabularyNeighboursRequest,
} from '../protocol/senses';
import {
  parseAlignResult,
  parseCoherenceResult,
  parseCompareResult,
  parseDuplicatesResult,
  parseMatrixResult,
} from '../protocol/similarity';

export interface Call<P, R> {
  readonly method: string;
  readonly parse: Parser<R>;
  /** Only carries the type of the parameters. */
  readonly params?: P;
}

export const calls = {
  suggest: call(suggestRequest, parseSuggestResult),
  fill: call(fillRequest, parseFillResult),
  proofread: call(proofreadRequest, parseProofreadResult),
  clearFindings: call(clearFindingsRequest, parseNothing),
  inspect: call(inspectRequest, parseInspectResult),
  attend: call(attendRequest, parseAttendResult),
  predict: call(predictRequest, parsePredictResult),
  train: call(trainRequest, parseTrainResult),
  classify: call(classifyRequest, parseClassifyResult),
  evaluate: call(evaluateRequest, parseEvaluateResult),
  explain: call(explainRequest, parseExplainResult),
  similarTexts: call(similarRequest, parseSimilarResult),
  readyModel: call(readyModelRequest, parseReadyModelResult),
  entities: call(entitiesRequest, parseEntitiesResult),
  answer: call(answerRequest, parseAnswerResult),
  compare: call(compareRequest, parseCompareResult),
  align: call(alignRequest, parseAlignResult),
  matrix: call(matrixRequest, parseMatrixResult),
  duplicates: call(duplicatesRequest, parseDuplicatesResult),
  coherence: call(coherenceRequest, parseCoherenceResult),
  senses: call(sensesRequest, parseSensesResult),
  neighbours: call(neighboursRequest, parseNeighboursResult),
  vocabularyNeighbours: call(vocabularyNeighboursRequest, parseVocabularyNeighboursResult),
  calculate: call(calculateRequest, parseCalculateResult),
  substitutes: call(substitutesRequest, parseSubstitutesResult),
  status: call0(statusRequest, parseStatusResult),
  warmUp: call0(warmUpRequest, parseStatusResult),
  restart: call0(restartRequest, parseStatusResult),
  keptVectors: call(keptVectorsRequest, parseKeptVectorsResult),
  planInstall: call(planInstallRequest, parsePlanResult),
  installModel: call(installModelRequest, parseInstallResult),
  search: call(searchRequest, parseSearchResult),
  moreLikeThis: call(moreLikeThisRequest, parseSearchResult),
  indexStatus: call0(indexStatusRequest, parseIndexStatus),
  controlIndex: call(controlIndexRequest, parseIndexStatus),
  explainFile: call(explainFileRequest, parseFileExplanation),
} as const;

export type RequestName = keyof typeof calls;
export type Params<K extends RequestName> = (typeof calls)[K] extends Call<infer P, unknown> ? P : never;
export type Result<K extends RequestName> = ReturnType<(typeof calls)[K]['parse']>;

function call<P, R>(type: RequestType<P, unknown, void>, parse: Parser<R>): Call<P, R> {
  return { method: type.method, parse };
}

function call0<R>(type: RequestType0<unknown, void>, parse: Parser<R>): Call<undefined, R> {
  return { method: type.method, parse };
}
