// A program that owns an encoder process, for tests of what happens when the owner goes: prints a line when it is ready,
// then waits to be ended.

import { neverCancelled } from '../../src/core/cancel';
import { nodeClock } from '../../src/runtime/node/clock';
import { loadModel } from '../../src/runtime/node/loadModel';
import { encoderProgram, tinyBertFolder } from './tinyBert';

async function main(): Promise<void> {
  await loadModel({ program: encoderProgram, clock: nodeClock }, tinyBertFolder, {}, neverCancelled);
  process.stdout.write('ready\n');
}

void main();
