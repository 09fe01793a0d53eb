// Tells a person once in a window that the encoder had to move to another device, and why.

import type { Disposable } from 'vscode';
import { readSetting } from './configuration';
import { fallbackOf } from './fallback';
import type { Guard } from './guard';
import { messages } from './messages';
import type { Server } from './server';

export class DeviceNotice implements Disposable {
  readonly #following: Disposable;
  readonly #told = new Set<string>();
  #before: string | undefined;

  constructor(
    private readonly server: Server,
    private readonly guard: Guard,
  ) {
    this.#following = server.onDidChange(() => this.#look());
  }

  dispose(): void {
    this.#following.dispose();
  }

  #look(): void {
    const { status } = this.server;
    if (!status) return;
    const fallback = fallbackOf(readSetting('device'), this.#before, status);
    this.#before = status.encoder?.device ?? this.#before;
    if (!fallback || this.#told.has(fallback.reason)) return;
    this.#told.add(fallback.reason);
    this.guard.say(messages.otherDevice(fallback.device, fallback.reason));
  }
}
