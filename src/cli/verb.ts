// What a verb is: its arguments and options, how they become the fields that a JSON line has as well, and the work.

import type { CancelSignal } from '../core/cancel';
import type { Engine } from '../engine/engine';
import type { Indexes } from './indexes';

/** Fields of one input, from the command line or from a JSON line; not checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** An answer as --json writes it: plain data. */
export type Output = Readonly<Record<string, unknown>>;

export interface OptionSpec {
  /** As commander writes it, for example `--top <K>`. */
  readonly flags: string;
  readonly description: string;
  /** The field that it fills. */
  readonly field: string;
  /** What its text means; without it the text itself. What makes no sense is left for the check of the field. */
  readonly read?: (text: string) => unknown;
}

/** What a verb may use while it works. */
export interface Work {
  readonly engine: Engine;
  readonly signal: CancelSignal;
  /** Share 0…1 of one input that is done. */
  readonly onProgress: (fraction: number) => void;
  /** How far the work is, in words; each overwrites the last. */
  readonly onStatus: (text: string) => void;
  /** A sentence for people, on stderr. */
  readonly note: (sentence: string) => void;
  /** The indexes of folders; they have encoder processes of their own. */
  readonly indexes: Indexes;
  /** Where the built bundles lie, the panels' pages among them. */
  readonly distFolder: string;
}

export interface VerbSpec<Input, Answer> {
  readonly name: string;
  readonly summary: string;
  /** The fields that the arguments fill, in order; all are needed. */
  readonly arguments: readonly string[];
  readonly options: readonly OptionSpec[];
  /** False for fields that make the arguments needless. Default: always true. */
  readonly needsArguments?: (fields: Fields) => boolean;
  /** `own`: the verb does not use Work.engine, so that no model is loaded for it. Default `shared`. */
  readonly engine?: 'shared' | 'own';
  /** True: much is run at a time, and nobody waits for each word, so that every core gets an encoder process. */
  readonly wide?: boolean;
  /** Fields of an input that a person gives as arguments; a line of JSON is taken as it is. */
  readonly argumentFields?: Fields;
  /** What an argument means, where it is not the field's value itself: for example the content of the file it names. */
  readonly readArgument?: (argument: string) => Promise<Fields>;
  /** ParseError or EngineError for what is wrong in the fields. */
  readonly parse: (fields: Fields) => Input;
  readonly run: (input: Input, work: Work) => Promise<Answer>;
  readonly toJson: (answer: Answer, input: Input) => Output;
  /** For people, without the last line break. */
  readonly toText: (answer: Answer, input: Input) => string;
}

/** One checked input with all that is needed to answer it. */
export interface Job {
  readonly run: (work: Work) => Promise<Answered>;
}

export interface Answered {
  readonly json: () => Output;
  readonly text: () => string;
}

/** A verb whose types only it knows. */
export interface Verb extends Pick<
  VerbSpec<never, never>,
  | 'name'
  | 'summary'
  | 'arguments'
  | 'options'
  | 'argumentFields'
  | 'readArgument'
  | 'needsArguments'
  | 'engine'
  | 'wide'
> {
  readonly prepare: (fields: Fields) => Job;
}

export function defineVerb<Input, Answer>(spec: VerbSpec<Input, Answer>): Verb {
  const { name, summary, options, argumentFields, readArgument, needsArguments, engine, wide } = spec;
  return {
    name,
    summary,
    arguments: spec.arguments,
    options,
    argumentFields,
    readArgument,
    needsArguments,
    engine,
    wide,
    prepare: (fields) => {
      const input = spec.parse(fields);
      return {
        run: async (work) => {
          const answer = await spec.run(input, work);
          return { json: () => spec.toJson(answer, input), text: () => spec.toText(answer, input) };
        },
      };
    },
  };
}
