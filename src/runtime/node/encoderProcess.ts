// Starts an encoder process and ends it. What is said over the channel is RemoteEncoder's matter.

import { fork, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { CancelSignal } from '../../core/cancel';
import type { OpenRequest } from '../encoder/messages';
import { RemoteEncoder, type ChannelEvents, type EncoderChannel, type ModelFacts } from '../encoder/remoteEncoder';

export interface ProcessOptions {
  /** Path of the program, dist/encoder.cjs. */
  readonly program: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Another way to an encoder's service than through a process of its own. */
  readonly connect?: ((events: ChannelEvents) => EncoderChannel) | undefined;
}

/** Opens a model in a process of its own; see RemoteEncoder.open for how it fails. */
export function startEncoderProcess(
  options: ProcessOptions,
  facts: ModelFacts,
  request: OpenRequest,
  signal: CancelSignal,
): Promise<RemoteEncoder> {
  const { connect = (events: ChannelEvents) => fromFork(options, events) } = options;
  return RemoteEncoder.open(connect, facts, request, signal);
}

function fromFork({ program, env }: ProcessOptions, events: ChannelEvents): EncoderChannel {
  const child = fork(program, [], {
    serialization: 'advanced',
    // In VS Code the executable is Electron, which must be told to be Node.
    env: { ...process.env, ...env, ELECTRON_RUN_AS_NODE: '1' },
    execArgv: [],
    // A language server may speak over its own stdout: the child's must not get in between.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const complaint = lastComplaint(child);
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      events.ended(`it could not be started: ${error.message}`);
      resolve();
    });
    child.once('close', (code, signal) => {
      events.ended(describeEnd(code, signal, complaint()));
      resolve();
    });
  });
  child.on('message', (value) => events.message(value));
  return {
    send: (message) => {
      // A channel that broke is followed by 'close', which rejects what waits.
      if (child.connected) child.send(message, () => {});
    },
    end: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Why a process ended: the signal or the code, and the last thing that the runtime wrote. */
function describeEnd(code: number | null, signal: string | null, complaint: string): string {
  const how = signal ? `signal ${signal}` : `exit code ${code}`;
  return complaint ? `${how}: ${complaint}` : how;
}

/** Keeps the last thing that the process wrote to stderr: the runtime's own words, never the user's. */
function lastComplaint(child: ChildProcess): () => string {
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (tail = (tail + text).slice(-4000)));
  return () => {
    const lines = tail.split('\n').map((line) => line.trim());
    // Node writes a stack and its version below the error.
    const said = lines.filter((line) => line && !/^(at |Node\.js v|[{}]|throw |\^)/.test(line));
    return (said.findLast((line) => /error/i.test(line)) ?? said.at(-1) ?? '').slice(0, 200);
  };
}

/** Ends that a faulty native library causes, as describeEnd words them; a simpler device may go without. */
const nativeFaults: readonly string[] = [
  ...(['SIGSEGV', 'SIGILL', 'SIGABRT', 'SIGBUS', 'SIGFPE'] as const)
    .filter((name) => name in constants.signals)
    .map((name) => `signal ${name}`),
  // Windows: access violation, illegal instruction, heap corruption, stack overrun.
  ...[0xc0000005, 0xc000001d, 0xc0000374, 0xc0000409].map((code) => `exit code ${code}`),
  // An abort that a shell-like parent reports as a code.
  'exit code 134',
];

export function isNativeFault(reason: string | undefined): boolean {
  return nativeFaults.some((fault) => reason?.startsWith(fault));
}
