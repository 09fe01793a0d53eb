// Vectors of texts. A text longer than the encoder takes is cut into passages at sentence ends; its vector is the mean of
// theirs, each weighted by its tokens, so that every token counts about the same. A vector that was made before is taken
// from the store of the model, where it has one.

import { throwIfCancelled } from '../core/cancel';
import { l2Normalise } from '../core/vector';
import { wellFormed } from '../core/text';
import type { TokenRow } from './batching';
import type { OnFraction } from './classify/requests';
import type { Call, Encoder } from './encoder';
import { passagesOf } from './passages';
import type { KeptVector, LayerChoice, Pooling, VectorStore } from './ports';
import type { EmbedAnswer, EmbedTextsRequest } from './requests';

export async function embed(
  encoder: Encoder,
  request: EmbedTextsRequest,
  call: Call,
  onFraction?: OnFraction,
): Promise<EmbedAnswer> {
  const { texts, layers = 'last', pooling = 'mean', keep = true } = request;
  // Equal texts share a run, so that they get equal vectors whatever they are batched with.
  const unique = [...new Set(texts)];
  const store = encoder.model.vectors;
  const kind = `${layers} ${pooling}`;
  const known = (await store?.read(kind, unique)) ?? [];
  const missing = unique.filter((_, n) => !known[n]);
  const device = deviceOf(encoder);
  const made = await run(encoder, missing, { layers, pooling }, call, onFraction);
  // Where it had to fall back in between, two devices made them.
  if (keep && store && device === deviceOf(encoder)) remember(store, kind, missing, made);
  let next = 0;
  const found = new Map(unique.map((text, n) => [text, known[n] ?? made[next++]]));
  return { model: encoder.info.id, ...pack(texts, found) };
}

/** Now: an encoder may have to fall back to another one. */
const deviceOf = ({ model }: Encoder): string => model.encoder.info.device;

/** A text without tokens costs nothing and is not kept. */
function remember(store: VectorStore, kind: string, texts: readonly string[], vectors: readonly KeptVector[]): void {
  const read = Array.from(texts.keys()).filter((n) => vectors[n].passages > 0);
  if (!read.length) return;
  store.add(
    kind,
    read.map((n) => texts[n]),
    read.map((n) => vectors[n]),
  );
}

/** One vector a text, of length 1; zeros for a text without tokens. */
async function run(
  encoder: Encoder,
  texts: readonly string[],
  { layers, pooling }: { readonly layers: LayerChoice; readonly pooling: Pooling },
  call: Call,
  onFraction?: OnFraction,
): Promise<KeptVector[]> {
  const rows: TokenRow[] = [];
  const owner: number[] = [];
  for (const [n, text] of texts.entries()) {
    for (const row of rowsOf(encoder, wellFormed(text))) {
      rows.push(row);
      owner.push(n);
    }
    if (encoder.pace.isDue) await encoder.pace.rest();
  }
  throwIfCancelled(call.signal);
  const { width, values } = await encoder.embed(rows, layers, pooling, call, onFraction);
  const embeddings = new Float32Array(texts.length * width);
  const passages = new Int32Array(texts.length);
  for (const [k, n] of owner.entries()) {
    const weight = rows[k].inputIds.length;
    for (let i = 0; i < width; i++) embeddings[n * width + i] += weight * values[k * width + i];
    passages[n]++;
  }
  l2Normalise(embeddings, width);
  return texts.map((_, n) => ({ values: embeddings.subarray(n * width, (n + 1) * width), passages: passages[n] }));
}

function pack(texts: readonly string[], found: ReadonlyMap<string, KeptVector>): Omit<EmbedAnswer, 'model'> {
  let width = 0;
  for (const { values } of found.values()) width = Math.max(width, values.length);
  const embeddings = new Float32Array(texts.length * width);
  const passages = new Int32Array(texts.length);
  for (const [n, text] of texts.entries()) {
    const vector = found.get(text);
    if (vector) embeddings.set(vector.values, n * width);
    passages[n] = vector?.passages ?? 0;
  }
  return { width, embeddings, passages };
}

/** The inputs that make up a text: one where it fits, none where it has no tokens. */
function rowsOf(encoder: Encoder, text: string): TokenRow[] {
  const whole = text.length <= encoder.info.maxTokens * longestToken ? encoder.tokenizer.encode(text) : undefined;
  if (whole && whole.inputIds.length <= encoder.specialCount) return [];
  if (whole && whole.inputIds.length <= encoder.info.maxTokens) return [whole];
  const budget = encoder.info.maxTokens - encoder.specialCount;
  return passagesOf(text, { start: 0, end: text.length }, budget, encoder.count)
    .map(({ start, end }) => encoder.encode(text.slice(start, end)))
    .filter(({ inputIds }) => inputIds.length > encoder.specialCount);
}

/** A text with more code units than this for each token cannot fit, so it need not be encoded whole to see that. */
const longestToken = 32;
