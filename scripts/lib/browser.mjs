// Finds the Chromium-family browser that tests drive; on Debian, as root, installs one.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isFile, onPath, run, SetupError } from './process.mjs';

const names = [
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'microsoft-edge-stable',
  'msedge',
];

/** The browser's program. Throws SetupError with what to install where there is none. */
export async function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (canInstall()) {
    console.log('Installing Chromium with apt-get, since no browser is here …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const args of [
      ['update', '-q'],
      ['install', '-y', '-q', '--no-install-recommends', 'chromium'],
    ]) {
      const { code, output } = await run('apt-get', args, { quiet: true, env });
      if (code !== 0) throw new SetupError(`apt-get ${args.join(' ')} failed:\n${output.slice(-2000)}`);
    }
    const installed = findBrowser();
    if (installed) return installed;
  }
  throw new SetupError(
    'No browser was found. Install Google Chrome, Chromium or Microsoft Edge ' +
      '(Debian, Ubuntu: `sudo apt-get install chromium`), or name one in the environment variable BROWSER_PATH.',
  );
}

export function findBrowser() {
  const { BROWSER_PATH: named } = process.env;
  if (named) {
    if (!isFile(named)) throw new SetupError(`BROWSER_PATH names no file: ${named}`);
    return named;
  }
  return onPath(...names) ?? usualPlaces().find(isFile);
}

function usualPlaces() {
  const { HOME = '', ProgramFiles = '', 'ProgramFiles(x86)': programFilesX86 = '', LOCALAPPDATA = '' } = process.env;
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((name) =>
      ['/Applications', path.join(HOME, 'Applications')].map(
        (folder) => `${folder}/${name}.app/Contents/MacOS/${name}`,
      ),
    );
  }
  if (process.platform === 'win32') {
    return [ProgramFiles, programFilesX86, LOCALAPPDATA]
      .filter(Boolean)
      .flatMap((folder) => [
        path.join(folder, 'Google/Chrome/Application/chrome.exe'),
        path.join(folder, 'Chromium/Application/chrome.exe'),
        path.join(folder, 'Microsoft/Edge/Application/msedge.exe'),
      ]);
  }
  return ['/opt/google/chrome/chrome', '/snap/bin/chromium', '/opt/microsoft/msedge/msedge'];
}

/** Debian itself only: on Ubuntu the package is a snap, which an unattended machine often cannot run. */
function canInstall() {
  return (
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    onPath('apt-get') !== undefined &&
    existsSync('/etc/os-release') &&
    /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'))
  );
}
