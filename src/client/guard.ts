// The one place where trouble reaches a person: one message for a failure, with buttons; nothing for what they cancelled.

import { commands, window, type LogOutputChannel } from 'vscode';
import { CancelledError } from '../core/cancel';
import { Failure, StaleError, toFailure } from './failure';
import { failureMessage, messages, type Message } from './messages';

/** The same failure of several requests within this time is told once. */
const repeatMs = 2000;

export class Guard {
  readonly #log: LogOutputChannel;
  #last: { readonly text: string; readonly at: number } | undefined;

  constructor(log: LogOutputChannel) {
    this.#log = log;
  }

  /** Runs the work and tells its failure. Never rejects. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.tell(name, error);
      return undefined;
    }
  }

  /** Work that nobody waits for. */
  detach(name: string, work: Promise<unknown>): void {
    work.catch((error: unknown) => this.note(name, error));
  }

  /** Tells a failure; returns at once. */
  tell(name: string, error: unknown): void {
    const failure = toFailure(error);
    if (failure instanceof CancelledError) return;
    this.note(name, error);
    const message = failure instanceof StaleError ? messages.textChanged() : failureMessage(failure);
    const now = Date.now();
    if (this.#last?.text === message.text && now - this.#last.at < repeatMs) return;
    this.#last = { text: message.text, at: now };
    this.say(message);
  }

  /** Writes a failure to the log; what a person can put right at once is no error there. */
  note(name: string, error: unknown): void {
    const failure = toFailure(error);
    if (!(failure instanceof Failure)) return;
    const { subject, reason } = failure.details;
    const line = [name, failure.code, subject, reason].filter(Boolean).join(': ');
    if (failureMessage(failure).severity === 'info') this.#log.info(line);
    else this.#log.error(line);
    if (failure.code === 'internal') this.#log.error(traceOf(error));
  }

  /** Says it each time: what a person did twice is answered twice. */
  say(message: Message): void {
    this.detach('message', show(message));
  }
}

async function show({ severity, text, actions }: Message): Promise<void> {
  const tell = {
    info: window.showInformationMessage,
    warning: window.showWarningMessage,
    error: window.showErrorMessage,
  }[severity];
  const chosen = await tell(text, ...actions.map(({ title }) => title));
  const action = actions.find(({ title }) => title === chosen);
  if (action) await commands.executeCommand(action.command, ...(action.arguments ?? []));
}

/** Where it happened. The message of a foreign error may quote the text that was worked on, so it stays out. */
function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${typeof error}`;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames].join('\n');
}
