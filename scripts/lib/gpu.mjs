// Finds what the native runtime can use as a GPU: the driver of this machine, else the software one that comes with
// Chromium on Linux.

import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { root, run, SetupError } from './process.mjs';

const probe = path.join(root, 'test/harness/tryGpu.mjs');
/** A software GPU makes all its programs in the first run. */
const limitMs = 120_000;

/** Variables with which a process finds a GPU. Throws SetupError with what each driver said where there is none. */
export async function ensureGpu() {
  const refusals = [];
  const usable = async ({ name, env }) => {
    const { code, output } = await run(process.execPath, [probe], {
      ...{ env: { ...process.env, ...env }, quiet: true, timeoutMs: limitMs },
    });
    if (code !== 0) refusals.push(`  ${name}: ${output.trim().split('\n').at(-1) || 'no answer'}`);
    return code === 0;
  };
  const own = { name: "the machine's own driver", env: {} };
  if (await usable(own)) return own;
  const software = await softwareGpu();
  if (software && (await usable(software))) return software;
  if (!software) refusals.push("  a browser's software GPU: Chromium brings one on Linux only");
  throw new SetupError(
    `The native runtime finds no GPU to test with. Install a driver for Vulkan (Mesa 25 or later has a software one, ` +
      `Debian, Ubuntu: mesa-vulkan-drivers), or Chromium, which brings SwiftShader.\n${refusals.join('\n')}`,
  );
}

/** SwiftShader as Chromium and Chrome ship it, with a loader for it; undefined where the browser has none. */
async function softwareGpu() {
  if (process.platform !== 'linux') return undefined;
  const browser = realpathSync(await ensureBrowser());
  const folders = [path.dirname(browser), '/usr/lib/chromium', '/usr/lib/chromium-browser'];
  const folder = folders.find((each) => existsSync(path.join(each, 'vk_swiftshader_icd.json')));
  if (!folder) return undefined;
  const known = process.env.LD_LIBRARY_PATH;
  return {
    name: `SwiftShader in ${folder}`,
    env: {
      VK_ICD_FILENAMES: path.join(folder, 'vk_swiftshader_icd.json'),
      LD_LIBRARY_PATH: known ? `${known}:${folder}` : folder,
    },
  };
}
