// A trained classifier as it is sent and kept in a file. Apart from the requests, which need the protocol's library: what an
// extension does at its start must not read that.

import { arrayOf, integer, number, object, oneOf, string, type Parser } from './parse';

/**
 * A trained classifier as it is sent and kept in a file. Numbers are fp64, little-endian, in base64: `weights` [K, width],
 * those of the encoder's features first and then one for each of `terms`; `idf` one a term; the others [K]. softmax: the mean over `temperatures` of the softmax of logits / temperature; oneVsRest: σ(slope · logit + shift) for each label.
 */
export interface WireClassifier {
  /** 1 knew no words, 2 no caution, 3 one temperature only. */
  readonly format: 4;
  /** EncoderInfo.id and hash of the encoder that made the features; another one cannot use the weights. */
  readonly model: string;
  readonly modelHash: string;
  readonly kind: 'softmax' | 'oneVsRest';
  readonly labels: readonly string[];
  readonly terms: readonly string[];
  readonly idf: string;
  readonly unknownIdf: number;
  readonly width: number;
  readonly weights: string;
  readonly bias: string;
  /** Of softmax, each counting alike; none for oneVsRest. */
  readonly temperatures: readonly number[];
  readonly slope: string;
  readonly shift: string;
  /** Penalty that cross-validation chose; 0 where each label has its own. */
  readonly l2: number;
  readonly caution: WireCaution;
}

/** core/caution: `most` and `shares` [K], fp64; `directions` [K, D], fp32; both in base64. */
export interface WireCaution {
  readonly most: string;
  readonly shares: string;
  readonly directions: string;
  readonly leastCosine: number;
  readonly medianCosine: number;
  readonly knownShare: number;
  readonly count: number;
}

const formatFour: Parser<4> = (value, path) => integer(4, 4)(value, path) as 4;
export const parseClassifier: Parser<WireClassifier> = object<WireClassifier>({
  format: formatFour,
  model: string,
  modelHash: string,
  kind: oneOf('softmax', 'oneVsRest'),
  labels: arrayOf(string),
  terms: arrayOf(string),
  idf: string,
  unknownIdf: number,
  width: integer(1, 10_000_000),
  weights: string,
  bias: string,
  temperatures: arrayOf(number),
  slope: string,
  shift: string,
  l2: number,
  caution: object<WireCaution>({
    most: string,
    shares: string,
    directions: string,
    leastCosine: number,
    medianCosine: number,
    knownShare: number,
    count: integer(1),
  }),
});
