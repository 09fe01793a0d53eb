// The front door to comparing texts: one method for each thing that the server asks. Keeps what an encoder's similarities
// are read against; features live in their files.

import type { CancelSignal } from '../../core/cancel';
import type { Call, Encoder } from '../encoder';
import type { Clock } from '../ports';
import type { Lane } from '../requests';
import { alignWords } from './align';
import { coherence } from './coherence';
import { compare } from './compare';
import { duplicatesOf } from './duplicates';
import type { IndexVectors } from './indexedPassages';
import { matrix } from './matrix';
import { References } from './reference';
import type {
  AlignAnswer,
  AlignRequest,
  CoherenceAnswer,
  CoherenceRequest,
  CompareAnswer,
  CompareRequest,
  DuplicatesAnswer,
  DuplicatesRequest,
  MatrixAnswer,
  MatrixRequest,
  OnProgress,
} from './requests';

/** Runs work with the loaded encoder, in a lane; a newer call of the same key cancels it. */
export type WithEncoder = <T>(
  lane: Lane,
  signal: CancelSignal,
  key: string | undefined,
  work: (encoder: Encoder, call: Call) => Promise<T>,
) => Promise<T>;

/** Methods reject as those of Engine do. */
export class Comparisons {
  #references: References | undefined;

  constructor(
    readonly withEncoder: WithEncoder,
    readonly clock: Clock,
  ) {}

  /** How alike two texts are, whole and in passages. emptyText, outputMissing (layers), model errors. */
  compare(request: CompareRequest, signal: CancelSignal): Promise<CompareAnswer> {
    return this.withEncoder('interactive', signal, request.key, (encoder, call) =>
      compare(encoder, request, this.#of(encoder), call, this.#pause),
    );
  }

  /** Which words of two texts match. emptyText, outputMissing (layers). */
  align(request: AlignRequest, signal: CancelSignal): Promise<AlignAnswer> {
    return this.withEncoder('interactive', signal, request.key, (encoder, call) => alignWords(encoder, request, call));
  }

  /** All sentences or paragraphs of a document against each other. emptyText, outputMissing (layers). */
  matrix(request: MatrixRequest, signal: CancelSignal): Promise<MatrixAnswer> {
    return this.withEncoder('interactive', signal, request.key, (encoder, call) =>
      matrix(encoder, request, this.#of(encoder), call),
    );
  }

  /**
   * Near-duplicates in documents, in the background lane. Passages that `index` holds are not embedded. outputMissing
   * (layers).
   */
  duplicates(
    request: DuplicatesRequest,
    signal: CancelSignal,
    onProgress?: OnProgress,
    index?: IndexVectors,
  ): Promise<DuplicatesAnswer> {
    return this.withEncoder('background', signal, request.key, (encoder, call) => {
      const tools = { references: this.#of(encoder), pause: this.#pause, index };
      return duplicatesOf(encoder, request, tools, call, onProgress);
    });
  }

  /** Where the paragraphs of a document do not follow from each other. emptyText, outputMissing (layers). */
  coherence(request: CoherenceRequest, signal: CancelSignal, onProgress?: OnProgress): Promise<CoherenceAnswer> {
    return this.withEncoder('background', signal, request.key, (encoder, call) =>
      coherence(encoder, request, this.#of(encoder), call, onProgress),
    );
  }

  #of(encoder: Encoder): References {
    if (this.#references?.encoder !== encoder) this.#references = new References(encoder);
    return this.#references;
  }

  readonly #pause = (): Promise<void> => new Promise((resolve) => void this.clock.after(0, resolve));
}
