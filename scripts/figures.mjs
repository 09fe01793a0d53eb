// `npm run figures -- [options]`: measures the figures of docs/ and writes them there. See evaluation/figures/main.ts.

import { runTool } from './lib/tool.mjs';

await runTool('figures');
