// Which changes of a machine make another GPU or driver of it.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gpuDrivers, type DriverSystem } from '../../../../src/runtime/node/gpuDrivers';
import { withFolder } from '../../../support/temporaryFolder';

const silent = () => Promise.resolve('');
const linux = (root: string, env: DriverSystem['env'] = {}): DriverSystem => ({
  ...{ platform: 'linux', root, ask: silent },
  env: { XDG_DATA_HOME: path.join(root, 'home'), ...env },
});

async function write(root: string, file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
}

const machine = {
  'proc/driver/nvidia/version': 'NVRM version: 570.1',
  'sys/class/drm/card0/device/vendor': '0x1002\n',
  'sys/class/drm/card0/device/device': '0x73bf\n',
  'usr/share/vulkan/icd.d/radeon_icd.json': '{}',
};

describe('the drivers of a GPU', () => {
  for (const [what, file, text] of [
    ['another version of NVIDIA', 'proc/driver/nvidia/version', 'NVRM version: 580.2'],
    ['another card', 'sys/class/drm/card0/device/device', '0x744c\n'],
    ['a second card', 'sys/class/drm/card1/device/device', '0x9a49\n'],
    ['another package of Mesa', 'usr/share/vulkan/icd.d/radeon_icd.json', '{ "file_format_version": "1.0.1" }'],
    ['a driver more', 'etc/vulkan/icd.d/other_icd.json', '{}'],
    ['a driver of the person alone', 'home/vulkan/icd.d/own_icd.json', '{}'],
  ] as const) {
    it(`on Linux are others with ${what}`, () =>
      withFolder(async (root) => {
        for (const [name, content] of Object.entries(machine)) await write(root, name, content);
        const before = await gpuDrivers(linux(root));
        assert.equal(await gpuDrivers(linux(root)), before, 'the same twice');
        await write(root, file, text);
        assert.notEqual(await gpuDrivers(linux(root)), before);
      }));
  }

  it('on Linux are those that the environment names', () =>
    withFolder(async (root) => {
      await write(root, 'software_icd.json', '{}');
      const named = linux(root, { VK_ICD_FILENAMES: path.join(root, 'software_icd.json') });
      assert.notEqual(await gpuDrivers(named), await gpuDrivers(linux(root)));
    }));

  it('on Linux can be missing altogether', () =>
    withFolder(async (root) => assert.equal(typeof (await gpuDrivers(linux(root))), 'string')));

  it('on Windows are what the registry says', async () => {
    const asked: string[] = [];
    const windows = (version: string): DriverSystem => ({
      ...{ platform: 'win32', root: '/', env: { SystemRoot: 'D:\\Windows' } },
      ask: (program, args) => {
        asked.push([program, ...args].join(' '));
        return Promise.resolve(args.at(-1) === 'DriverVersion' ? version : 'pci\\ven_10de');
      },
    });
    assert.notEqual(await gpuDrivers(windows('32.0.15.6590')), await gpuDrivers(windows('32.0.15.7000')));
    assert.match(asked[0], /^D:\\Windows\\System32\\reg\.exe query HKLM\\SYSTEM\\.+ \/s \/v MatchingDeviceId$/);
  });
});
