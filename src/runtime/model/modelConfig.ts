// What config.json says about an encoder, whichever family's words it uses.

import { EngineError } from '../../engine/errors';
import type { ReadyTask } from '../../engine/ports';
import { arrayOf, FormError, object, optional, record, string, wholeFrom } from '../parse';

export interface ModelConfig {
  readonly modelType: string;
  readonly numLayers: number;
  readonly numHeads: number;
  readonly hiddenSize: number;
  readonly vocabSize: number;
  /** Longest input in tokens, special ones included. */
  readonly maxTokens: number;
  readonly languages: readonly string[];
  readonly readyTask?: ReadyTask | undefined;
}

/** Encoders whose inputs are token ids, a mask and perhaps segment ids. */
const families: ReadonlySet<string> = new Set([
  'albert',
  'bert',
  'camembert',
  'convbert',
  'deberta',
  'deberta-v2',
  'distilbert',
  'electra',
  'ernie',
  'esm',
  'mobilebert',
  'modernbert',
  'mpnet',
  'roberta',
  'roberta-prelayernorm',
  'rembert',
  'roformer',
  'squeezebert',
  'xlm-roberta',
]);

/** Families that count positions from the padding id on, as fairseq did: their tables have that many unused rows. */
const countsFromPadding: ReadonlySet<string> = new Set([
  'camembert',
  'mpnet',
  'roberta',
  'roberta-prelayernorm',
  'xlm-roberta',
]);

/** Where a family has other names for the same size. */
const aliases = {
  num_hidden_layers: ['n_layers', 'num_layers'],
  num_attention_heads: ['n_heads'],
  hidden_size: ['dim'],
  max_position_embeddings: [],
} as const;

/**
 * Reads the content of config.json; tokenizer_config.json may set a shorter limit. EngineError modelUnsupported for a
 * family that the engine cannot run, modelCorrupt where a size is missing. `subject` names the file in errors.
 */
export function parseModelConfig(value: unknown, tokenizerConfig: unknown, subject: string): ModelConfig {
  try {
    const config = record(value, 'config');
    const modelType = string(config.model_type, 'model_type');
    if (!families.has(modelType)) {
      const reason = config.is_encoder_decoder ? `${modelType} is no encoder` : `family ${modelType}`;
      throw new EngineError('modelUnsupported', { subject, reason });
    }
    const readyTask = readyTaskOf(config);
    return {
      modelType,
      numLayers: sizeOf(config, 'num_hidden_layers'),
      numHeads: sizeOf(config, 'num_attention_heads'),
      hiddenSize: sizeOf(config, 'hidden_size'),
      vocabSize: wholeFrom(1)(config.vocab_size, 'vocab_size'),
      maxTokens: maxTokensOf(config, modelType, tokenizerConfig),
      languages: optional(arrayOf(string))(config.languages, 'languages') ?? [],
      ...(readyTask && { readyTask }),
    };
  } catch (error) {
    if (error instanceof FormError) throw new EngineError('modelCorrupt', { subject, reason: error.message });
    throw error;
  }
}

const taskHeads = [
  [/ForSequenceClassification$/, 'textClassification'],
  [/ForTokenClassification$/, 'tokenClassification'],
  [/ForQuestionAnswering$/, 'questionAnswering'],
] as const;

/**
 * The task that `architectures` names, with the labels of `id2label` in the order of their numbers; where that is left out,
 * those that the Transformers library takes then.
 */
function readyTaskOf(config: Readonly<Record<string, unknown>>): ReadyTask | undefined {
  const [architecture = ''] = optional(arrayOf(string))(config.architectures, 'architectures') ?? [];
  const kind = taskHeads.find(([pattern]) => pattern.test(architecture))?.[1];
  if (!kind) return undefined;
  const count = optional(wholeFrom(1))(config.num_labels, 'num_labels') ?? 2;
  const usual = Object.fromEntries(Array.from({ length: count }, (_, n) => [n, `LABEL_${n}`]));
  const names = config.id2label === undefined ? usual : record(config.id2label, 'id2label');
  const numbers = Object.keys(names).sort((a, b) => Number(a) - Number(b));
  const labels = kind === 'questionAnswering' ? [] : numbers.map((n) => string(names[n], `id2label.${n}`));
  return { kind, labels, several: config.problem_type === 'multi_label_classification' };
}

function sizeOf(config: Readonly<Record<string, unknown>>, key: keyof typeof aliases): number {
  const found = [key, ...aliases[key]].find((name) => config[name] !== undefined) ?? key;
  return wholeFrom(1)(config[found], found);
}

function maxTokensOf(config: Readonly<Record<string, unknown>>, modelType: string, tokenizerConfig: unknown): number {
  const rows = sizeOf(config, 'max_position_embeddings');
  const padding = optional(wholeFrom(0))(config.pad_token_id, 'pad_token_id') ?? 1;
  const positions = countsFromPadding.has(modelType) ? rows - padding - 1 : rows;
  const { model_max_length: limit } = optional(object<{ model_max_length: unknown }>({ model_max_length: (v) => v }))(
    tokenizerConfig,
    'tokenizer config',
  ) ?? { model_max_length: undefined };
  // Tokenizers without a limit say 1e30.
  return typeof limit === 'number' && limit >= 1 ? Math.min(positions, Math.floor(limit)) : positions;
}
