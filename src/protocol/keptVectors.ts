// The vectors of texts that a server keeps for the next session: how many, where, and to delete them.

import { RequestType } from 'vscode-languageserver-protocol';
import { boolean, integer, object, string, type Parser } from './parse';

export interface KeptVectorsParams {
  /** False: only looks. */
  readonly delete: boolean;
}

export interface KeptVectorsResult {
  /** Where they are on the disk; empty where none are kept beyond the session. */
  readonly folder: string;
  /** Of all encoders, after what was asked for. */
  readonly sizeBytes: number;
}

/** Client → server: looks at what is kept, or deletes it. Fails with storage. */
export const keptVectorsRequest = new RequestType<KeptVectorsParams, KeptVectorsResult, void>(
  'semanticText/keptVectors',
);

export const parseKeptVectorsParams: Parser<KeptVectorsParams> = object<KeptVectorsParams>({ delete: boolean });
export const parseKeptVectorsResult: Parser<KeptVectorsResult> = object<KeptVectorsResult>({
  folder: string,
  sizeBytes: integer(0),
});
