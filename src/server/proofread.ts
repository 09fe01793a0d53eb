// Proofreading on command: a document or a part of it, in the background lane, kept right while the person types on.

import type { CancellationToken } from 'vscode-languageserver';
import { CancelledError, CancelSource, throwIfCancelled, type CancelSignal } from '../core/cancel';
import type { Span } from '../core/types';
import { EngineError } from '../engine/errors';
import type { Finding } from '../engine/requests';
import { parseProofreadParams, parseWorkDoneToken } from '../protocol/params';
import type { ProofreadResult } from '../protocol/requests';
import { signalOf, toWireCandidates, type ServerContext } from './context';
import type { Edit, Snapshot } from './documents';
import type { Findings } from './findings';
import { withProgress } from './progress';
import { clip } from './prose';
import { grow, rebaseAll } from './rebase';

export interface ProofreadJob {
  readonly snapshot: Snapshot;
  /** Prose to look at, in the text of the snapshot. */
  readonly spans: readonly Span[];
  readonly ignoredWords: readonly string[];
  /** Do not tell of the word being typed. */
  readonly holdTyped: boolean;
  readonly onProgress?: (fraction: number) => void;
}

export interface Proofread {
  /** The document as it is at the end. */
  readonly snapshot: Snapshot;
  readonly model: string;
  /** In the text of `snapshot`; what was edited meanwhile is left out. */
  readonly findings: readonly Finding[];
}

/** What a list of ignored words calls a finding: a double, which may go over the end of a line, with one blank. */
export function ignoredAs({ text, doubled }: Finding): string {
  return doubled === undefined ? text : `${doubled} ${doubled}`;
}

export class Proofreader {
  readonly #context: ServerContext;
  readonly #findings: Findings;
  /** Words ignored until the server ends, for editors that cannot write settings. Lower case. */
  readonly #ignored = new Set<string>();

  constructor(context: ServerContext, findings: Findings) {
    this.#context = context;
    this.#findings = findings;
  }

  /** Never again in this session; its findings go at once. */
  ignore(word: string): void {
    this.#ignored.add(word.toLowerCase());
    this.dropIgnored([]);
  }

  /** Takes away findings of words that are ignored now, of one document or of all. */
  dropIgnored(words: readonly string[], uri?: string): void {
    const ignored = new Set([...this.#ignored, ...words.map((word) => word.toLowerCase())]);
    for (const each of uri === undefined ? this.#findings.uris() : [uri]) {
      this.#findings.drop(each, (finding) => ignored.has(ignoredAs(finding).toLowerCase()));
    }
  }

  /**
   * Looks at the spans and shows what it finds as it goes. Edits meanwhile move findings or drop them; the work goes on.
   * CancelledError when the signal fires or the document is closed: what was found until then stays shown.
   */
  async run(job: ProofreadJob, signal: CancelSignal): Promise<Proofread> {
    const { documents, configuration, slot, prose } = this.#context;
    const { uri } = job.snapshot;
    const source = new CancelSource();
    const edits: Edit[] = [];
    const stops = [
      signal.onCancel(() => source.cancel()),
      documents.subscribe({
        changed: (snapshot, made) => void (snapshot.uri === uri && edits.push(...made)),
        closed: (closed) => void (closed === uri && source.cancel()),
      }),
    ];
    const current = (): Snapshot => {
      const snapshot = documents.find(uri);
      if (!snapshot) throw new CancelledError();
      return snapshot;
    };
    try {
      // Only now: what is edited while the settings are asked for counts too.
      const settings = await configuration.get(uri);
      throwIfCancelled(source.signal);
      const ignoredWords = [...this.#ignored, ...job.ignoredWords.map((word) => word.toLowerCase())];
      const request = {
        text: prose.readable(job.snapshot),
        spans: job.spans,
        ignoredWords,
        sensitivity: settings['proofread.sensitivity'],
      };
      const answer = await slot.use(source.signal, (engine) =>
        engine.proofread(request, source.signal, (fraction, found) => {
          const rebased = rebaseAll(found, edits);
          if (rebased.length && !source.signal.cancelled) {
            this.#findings.replace(current(), rebased, rebased, job.holdTyped);
          }
          job.onProgress?.(fraction);
        }),
      );
      throwIfCancelled(source.signal);
      const findings = rebaseAll(answer.findings, edits);
      const looked = job.spans.map((span) => edits.reduce<Span>(grow, span));
      this.#findings.replace(current(), looked, findings, job.holdTyped);
      return { snapshot: current(), model: answer.model, findings };
    } finally {
      for (const stop of stops) stop();
    }
  }
}

/** semanticText/proofread. */
export async function proofread(
  context: ServerContext,
  proofreader: Proofreader,
  raw: unknown,
  token: CancellationToken,
): Promise<ProofreadResult> {
  const { textDocument, range, ignoredWords } = parseProofreadParams(raw, '');
  const settings = await context.configuration.get(textDocument.uri);
  const snapshot = context.documents.at(textDocument);
  if (!context.prose.isOpen(snapshot, settings)) throw new EngineError('emptyText', { reason: 'suggest.inCode' });
  const all = context.prose.spans(snapshot, settings);
  const spans = range ? clip(all, snapshot.spanOf(range)) : all;
  const title = context.titles().proofreading;
  return withProgress(context.connection, parseWorkDoneToken(raw), title, async (progress) => {
    const onProgress = (fraction: number): void => progress.report(fraction);
    const job = { snapshot, spans, ignoredWords, holdTyped: false, onProgress };
    return toResult(await proofreader.run(job, signalOf(token)));
  });
}

function toResult({ snapshot, model, findings }: Proofread): ProofreadResult {
  return {
    version: snapshot.version,
    model,
    findings: findings.map(({ start, end, text, probability, candidates }) => ({
      range: snapshot.rangeOf({ start, end }),
      text,
      probability,
      candidates: toWireCandidates(candidates),
    })),
  };
}
