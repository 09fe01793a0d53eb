// The lines of stdin as they come: whoever sends one and waits has it read at once.

import { EngineError } from '../engine/errors';
import { codeOf } from '../runtime/node/fileErrors';
import { encodingOf } from '../runtime/textBytes';
import { checkReadable } from './files';

const lineFeed = 0x0a;

/**
 * Lines without their ends; undefined for one that is not UTF-8. Only a line feed ends a line: JSON may hold the other
 * characters that Unicode calls line ends. A byte order mark is no part of a line. EngineError badInput when the stream cannot
 * be read, and for UTF-16.
 */
export async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<string | undefined> {
  checkReadable(stream);
  const parts: Buffer[] = [];
  let isFirst = true;
  const takeLine = (): string | undefined => {
    const bytes = Buffer.concat(parts.splice(0));
    if (isFirst && encodingOf(bytes) !== 'utf-8') throw badStdin('it is UTF-16; lines are read as UTF-8');
    isFirst = false;
    return decode(bytes);
  };
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk as Buffer | string);
      let from = 0;
      for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, from)) {
        parts.push(bytes.subarray(from, end));
        yield takeLine();
        from = end + 1;
      }
      if (from < bytes.length) parts.push(bytes.subarray(from));
    }
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw badStdin(`it cannot be read (${codeOf(error) ?? 'unknown'})`);
  }
  if (parts.length > 0) yield takeLine();
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const badStdin = (reason: string): EngineError => new EngineError('badInput', { subject: 'stdin', reason });
