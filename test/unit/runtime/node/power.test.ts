import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isOnBattery, watchPower, type PowerSystem } from '../../../../src/runtime/node/power';
import { FakeClock } from '../../../support/fakeClock';
import { withFolder } from '../../../support/temporaryFolder';

const silent = (): Promise<string> => Promise.reject(new Error('there is no such program'));

/** Files of /sys/class/power_supply, as kernels document them (ABI/testing/sysfs-class-power). */
type Supplies = Readonly<Record<string, Readonly<Record<string, string>>>>;
const laptop = (status: string, online: string): Supplies => ({
  AC: { type: 'Mains', online },
  BAT0: { type: 'Battery', status, scope: 'System' },
});

async function onLinux(supplies: Supplies): Promise<boolean> {
  let answer = false;
  await withFolder(async (folder) => {
    for (const [name, files] of Object.entries(supplies)) {
      await mkdir(path.join(folder, name));
      for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, name, file), `${text}\n`);
    }
    answer = await isOnBattery({ platform: 'linux', suppliesFolder: folder, print: silent });
  });
  return answer;
}

describe('runtime/node/power', () => {
  it('sees a battery that gives power, while nothing from outside does', async () => {
    assert.equal(await onLinux(laptop('Discharging', '0')), true);
    assert.equal(await onLinux(laptop('Charging', '1')), false);
    assert.equal(await onLinux(laptop('Discharging', '1')), false, 'the supply is too weak, but it is one');
    assert.equal(await onLinux({ mouse: { type: 'Battery', status: 'Discharging', scope: 'Device' } }), false);
    assert.equal(await onLinux({}), false);
  });

  it('reads what macOS and Windows print', async () => {
    const says = (platform: NodeJS.Platform, text: string) =>
      isOnBattery({ platform, suppliesFolder: '', print: () => Promise.resolve(text) });
    assert.equal(await says('darwin', "Now drawing from 'Battery Power'\n -InternalBattery-0 93%; discharging"), true);
    assert.equal(await says('darwin', "Now drawing from 'AC Power'\n"), false);
    assert.equal(await says('win32', '1\r\n'), true);
    assert.equal(await says('win32', '2\r\n'), false);
    assert.equal(await says('win32', ''), false, 'there is no battery');
  });

  it('takes a system that does not tell for one without a battery', async () => {
    for (const platform of ['linux', 'darwin', 'win32', 'freebsd'] as const) {
      assert.equal(await isOnBattery({ platform, suppliesFolder: '/nowhere', print: silent }), false);
    }
  });

  it('tells once a minute, until it is stopped', async () => {
    const clock = new FakeClock();
    const texts = ["'Battery Power'", "'AC Power'"];
    const print = () => Promise.resolve(texts.shift() ?? '');
    const system: PowerSystem = { platform: 'darwin', suppliesFolder: '', print };
    const told: boolean[] = [];
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const stop = watchPower(clock, (onBattery) => told.push(onBattery), system);
    await turn();
    assert.deepEqual(told, [true]);
    clock.advance(60_000);
    await turn();
    assert.deepEqual(told, [true, false]);
    stop();
    clock.advance(120_000);
    await turn();
    assert.equal(told.length, 2);
  });
});
