// The encoder process (dist/encoder.cjs): joins the service to the channel of its parent, and ends when the parent goes.

import { EncoderService } from '../encoder/service';
import { readNative } from './encoderArguments';
import { warmUp } from './openGraph';
import { nodeServiceHost } from './serviceHost';

function main(): void {
  if (process.argv.includes(readNative)) warmUp();
  // A parent that has just gone cannot be told; 'disconnect' follows.
  const service = new EncoderService(nodeServiceHost, (message) =>
    process.send?.(message, undefined, undefined, () => {}),
  );
  process.on('message', (value) => service.receive(value));
  process.on('disconnect', () => process.exit(0));
}

main();
