// What there is to say about the engine, as pairs of a name and a value for the status list and the tooltip.

import { env } from 'vscode';
import type { ServerState, WireGpuCheck } from '../protocol/requests';
import { formatBytes } from './bytes';
import { readSetting } from './configuration';
import { Failure, isFailureCode } from './failure';
import { placeOf } from './fallback';
import { statusLabels as labels } from './labels';
import { failureMessage } from './messages';
import type { Server } from './server';

export type ShownState = ServerState | 'off';

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** The server's own state while it runs, else that of its process. */
export function stateOf({ state, status }: Server): ShownState {
  if (state === 'running') return status?.state ?? 'unloaded';
  return state === 'starting' ? 'loading' : state;
}

export function factsOf(server: Server): Fact[] {
  const { status } = server;
  const encoder = status?.encoder;
  const facts: Fact[] = [{ name: labels.model(), value: modelText() }];
  if (encoder) {
    const { name, device, dtype, numLayers, numHeads, hiddenSize, maxTokens, languages, gpuCheck } = encoder;
    facts.push(
      { name: labels.encoder(), value: name },
      { name: labels.shape(), value: labels.shapeText(numLayers, numHeads, hiddenSize, maxTokens) },
      { name: labels.device(), value: `${device} · ${dtype}` },
      ...(gpuCheck ? [{ name: labels.gpuCheck(), value: gpuText(gpuCheck) }] : []),
      { name: labels.languages(), value: languageText(languages) },
    );
  }
  const { encoders = 0, server: engine = 0 } = status?.memoryBytes ?? {};
  if (encoders + engine > 0) {
    const value = labels.memoryText(formatBytes(encoders, env.language), formatBytes(engine, env.language));
    facts.push({ name: labels.memory(), value });
  }
  const reason = reasonText(server);
  return reason ? [...facts, { name: labels.reason(), value: reason }] : facts;
}

/** The figures that the choice between GPU and processor was made from. */
function gpuText({ passed, similarity, gpuMs, processorMs }: WireGpuCheck): string {
  const parts = [passed ? labels.gpuPassed() : labels.gpuRefused()];
  // The person's own way to write numbers.
  const text = (value: number, digits: number): string =>
    value.toLocaleString(env.language, { maximumFractionDigits: digits });
  if (similarity !== undefined) parts.push(labels.gpuSimilarity(text(similarity, 5)));
  if (gpuMs !== undefined && processorMs !== undefined) {
    parts.push(labels.gpuSpeed(text(gpuMs, 1), text(processorMs, 1)));
  }
  return parts.join(' · ');
}

/** Which encoder the settings name. */
function modelText(): string {
  return readSetting('model.path') || readSetting('model.id') || labels.bundled();
}

function languageText(tags: readonly string[]): string {
  if (tags.length === 0) return labels.anyLanguage();
  const names = new Intl.DisplayNames([env.language, 'en'], { type: 'language' });
  return tags.map((tag) => nameOf(names, tag)).join(', ');
}

function nameOf(names: Intl.DisplayNames, tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Why it failed, or why another device was taken. */
function reasonText({ status }: Server): string | undefined {
  if (!status?.reason) return undefined;
  const { code, ...details } = status.reason;
  if (!isFailureCode(code)) return details.reason;
  if (status.state !== 'failed' && code === 'deviceUnavailable') {
    const place = placeOf(readSetting('device'), status);
    return place && (place.isChoice ? labels.noGpu(place.reason) : labels.fallback(place.reason));
  }
  return failureMessage(new Failure(code, details)).text;
}
