// `npm run eval -- [--json] [options]`: the shipped model on the development sets. See evaluation/main.ts for the options.

import { runTool } from './lib/tool.mjs';

await runTool('evaluation');
