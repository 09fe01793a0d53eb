// Encoders that show no attention, as files on disk: one whose optimiser hid it for good, one that an optimiser fused in a
// way that can be taken apart. On dist/cli.cjs.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fixture, withPresent, writeModel } from '../support/hiddenModel';
import { withFolder } from '../support/temporaryFolder';

async function semtext(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['dist/cli.cjs', ...args]);
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (part: Buffer) => out.push(part));
  child.stderr.on('data', (part: Buffer) => err.push(part));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() };
}

describe('an encoder whose file shows no attention', function () {
  this.timeout(120_000);

  it('works for everything else, and is told with its reason and what to take instead', () =>
    withFolder(async (folder) => {
      await writeModel(folder, withPresent(await fixture('bert.fused-attention')));
      const info = JSON.parse((await semtext('info', '--model', folder, '--json')).stdout) as Record<string, unknown>;
      assert.deepEqual([info.hasAttention, info.layers, info.heads, info.hasMlm], [false, 2, 2, true]);
      const { status, stdout, stderr } = await semtext('attention', 'the cat sat', '--model', folder);
      assert.deepEqual([status, stdout], [1, '']);
      assert.match(stderr, /com\.microsoft\.Attention: .*earlier tokens/);
      assert.match(stderr, /take an encoder that was exported without fusing its attention/);
      const filled = await semtext('fill', 'the [MASK] sat', '--model', folder, '--json');
      assert.equal(filled.status, 0, filled.stderr);
    }));

  it('is edited to show it where the fused operators can be taken apart', () =>
    withFolder(async (folder) => {
      await writeModel(folder, await fixture('bert.fused-attention'));
      const { status, stdout, stderr } = await semtext('attention', 'the cat sat', '--model', folder, '--json');
      assert.equal(status, 0, stderr);
      const { layers } = JSON.parse(stdout) as { layers: { heads: number[][][] }[] };
      assert.equal(layers.length, 2);
      for (const row of layers.flatMap(({ heads }) => heads.flat())) {
        assert.ok(Math.abs(row.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-3);
      }
    }));

  it('says so of a file that ends too soon', () =>
    withFolder(async (folder) => {
      const whole = await fixture('bert.sdpa-script17');
      await writeModel(folder, whole.subarray(0, Math.floor(whole.length * 0.7)));
      const { status, stderr } = await semtext('attention', 'the cat sat', '--model', folder);
      assert.equal(status, 1);
      assert.match(stderr, /damaged.*ends in the middle/s);
    }));

  it('reads weights that lie in a file beside it', () =>
    withFolder(async (folder) => {
      await writeModel(folder, await fixture('bert.external'));
      await writeFile(path.join(folder, 'onnx/weights.bin'), await readFile('test/unit/fixtures/onnx/weights.bin'));
      const beside = await semtext('attention', 'the cat sat', '--model', folder, '--json');
      assert.equal(beside.status, 0, beside.stderr);
      await writeFile(path.join(folder, 'onnx/model.onnx'), await fixture('bert.sdpa-script17'));
      const inside = await semtext('attention', 'the cat sat', '--model', folder, '--json');
      const layersOf = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as { layers: unknown }).layers;
      assert.deepEqual(layersOf(beside), layersOf(inside));
    }));
});
