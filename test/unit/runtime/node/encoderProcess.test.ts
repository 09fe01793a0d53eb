import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encoderProcesses } from '../../../../src/runtime/node/encoderProcess';
import { isAlive } from '../../../support/processes';
import { withFolder } from '../../../support/temporaryFolder';

interface Heard {
  readonly messages: unknown[];
  readonly ended: Promise<string>;
}

/** What is heard of a process, as `connect` takes it. */
function listener(): Heard & { message(value: unknown): void; end(reason: string): void } {
  const messages: unknown[] = [];
  let end = (_: string): void => {};
  const ended = new Promise<string>((resolve) => (end = resolve));
  return { messages, ended, message: (value) => messages.push(value), end: (reason) => end(reason) };
}

const eventsOf = (heard: ReturnType<typeof listener>) => ({ message: heard.message, ended: heard.end });

async function written(file: string): Promise<string> {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text) return text;
    await sleep(10);
  }
}

describe('encoderProcesses', function () {
  this.timeout(60_000);

  /** A program that writes its number and arguments to a file at once, and says its number when it is spoken to. */
  async function withProgram(work: (program: string, started: string) => Promise<void>): Promise<void> {
    await withFolder(async (folder) => {
      const program = path.join(folder, 'program.cjs');
      const started = path.join(folder, 'started');
      const source = `
        require('node:fs').writeFileSync(process.env.STARTED, [process.pid, ...process.argv.slice(2)].join(' '));
        process.on('message', () => process.send(process.pid));
        process.on('disconnect', () => process.exit(0));`;
      await writeFile(program, source);
      await work(program, started);
    });
  }

  it('begins a process at once, joins it first, and then new ones', () =>
    withProgram(async (program, started) => {
      const processes = encoderProcesses({ program, env: { STARTED: started } }, 'cpu');
      const pid = Number.parseInt(await written(started), 10);
      const [first, second] = [listener(), listener()];
      const channels = [first, second].map((heard) => processes.connect('cpu')(eventsOf(heard)));
      for (const channel of channels) channel.send({ kind: 'memory', id: 0 });
      while (!first.messages.length || !second.messages.length) await sleep(10);
      assert.deepEqual(first.messages, [pid]);
      assert.notDeepEqual(second.messages, [pid]);
      await processes.end();
      assert.ok(isAlive(pid), 'who joined it ends it');
      await Promise.all(channels.map((channel) => channel.end()));
      assert.equal(await first.ended, 'signal SIGKILL');
    }));

  it('ends what was begun ahead where nobody joined it', () =>
    withProgram(async (program, started) => {
      const processes = encoderProcesses({ program, env: { STARTED: started } }, 'cpu');
      const pid = Number.parseInt(await written(started), 10);
      await processes.end();
      await processes.end();
      assert.ok(!isAlive(pid));
    }));

  it('reads no native runtime for WASM', () =>
    withProgram(async (program, started) => {
      for (const [device, args] of [
        ['wasm', ''],
        ['auto', '--read-native'],
      ] as const) {
        const file = started + device;
        const processes = encoderProcesses({ program, env: { STARTED: file } }, device);
        assert.equal((await written(file)).replace(/^\d+ ?/, ''), args);
        await processes.end();
      }
    }));

  it('tells who joins it how it ended before', () =>
    withFolder(async (folder) => {
      const program = path.join(folder, 'program.cjs');
      await writeFile(program, "throw new Error('no such library')");
      const processes = encoderProcesses({ program }, 'cpu');
      await sleep(1000);
      const heard = listener();
      processes.connect('cpu')(eventsOf(heard)).send({ kind: 'memory', id: 0 });
      assert.equal(await heard.ended, 'exit code 1: Error: no such library');
    }));

  it('tells what the system refused', async () => {
    const processes = encoderProcesses({ program: 'program.cjs', env: { BROKEN: 'a\0b' } }, 'cpu');
    const heard = listener();
    const channel = processes.connect('cpu')(eventsOf(heard));
    channel.send({ kind: 'memory', id: 0 });
    assert.match(await heard.ended, /^it could not be started: ./);
    await channel.end();
    await processes.end();
  });
});
