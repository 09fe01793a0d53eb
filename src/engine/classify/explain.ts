// Why a text got its label: each part of it is left out in turn, and what that does to the probability is the part's
// effect. Source: occlusion, Zeiler and Fergus 2014, section 4.2, and Li, Monroe and Jurafsky 2016 for words.

import { sentenceSpans } from '../../core/sentences';
import { wordSpans } from '../../core/text';
import type { Span } from '../../core/types';
import type { Call } from '../encoder';
import { EngineError } from '../errors';
import { judge } from './classify';
import type { FeatureReader } from './features';
import type { ExplainAnswer, ExplainRequest, TrainedClassifier } from './requests';
import { best } from './train';

/** So many parts at the most: each costs one reading of the text. */
const mostParts = 64;

/** Errors as classify; badInput for a label that the classifier does not have. */
export async function explain(
  reader: FeatureReader,
  request: ExplainRequest,
  trained: TrainedClassifier | undefined,
  call: Call,
): Promise<ExplainAnswer> {
  const { text } = request;
  const { unit, parts } = partsOf(text);
  const rests = parts.map(({ start, end }) => `${text.slice(0, start)}${text.slice(end)}`);
  // A text that consists of the part alone has nothing left to read.
  const readable = rests.map((rest) => rest.trim() !== '');
  const texts = [text, ...rests.filter((_, n) => readable[n])];
  const { labels, probabilities, plain } = await judge(reader, texts, request.labels ?? [], trained, call, {
    keep: false,
  });
  const number = request.label === undefined ? best(probabilities, 0, labels.length) : labels.indexOf(request.label);
  if (number < 0) throw new EngineError('badInput', { subject: 'label', reason: 'the classifier has no such label' });
  const whole = plain[number];
  let row = 0;
  return {
    model: reader.encoder.info.id,
    label: labels[number],
    probability: probabilities[number],
    unit,
    parts: parts.map((part, n) => ({
      ...part,
      effect: readable[n] ? whole - plain[++row * labels.length + number] : whole,
    })),
  };
}

/** Sentences; the words of a single sentence; groups of neighbouring sentences (or words) where there are too many. */
function partsOf(text: string): { unit: ExplainAnswer['unit']; parts: Span[] } {
  const sentences = sentenceSpans(text);
  const single = sentences.length < 2;
  const spans = single ? wordSpans(text) : sentences;
  if (spans.length <= mostParts) return { unit: single ? 'word' : 'sentence', parts: spans };
  const size = Math.ceil(spans.length / mostParts);
  const parts: Span[] = [];
  for (let at = 0; at < spans.length; at += size) {
    parts.push({ start: spans[at].start, end: spans[Math.min(at + size, spans.length) - 1].end });
  }
  return { unit: 'group', parts };
}
