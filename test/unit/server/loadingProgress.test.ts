import assert from 'node:assert/strict';
import type { Connection } from 'vscode-languageserver';
import { LoadingProgress } from '../../../src/server/loadingProgress';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function connectionWith(create: () => Promise<unknown>): { readonly connection: Connection; readonly told: string[] } {
  const told: string[] = [];
  const connection = {
    window: { createWorkDoneProgress: create },
    console: { warn: (text: string) => told.push(text) },
  } as unknown as Connection;
  return { connection, told };
}

describe('LoadingProgress', () => {
  it('begins with loading and ends with what follows', async () => {
    const told: string[] = [];
    const reporter = { begin: (title: string) => told.push(title), done: () => told.push('done') };
    const progress = new LoadingProgress(connectionWith(() => Promise.resolve(reporter)).connection, () => 'Loading');
    progress.follow('loading');
    progress.follow('loading');
    progress.follow('ready');
    progress.follow('busy');
    await turn();
    assert.deepEqual(told, ['Loading', 'done']);
  });

  it('does without in an editor that refuses, and does not end the server', async () => {
    const { connection, told } = connectionWith(() => Promise.reject(new Error('no')));
    const progress = new LoadingProgress(connection, () => 'Loading');
    const lost: unknown[] = [];
    const lose = (reason: unknown): void => void lost.push(reason);
    process.on('unhandledRejection', lose);
    try {
      progress.follow('loading');
      // A rejection that nobody took by now ends a server.
      await turn();
      progress.follow('ready');
      await turn();
    } finally {
      process.off('unhandledRejection', lose);
    }
    assert.deepEqual([told.length, lost.length], [1, 0]);
  });
});
