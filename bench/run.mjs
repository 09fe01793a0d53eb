// `npm run bench -- [--json] [options]`: how fast the engine is. See bench/main.ts for the options.

import { runTool } from '../scripts/lib/tool.mjs';

await runTool('bench');
