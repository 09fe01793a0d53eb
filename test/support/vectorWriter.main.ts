// A process that keeps vectors, some at a time, and says what is in a file. Tests kill it. Started with its options as JSON.

import { FolderVectorStore } from '../../src/runtime/node/vectors/vectorStore';
import { object, string, wholeFrom } from '../../src/runtime/parse';
import { someEncoder, someVector } from './someVectors';

const whole = wholeFrom(0);
const together = 40;

export interface VectorRun {
  readonly root: string;
  readonly from: number;
}

/** Goes on until it is killed. */
async function write({ root, from }: VectorRun): Promise<never> {
  for (let at = from; ; at += together) {
    const numbers = Array.from({ length: together }, (_, n) => at + n);
    // What was closed is in a file.
    const store = new FolderVectorStore(root, someEncoder, { segmentBytes: 1 << 20, mostBytes: 1 << 30 });
    store.add('last mean', numbers.map(String), numbers.map(someVector));
    await store.close();
    process.send?.({ kept: at + together });
  }
}

void write(object<VectorRun>({ root: string, from: whole })(JSON.parse(process.argv[2] ?? ''), 'run'));
