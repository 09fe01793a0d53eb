// Which GPUs and drivers a machine has, told by their traces in the system, since the native runtime does not name the GPU
// that it takes. Two equal texts: the same GPUs with the same drivers.

import { execFile } from 'node:child_process';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { homedir, release } from 'node:os';
import path from 'node:path';

export interface DriverSystem {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Folder that stands for `/`. */
  readonly root: string;
  /** Output of a program; empty where it fails. */
  readonly ask: (program: string, args: readonly string[]) => Promise<string>;
}

const thisSystem: DriverSystem = { platform: process.platform, env: process.env, root: '/', ask };

/** Never rejects: what cannot be read is left out. */
export async function gpuDrivers(system: DriverSystem = thisSystem): Promise<string> {
  // Drivers of macOS, and those in Linux's own kernel, come with it.
  const parts = [release()];
  if (system.platform === 'linux') parts.push(...(await ofLinux(system)));
  if (system.platform === 'win32') parts.push(...(await ofWindows(system)));
  return parts.join('\n');
}

async function ofLinux({ env, root }: DriverSystem): Promise<string[]> {
  const nvidia = readFile(path.join(root, 'proc/driver/nvidia/version'), 'utf8').catch(() => '');
  return [await nvidia, ...(await cards(path.join(root, 'sys/class/drm'))), ...(await vulkanDrivers(env, root))];
}

/** Maker and kind of each graphics card. */
async function cards(folder: string): Promise<string[]> {
  const names = (await namesIn(folder)).filter((name) => /^card\d+$/.test(name));
  const read = (name: string, file: string): Promise<string> =>
    readFile(path.join(folder, name, 'device', file), 'utf8').catch(() => '');
  return Promise.all(names.map(async (name) => `${await read(name, 'vendor')} ${await read(name, 'device')}`));
}

/** The files that name Vulkan's drivers to programs: a package that brings a new driver replaces its own. */
async function vulkanDrivers(env: DriverSystem['env'], root: string): Promise<string[]> {
  const named = [env.VK_DRIVER_FILES, env.VK_ICD_FILENAMES, env.VK_ADD_DRIVER_FILES].flatMap(placesIn);
  const shared = placesIn(env.XDG_DATA_DIRS ?? '/usr/local/share:/usr/share').map((place) => path.join(root, place));
  const own = env.XDG_DATA_HOME ?? path.join(homedir(), '.local/share');
  const folders = [own, ...shared].map((place) => path.join(place, 'vulkan/icd.d'));
  folders.push(path.join(root, 'etc/vulkan/icd.d'));
  const found = await Promise.all(
    folders.map(async (folder) => (await namesIn(folder)).map((name) => path.join(folder, name))),
  );
  return Promise.all([...named, ...found.flat()].map(traceOf));
}

const placesIn = (list: string | undefined): string[] => (list ?? '').split(':').filter(Boolean);

async function traceOf(file: string): Promise<string> {
  try {
    const { size, mtimeMs } = await stat(file);
    return `${await realpath(file)} ${size} ${mtimeMs}`;
  } catch {
    return '';
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}

/** The class of display adapters in the registry. */
const displays = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}`;

function ofWindows({ env, ask }: DriverSystem): Promise<string[]> {
  const program = path.win32.join(env.SystemRoot ?? String.raw`C:\Windows`, 'System32', 'reg.exe');
  return Promise.all(
    ['MatchingDeviceId', 'DriverVersion'].map((value) => ask(program, ['query', displays, '/s', '/v', value])),
  );
}

/** What the program could say: it complains of keys that only the system may read, behind those that it may. */
function ask(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 5000, windowsHide: true }, (_error, output) => resolve(output));
  });
}
