// The window that one suite leaves to the next in the same process: opening one costs about ten seconds of a processor. It is
// closed once a suite cannot use it, or after the last one. Suites may be of several bundles, so it is known by a symbol.

/** What decides whether a window fits a suite. */
interface Needs {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly flags?: readonly string[];
  readonly shared?: boolean;
}

interface Window<Options> {
  renew(options: Options): Promise<void>;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

interface Kept {
  readonly window: unknown;
  readonly opened: string;
  close(): Promise<void>;
}

const place = Symbol.for('semantic-text.keptWindow');
const state = globalThis as { [place]?: { kept: Kept | undefined } };

/** For a hook of a suite: the window that was kept where it fits, else one that `open` opens. */
export async function takeWindow<Options extends Needs, W extends Window<Options>>(
  { test }: Mocha.Context,
  options: Options,
  open: (options: Options) => Promise<W>,
): Promise<W> {
  if (!state[place]) {
    state[place] = { kept: undefined };
    let root = test?.parent;
    while (root?.parent) root = root.parent;
    root?.afterAll('close the last VS Code', closeKept);
  }
  const { kept } = state[place];
  if (!kept || !options.shared || kept.opened !== openedWith(options)) {
    await closeKept();
    return open(options);
  }
  state[place].kept = undefined;
  const window = kept.window as W;
  try {
    await window.renew(options);
    return window;
  } catch (error) {
    await window.screenshot('failed-to-renew').catch(() => {});
    await window.close();
    throw error;
  }
}

export function keepWindow<Options extends Needs>(window: Window<Options>, options: Options): void {
  if (state[place]) state[place].kept = { window, opened: openedWith(options), close: () => window.close() };
}

async function closeKept(): Promise<void> {
  const kept = state[place]?.kept;
  if (state[place]) state[place].kept = undefined;
  await kept?.close();
}

/** What a window does not change any more. */
const openedWith = ({ settings, flags }: Needs): string => JSON.stringify([settings ?? {}, flags ?? []]);
