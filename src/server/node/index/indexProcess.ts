// Starts the index process, gives it the files that only the client can read, and ends it. What is said of the index is
// RemoteIndex's matter.

import { fork } from 'node:child_process';
import type { ClientFiles } from '../../files';
import type { ConnectIndex } from '../../index/remoteIndex';
import { answerWish, parseFileWish } from '../../index/wantedFiles';

/** How long a process that was let go may take to end before it is killed. */
const goneLimitMs = 500;

/** `program`: path of dist/index.cjs; `files`: of the client, where it can be asked for some. */
export function indexProcess(program: string, files?: ClientFiles): ConnectIndex {
  return (events) => {
    const child = fork(program, [], {
      serialization: 'advanced',
      // In VS Code the executable is Electron, which must be told to be Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      // A language server may speak over its own stdout: the child's must not get in between.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    // Node tells 'close' of a child only when the channel was not ended from this side.
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const send = (message: object): void => void (child.connected && child.send(message, () => {}));
    child.on('message', (value) => {
      const wish = parseFileWish(value);
      if (wish) void answerWish(files, wish).then(send);
      else events.message(value);
    });
    child.once('error', events.ended);
    child.once('close', events.ended);
    return {
      // A channel that broke is followed by 'close', which rejects what waits.
      send,
      end: async () => {
        const timer = setTimeout(() => child.kill('SIGKILL'), goneLimitMs);
        if (child.connected) child.disconnect();
        await gone;
        clearTimeout(timer);
      },
    };
  };
}
