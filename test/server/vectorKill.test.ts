// Processes that are killed while they keep vectors: what was kept is there, whole, and nothing that is there is wrong.

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import path from 'node:path';
import { FolderVectorStore } from '../../src/runtime/node/vectors/vectorStore';
import { object, wholeFrom } from '../../src/runtime/parse';
import { randomNumbers } from '../support/chunkRows';
import { someEncoder, someVector } from '../support/someVectors';
import { withFolder } from '../support/temporaryFolder';
import type { VectorRun } from '../support/vectorWriter.main';

const kills = Number(process.env.VECTOR_KILLS ?? 10);
const program = path.resolve('dist-test/test/support/vectorWriter.main.cjs');
const parseReport = object({ kept: wholeFrom(0) });

/** Runs a writer until it kept something and a moment longer; returns up to where it said that it kept. */
function writeAndKill(run: VectorRun, moreMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let kept = run.from;
    const child = fork(program, [JSON.stringify(run)], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let complaints = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaints += text));
    child.once('message', () => setTimeout(() => child.kill('SIGKILL'), moreMs));
    child.on('message', (value) => (kept = parseReport(value, 'report').kept));
    child.once('close', (_code, signal) => (signal === 'SIGKILL' ? resolve(kept) : reject(new Error(complaints))));
  });
}

describe('Kept vectors of a process that is killed', function () {
  this.timeout(30_000 + kills * 5_000);

  it(`are all there and all right, ${kills} times`, () =>
    withFolder(async (root) => {
      const random = randomNumbers(Date.now() % 100_000);
      let kept = 0;
      for (let n = 0; n < kills; n++) {
        kept = await writeAndKill({ root, from: kept }, random() * 40);
        const store = new FolderVectorStore(root, someEncoder);
        const found = await store.read(
          'last mean',
          Array.from({ length: kept }, (_, k) => String(k)),
        );
        await store.close();
        for (const [k, vector] of found.entries())
          assert.deepEqual(vector, someVector(k), `vector ${k} after kill ${n}`);
      }
    }));
});
