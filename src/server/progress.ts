// Progress of long requests, on the token that the caller gave or on one that the server asked for: LSP's work-done shape
// and our fraction in one value. Few and cheap: at most one report for each percent.

import { ProgressType, type Connection } from 'vscode-languageserver';
import type { WireProgress } from '../protocol/requests';

type Token = string | number;

interface ProgressValue extends WireProgress {
  readonly kind: 'begin' | 'report' | 'end';
  readonly title?: string;
  readonly percentage?: number;
}

const progress = new ProgressType<ProgressValue>();

export interface Progress {
  /** `fraction` 0…1. */
  report(fraction: number, message?: string): void;
}

/** Reports of one piece of work; `token` undefined: to nobody. The end is sent whether the work succeeds or fails. */
export async function withProgress<T>(
  connection: Connection,
  token: Token | undefined,
  title: string,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  if (token === undefined) return work({ report: () => {} });
  const send = (value: ProgressValue): void => {
    // A lost report is no loss; a closed connection is noticed elsewhere.
    connection.sendProgress(progress, token, value).catch(() => {});
  };
  let last = 0;
  send({ kind: 'begin', title, percentage: 0, fraction: 0 });
  try {
    return await work({
      report: (fraction, message) => {
        const percentage = Math.floor(Math.min(1, Math.max(0, fraction)) * 100);
        if (percentage <= last) return;
        last = percentage;
        send({ kind: 'report', percentage, fraction, message });
      },
    });
  } finally {
    send({ kind: 'end', fraction: 1 });
  }
}
