// Shows that work goes on once it takes long enough to wonder, with a way to cancel it.

import { CancellationTokenSource, ProgressLocation, window, type CancellationToken } from 'vscode';
import type { WireProgress } from '../protocol/requests';

/** Shorter work shows nothing, so that no notification flashes by. */
const patienceMs = 400;

export type Work<T> = (token: CancellationToken, onProgress: (progress: WireProgress) => void) => Promise<T>;

export async function withProgress<T>(title: string, work: Work<T>): Promise<T> {
  const source = new CancellationTokenSource();
  let show: (progress: WireProgress) => void = () => {};
  let latest: WireProgress | undefined;
  const working = work(source.token, (progress) => {
    latest = progress;
    show(progress);
  });
  const timer = setTimeout(() => {
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    void window.withProgress(options, async (reporter, token) => {
      token.onCancellationRequested(() => source.cancel());
      let shown = 0;
      show = ({ fraction, message }) => {
        reporter.report({ increment: Math.max(0, fraction - shown) * 100, message });
        shown = Math.max(shown, fraction);
      };
      if (latest) show(latest);
      // Whoever asked for the work hears of its failure; the notification only ends.
      await working.then(
        () => {},
        () => {},
      );
    });
  }, patienceMs);
  try {
    return await working;
  } finally {
    clearTimeout(timer);
    source.dispose();
  }
}
