// Finds the VS Code that a person has installed and opens it with a package, in a profile that leaves theirs alone.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isFile, onPath, root, run, SetupError } from './process.mjs';

const minimum = [1, 100];

/** The `code` program of an installed VS Code that is new enough and can open a window here, or undefined. */
export async function findVsCode() {
  if (!hasDisplay() || process.env.VSCODE_IPC_HOOK_CLI) return undefined;
  const program = onPath('code', 'code-insiders', 'codium') ?? usualPlaces().find(isFile);
  // Windows' own VS Code, seen from WSL, cannot use a package for Linux.
  if (!program || program.startsWith('/mnt/')) return undefined;
  const { code, output } = await call(program, [...asRoot(os.tmpdir()), '--version'], { quiet: true });
  const version = /^(\d+)\.(\d+)\.\d+/m.exec(output)?.slice(1).map(Number);
  const newEnough = version && (version[0] > minimum[0] || (version[0] === minimum[0] && version[1] >= minimum[1]));
  return code === 0 && newEnough ? program : undefined;
}

/** Whether a window can be opened on this machine. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** Opens VS Code on a copy of the folder, with the package installed; resolves when its window is closed. */
export async function openVsCode(program, { vsix, folder, settings }) {
  const place = mkdtempSync(path.join(os.tmpdir(), 'stt-'));
  const user = path.join(place, 'user');
  mkdirSync(path.join(user, 'User'), { recursive: true });
  const quiet = JSON.parse(readFileSync(path.join(root, 'test/harness/settings.json'), 'utf8'));
  writeFileSync(path.join(user, 'User/settings.json'), JSON.stringify({ ...quiet, ...settings }, null, 2));
  const copy = path.join(place, path.basename(folder));
  cpSync(folder, copy, { recursive: true });

  const profile = ['--user-data-dir', user, '--extensions-dir', path.join(place, 'ext'), ...asRoot()];
  const { code, output } = await call(program, [...profile, '--install-extension', vsix, '--force'], { quiet: true });
  if (code !== 0) throw new SetupError(`VS Code did not install the package:\n${output.trim()}`);
  await call(program, [...profile, '--disable-workspace-trust', '--new-window', '--wait', copy]);
  rmSync(place, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
}

/** VS Code refuses to run as root unless its profile is named and its sandbox is off. */
function asRoot(user) {
  if (process.getuid?.() !== 0) return [];
  return user ? ['--no-sandbox', '--user-data-dir', user] : ['--no-sandbox'];
}

/** On Windows the program is a .cmd file, which only a shell runs. */
function call(program, args, options) {
  if (process.platform !== 'win32') return run(program, args, options);
  const quote = (text) => `"${text}"`;
  return run(quote(program), args.map(quote), { ...options, shell: true });
}

function usualPlaces() {
  const { HOME = '', LOCALAPPDATA = '', ProgramFiles = '' } = process.env;
  const inApp = 'Visual Studio Code.app/Contents/Resources/app/bin/code';
  return (
    {
      darwin: [path.join('/Applications', inApp), path.join(HOME, 'Applications', inApp)],
      win32: [
        path.join(LOCALAPPDATA, 'Programs/Microsoft VS Code/bin/code.cmd'),
        path.join(ProgramFiles, 'Microsoft VS Code/bin/code.cmd'),
      ],
      linux: ['/usr/share/code/bin/code', '/snap/bin/code', '/usr/share/codium/bin/codium'],
    }[process.platform] ?? []
  );
}
