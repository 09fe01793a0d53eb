// `npm run package [target …]`: a VSIX for each platform into artefacts/, checked file by file. Without targets: all.

import path from 'node:path';
import { exitOnSignals, main, root, SetupError } from './lib/process.mjs';
import { build, installDependencies } from './lib/setup.mjs';
import { targets } from './lib/targets.mjs';
import { checkVsix, makeVsix, obstacle } from './lib/vsix.mjs';

exitOnSignals();
await main(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in targets));
  if (unknown.length) {
    throw new SetupError(`Unknown target ${unknown.join(', ')}. There are: ${Object.keys(targets).join(', ')}.`);
  }
  await installDependencies();
  await build({ production: true });
  let failed = 0;
  for (const target of asked.length ? asked : Object.keys(targets)) {
    const why = obstacle(target);
    if (why) {
      console.log(`${target}: left out. ${why}`);
      if (asked.length) failed++;
      continue;
    }
    const file = await makeVsix(target);
    const { sizeBytes, checks } = await checkVsix(file, target);
    console.log(`${target}: ${(sizeBytes / 1e6).toFixed(1)} MB, ${path.relative(root, file)}`);
    for (const { title, problems } of checks.filter((check) => check.problems.length)) {
      failed++;
      console.log(`  FAILED ${title}: ${problems.join('; ')}`);
    }
  }
  return failed ? 1 : 0;
});
