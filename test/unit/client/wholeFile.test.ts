import assert from 'node:assert/strict';
import { readWhole, replaceWhole, type FileAccess } from '../../../src/client/wholeFile';

/** Files in memory that stop for ever at a step, as a process that is killed does. A rename deletes first, as VS Code's. */
class MortalFiles implements FileAccess<string> {
  readonly #files = new Map<string, Uint8Array>();
  #stepsLeft = Number.POSITIVE_INFINITY;

  dieAfter(steps: number): void {
    this.#stepsLeft = steps;
  }

  async read(place: string): Promise<Uint8Array | undefined> {
    return this.#files.get(place);
  }

  async write(place: string, bytes: Uint8Array): Promise<void> {
    for (let length = 0; length <= bytes.length; length++) {
      await this.#step(() => this.#files.set(place, bytes.slice(0, length)));
    }
  }

  async rename(from: string, to: string): Promise<void> {
    const bytes = this.#files.get(from);
    assert.ok(bytes);
    await this.#step(() => this.#files.delete(to));
    await this.#step(() => {
      this.#files.delete(from);
      this.#files.set(to, bytes);
    });
  }

  beside = (place: string, ending: string): string => `${place}${ending}`;

  async #step(change: () => void): Promise<void> {
    if (this.#stepsLeft-- <= 0) throw new Error('killed');
    change();
    await Promise.resolve();
  }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (read: Uint8Array | undefined): string | undefined => read && new TextDecoder().decode(read);

describe('files replaced whole without an atomic rename', () => {
  it('hold the old or the new content after a crash at any step', async () => {
    const found = new Set<string | undefined>();
    for (let steps = 0; ; steps++) {
      const files = new MortalFiles();
      await replaceWhole(files, 'examples', bytes('old'));
      files.dieAfter(steps);
      const isDead = await replaceWhole(files, 'examples', bytes('newer')).then(
        () => false,
        () => true,
      );
      const read = textOf(await readWhole(files, 'examples'));
      assert.ok(read === 'old' || read === 'newer', `after ${steps} steps: ${read}`);
      found.add(read);
      if (!isDead) break;
    }
    assert.deepEqual([...found], ['old', 'newer']);
  });

  it('never show a first content that is cut short', async () => {
    for (let steps = 0; steps < 9; steps++) {
      const files = new MortalFiles();
      files.dieAfter(steps);
      await replaceWhole(files, 'examples', bytes('first')).catch(() => {});
      const read = textOf(await readWhole(files, 'examples'));
      assert.ok(read === undefined || read === 'first', `after ${steps} steps: ${read}`);
    }
  });

  it('can be written again after a crash', async () => {
    const files = new MortalFiles();
    await replaceWhole(files, 'examples', bytes('old'));
    // Killed when the old file is deleted and the new one not yet there.
    files.dieAfter('new'.length + 1 + 2 + 1);
    await assert.rejects(replaceWhole(files, 'examples', bytes('new')), /killed/);
    assert.equal(await files.read('examples'), undefined);
    assert.equal(textOf(await readWhole(files, 'examples')), 'new');
    files.dieAfter(Number.POSITIVE_INFINITY);
    await replaceWhole(files, 'examples', bytes('newest'));
    assert.equal(textOf(await readWhole(files, 'examples')), 'newest');
  });

  it('are read at any step by another window', async () => {
    const files = new MortalFiles();
    await replaceWhole(files, 'examples', bytes('old'));
    const writing = { isDone: false };
    const done = replaceWhole(files, 'examples', bytes('newer')).then(() => (writing.isDone = true));
    while (!writing.isDone) assert.match(String(textOf(await readWhole(files, 'examples'))), /^(old|newer)$/);
    await done;
  });

  it('are none where nothing was ever written', async () => {
    assert.equal(await readWhole(new MortalFiles(), 'examples'), undefined);
  });
});
