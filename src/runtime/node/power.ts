// Whether this machine runs on its battery, as far as its system tells.

import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Clock } from '../../engine/ports';

export interface PowerSystem {
  readonly platform: NodeJS.Platform;
  /** Linux: a folder for each supply of power. */
  readonly suppliesFolder: string;
  /** What a program prints. Rejects where it cannot be run. */
  readonly print: (program: string, args: readonly string[]) => Promise<string>;
}

const lookAgainMs = 60_000;
const windowsQuery = '(Get-CimInstance -ClassName Win32_Battery).BatteryStatus';

export const thisSystem: PowerSystem = {
  platform: process.platform,
  suppliesFolder: '/sys/class/power_supply',
  print: async (program, args) =>
    (await promisify(execFile)(program, [...args], { timeout: 10_000, windowsHide: true })).stdout,
};

/** False too where there is no battery, or the system does not tell. */
export async function isOnBattery({ platform, suppliesFolder, print }: PowerSystem): Promise<boolean> {
  try {
    if (platform === 'linux') return await drainsSupply(suppliesFolder);
    if (platform === 'darwin') return (await print('pmset', ['-g', 'batt'])).includes("'Battery Power'");
    // 1: discharging.
    if (platform === 'win32')
      return /^1\s*$/m.test(await print('powershell', ['-NoProfile', '-Command', windowsQuery]));
    return false;
  } catch {
    return false;
  }
}

/** A battery of the machine itself that gives power, while nothing from outside does. */
async function drainsSupply(folder: string): Promise<boolean> {
  let drains = false;
  for (const name of await readdir(folder)) {
    const read = (file: string): Promise<string> =>
      readFile(path.join(folder, name, file), 'utf8').then(
        (text) => text.trim(),
        () => '',
      );
    if ((await read('online')) === '1' && (await read('type')) !== 'Battery') return false;
    // Mice and keyboards have batteries, too.
    if ((await read('status')) === 'Discharging' && (await read('scope')) !== 'Device') drains = true;
  }
  return drains;
}

/** Tells now and once a minute whether the machine runs on its battery, until the returned function is called. */
export function watchPower(clock: Clock, tell: (onBattery: boolean) => void, system = thisSystem): () => void {
  let stopTimer = (): void => {};
  let isWatched = true;
  const look = async (): Promise<void> => {
    const onBattery = await isOnBattery(system);
    if (!isWatched) return;
    tell(onBattery);
    stopTimer = clock.after(lookAgainMs, () => void look());
  };
  void look();
  return () => {
    isWatched = false;
    stopTimer();
  };
}
