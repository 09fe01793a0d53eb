// `semtext` (dist/cli.cjs): the engine on the command line.

import { version } from '../../package.json';
import { run } from './run';

run(process.argv.slice(2), process, { distFolder: __dirname, version }).then(
  (status) => {
    process.exitCode = status;
    // A stdin that nobody ends would keep the process waiting for lines that it will not read.
    process.stdin.destroy();
  },
  () => {
    process.exitCode = 1;
  },
);
