// Runs tests with the network off: every Node process below them refuses to leave this machine, and an attempt fails the
// ring, whatever became of it.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './process.mjs';

/** `action` is given the environment for the processes and returns `{ passed, failures, … }`. */
export async function offline(action) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stt-network-'));
  const log = path.join(folder, 'attempts');
  const module = path.join(root, 'test/harness/noNetwork.cjs');
  const { NODE_OPTIONS = '' } = process.env;
  try {
    const result = await action({
      NODE_OPTIONS: `${NODE_OPTIONS} --require ${JSON.stringify(module)}`.trim(),
      TEST_NETWORK_LOG: log,
    });
    const attempts = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
    const failures = attempts.map((attempt) => `The network was asked for (process, what): ${attempt}`);
    return { ...result, failures: [...result.failures, ...failures] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
