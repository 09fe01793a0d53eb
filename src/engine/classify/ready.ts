// Tasks of models that were fine-tuned for them: classes of texts, classes by inference (NLI), names in a text, answers to
// questions. The heads are the models' own; here their logits become answers.

import { softmaxRows } from '../../core/temperature';
import type { Encoding, Span } from '../../core/types';
import type { Call, Encoder } from '../encoder';
import { EngineError } from '../errors';
import { passagesOf } from '../passages';
import type { EncoderInfo, ReadyTask } from '../ports';
import type { Judged } from './classify';
import type { OnFraction } from './requests';

/** A stretch of a text with its kind, such as a person or a place. */
export interface Entity extends Span {
  readonly label: string;
  /** Mean probability 0…1 of its tokens. */
  readonly probability: number;
}

export interface QuestionAnswer extends Span {
  /** 0…1 among all stretches of the passage it stands in. */
  readonly probability: number;
}

/** Longest answer in tokens, as in the usual evaluation of SQuAD. */
const longestAnswer = 30;
/** Room for a question in the encoder's input: the rest belongs to the text. */
const mostOfQuestion = 0.5;

/** The task of the model; outputMissing where it is not the wanted one. */
export function taskOf({ readyTask, name }: EncoderInfo, kind: ReadyTask['kind']): ReadyTask {
  if (readyTask?.kind === kind) return readyTask;
  throw new EngineError('outputMissing', { subject: name, reason: wanted[kind] });
}

/** The task of a model that does inference; outputMissing for any other. */
export function inferenceOf(info: EncoderInfo): ReadyTask & { readonly entailment: number } {
  const task = taskOf(info, 'textClassification');
  const entailment = task.labels.findIndex((label) => /^entail/i.test(label));
  if (entailment < 0) throw new EngineError('outputMissing', { subject: info.name, reason: 'entailment' });
  return { ...task, entailment };
}

const wanted: Readonly<Record<ReadyTask['kind'], string>> = {
  textClassification: 'a text classification head',
  tokenClassification: 'a token classification head',
  questionAnswering: 'a question answering head',
};

/** Classes that the model was fine-tuned for. A long text is read in passages, their probabilities averaged. */
export async function readyClasses(encoder: Encoder, texts: readonly string[], call: Call): Promise<Judged> {
  const { labels, several } = taskOf(encoder.info, 'textClassification');
  const { rows, passages } = cut(encoder, texts, 0);
  const inputs = rows.map(({ text }) => encoder.encode(text));
  const { logits, width } = await encoder.classLogits(inputs, call);
  const probabilities = new Float64Array(texts.length * labels.length);
  for (const [n, { owner }] of rows.entries()) {
    const found = probabilitiesOf(logits.subarray(n * width, (n + 1) * width), several);
    found.forEach((p, k) => (probabilities[owner * labels.length + k] += p / passages[owner]));
  }
  return { labels, several, probabilities, plain: probabilities, passages };
}

interface Piece {
  readonly text: string;
  /** Number of the text that it is a passage of. */
  readonly owner: number;
}

/** All passages of all texts, to be run together, and how many each text has. */
function cut(encoder: Encoder, texts: readonly string[], room: number) {
  const all = texts.map((text) => passagesIn(encoder, text, room));
  const rows = all.flatMap((spans, owner) =>
    spans.map(({ start, end }): Piece => ({ owner, text: texts[owner].slice(start, end) })),
  );
  return { rows, passages: Int32Array.from(all, ({ length }) => length) };
}

/** True for a model that says whether one sentence follows from another: its labels name entailment. */
export const isInference = ({ kind, labels }: ReadyTask): boolean =>
  kind === 'textClassification' && labels.some((label) => /^entail/i.test(label));

/**
 * Classes by inference: the text as premise, “This text is about <label>.” as hypothesis; a softmax over the labels'
 * logits of entailment. Source: Yin, Hay and Roth 2019, Benchmarking zero-shot text classification.
 */
export async function inferredClasses(
  encoder: Encoder,
  texts: readonly string[],
  sentences: ReadonlyMap<string, string>,
  call: Call,
): Promise<Judged> {
  const { entailment } = inferenceOf(encoder.info);
  const labels = [...sentences.keys()];
  const hypotheses = [...sentences.values()].map((each) => `This text is about ${each}.`);
  const room = Math.max(...hypotheses.map((each) => encoder.count(each))) + 1;
  const { rows, passages } = cut(encoder, texts, room);
  const inputs = rows.flatMap(({ text }) => hypotheses.map((hypothesis) => encoder.encode(text, hypothesis)));
  const { logits, width } = await encoder.classLogits(inputs, call);
  const probabilities = new Float64Array(texts.length * labels.length);
  for (const [n, { owner }] of rows.entries()) {
    const entails = Float64Array.from(labels, (_, k) => logits[(n * labels.length + k) * width + entailment]);
    softmaxRows(entails, labels.length).forEach((p, k) => {
      probabilities[owner * labels.length + k] += p / passages[owner];
    });
  }
  return { labels, several: false, probabilities, plain: probabilities, passages };
}

/**
 * Names and the like, in the order of the text. Words take the label of their first piece; runs of one label are joined up
 * to the next that begins (`B-`, `S-`).
 */
export async function entities(encoder: Encoder, text: string, call: Call, onFraction?: OnFraction): Promise<Entity[]> {
  const { labels } = taskOf(encoder.info, 'tokenClassification');
  if (text.trim() === '') throw new EngineError('emptyText');
  const found: Entity[] = [];
  for (const passage of passagesIn(encoder, text, 0)) {
    onFraction?.(passage.start / text.length);
    const encoding = encoder.encode(text.slice(passage.start, passage.end));
    const { logits, width } = await encoder.head(encoding, call);
    const probabilities = softmaxRows(Float64Array.from(logits), width);
    found.push(...joined(encoding, probabilities, labels, passage.start));
  }
  return found;
}

interface Open extends Span {
  readonly label: string;
  readonly sum: number;
  readonly count: number;
}

function joined(encoding: Encoding, probabilities: Float64Array, labels: readonly string[], offset: number): Entity[] {
  const done: Open[] = [];
  let open: Open | undefined;
  const close = (): void => {
    if (open) done.push(open);
    open = undefined;
  };
  for (let n = 0; n < encoding.inputIds.length; n++) {
    const { start, end } = { start: encoding.starts[n], end: encoding.ends[n] };
    if (end <= start) continue;
    // A further piece of a word belongs to it, whatever its own label is.
    if (n > 0 && encoding.words[n] === encoding.words[n - 1]) {
      if (open) open = { ...open, end };
      continue;
    }
    const row = probabilities.subarray(n * labels.length, (n + 1) * labels.length);
    const k = row.indexOf(Math.max(...row));
    const [, prefix = '', label] = /^([BIES]-)?(.*)$/.exec(labels[k]) ?? [];
    if (label === 'O') close();
    else if (open && open.label === label && prefix !== 'B-' && prefix !== 'S-') {
      open = { ...open, end, sum: open.sum + row[k], count: open.count + 1 };
    } else {
      close();
      open = { start, end, label, sum: row[k], count: 1 };
    }
  }
  close();
  return done.map(({ start, end, label, sum, count }) => ({
    start: offset + start,
    end: offset + end,
    label,
    probability: sum / count,
  }));
}

/**
 * The stretch of the text that answers the question; undefined where every passage says that it holds no answer. Source:
 * Devlin et al. 2019, section 4.2 and 4.3 (the score of no answer is that of [CLS]).
 */
export async function answerIn(
  encoder: Encoder,
  question: string,
  text: string,
  call: Call,
  onFraction?: OnFraction,
): Promise<QuestionAnswer | undefined> {
  taskOf(encoder.info, 'questionAnswering');
  if (text.trim() === '' || question.trim() === '') throw new EngineError('emptyText');
  const room = encoder.count(question) + 1;
  if (room > encoder.info.maxTokens * mostOfQuestion) {
    throw new EngineError('badInput', { subject: 'question', reason: 'it is too long' });
  }
  let best: (QuestionAnswer & { readonly score: number }) | undefined;
  for (const passage of passagesIn(encoder, text, room)) {
    onFraction?.(passage.start / text.length);
    const encoding = encoder.encode(question, text.slice(passage.start, passage.end));
    const { logits, endLogits } = await encoder.head(encoding, call);
    if (!endLogits) throw new EngineError('outputMissing', { subject: encoder.info.name, reason: 'end logits' });
    const found = bestSpan(encoding, logits, endLogits);
    if (found && (!best || found.score > best.score)) {
      best = { ...found, start: passage.start + found.start, end: passage.start + found.end };
    }
  }
  return best && { start: best.start, end: best.end, probability: best.probability };
}

/** The best start and end in segment 1; its probability among all such pairs and no answer. */
function bestSpan(encoding: Encoding, begins: Float32Array, ends: Float32Array) {
  const inside = Array.from(encoding.inputIds.keys()).filter(
    (n) => encoding.segments[n] === 1 && encoding.ends[n] > encoding.starts[n],
  );
  const none = begins[0] + ends[0];
  let best: { from: number; to: number; score: number } | undefined;
  const scores = [none];
  for (const from of inside) {
    for (const to of inside) {
      if (to < from || to - from >= longestAnswer) continue;
      const score = begins[from] + ends[to];
      scores.push(score);
      if (!best || score > best.score) best = { from, to, score };
    }
  }
  if (!best || best.score <= none) return undefined;
  const total = scores.reduce((sum, score) => sum + Math.exp(score - (best?.score ?? 0)), 0);
  return {
    start: encoding.starts[best.from],
    end: encoding.ends[best.to],
    score: best.score - none,
    probability: 1 / total,
  };
}

/** Passages of the text that fit beside `room` further tokens. */
function passagesIn(encoder: Encoder, text: string, room: number): Span[] {
  const budget = encoder.info.maxTokens - encoder.specialCount - room;
  if (encoder.count(text) <= budget) return [{ start: 0, end: text.length }];
  return passagesOf(text, { start: 0, end: text.length }, budget, encoder.count);
}

function probabilitiesOf(logits: Float32Array, several: boolean): Float64Array {
  if (!several) return softmaxRows(Float64Array.from(logits), logits.length);
  return Float64Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit)));
}
