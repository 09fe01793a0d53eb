// Loaded by an encoder process before its program (NODE_OPTIONS=--import): tells the test its number.

import { appendFileSync } from 'node:fs';

appendFileSync(process.env.PID_FILE, `${process.pid}\n`);
