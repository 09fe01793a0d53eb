// Starts encoder processes and ends them. What is said over the channel is RemoteEncoder's matter.

import { fork, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { WantedDevice } from '../encoder/messages';
import type { ChannelEvents, EncoderChannel } from '../encoder/remoteEncoder';
import { readNative } from './encoderArguments';

export interface ProcessOptions {
  /** Path of the program, dist/encoder.cjs. */
  readonly program: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Another way to an encoder's service than through a process of its own. */
  readonly connect?: Connect | undefined;
}

type Connect = (events: ChannelEvents) => EncoderChannel;

export interface EncoderProcesses {
  /** Joins the process that was begun ahead, the first time, and a new one each further time. */
  connect(device: WantedDevice): Connect;
  /** Ends the one that was begun ahead, where nobody has joined it. */
  end(): Promise<void>;
}

/**
 * Begins a process for the device at once: it starts and reads its runtime while the owner still reads the model's folder,
 * which takes about as long.
 */
export function encoderProcesses(options: ProcessOptions, device: WantedDevice): EncoderProcesses {
  const own = options.connect;
  if (own) return { connect: () => own, end: () => Promise.resolve() };
  let ahead: Forked | undefined = forkEncoder(options, device);
  return {
    connect: (on) => {
      const forked = ahead ?? forkEncoder(options, on);
      ahead = undefined;
      return forked.connect;
    },
    end: async () => {
      const unused = ahead;
      ahead = undefined;
      await unused?.end();
    },
  };
}

interface Forked {
  /** It says nothing before it is spoken to; that it ended meanwhile is told now. */
  readonly connect: Connect;
  end(): Promise<void>;
}

function forkEncoder(options: ProcessOptions, device: WantedDevice): Forked {
  try {
    return joinable(forkProgram(options, device));
  } catch (error) {
    // Some of the system's refusals are thrown, want of memory among them, others come as events.
    const reason = notStarted(error instanceof Error ? error : new Error(String(error)));
    const none = { send: () => {}, end: () => Promise.resolve() };
    const connect: Connect = ({ ended }) => {
      queueMicrotask(() => ended(reason));
      return none;
    };
    return { ...none, connect };
  }
}

function forkProgram({ program, env }: ProcessOptions, device: WantedDevice): ChildProcess {
  return fork(program, device === 'wasm' ? [] : [readNative], {
    serialization: 'advanced',
    // In VS Code the executable is Electron, which must be told to be Node.
    env: { ...process.env, ...env, ELECTRON_RUN_AS_NODE: '1' },
    execArgv: [],
    // A language server may speak over its own stdout: the child's must not get in between.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

function joinable(child: ChildProcess): Forked {
  const complaint = lastComplaint(child);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(notStarted(error)));
    child.once('close', (code, signal) => resolve(describeEnd(code, signal, complaint())));
  });
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  const send: EncoderChannel['send'] = (message) => {
    // A channel that broke is followed by 'close', which rejects what waits.
    if (child.connected) child.send(message, () => {});
  };
  const connect: Connect = (events) => {
    void ended.then((reason) => events.ended(reason));
    child.on('message', (value) => events.message(value));
    return { send, end };
  };
  return { connect, end };
}

const notStarted = (error: Error): string => `it could not be started: ${error.message}`;

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
