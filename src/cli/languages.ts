// The language of a file that a command names: what the command line needs to tell prose from markup.

import path from 'node:path';
import { fileLanguage } from '../core/fileLanguage';

/** VS Code's language id. Undefined: plain text. */
export function languageOf(file: string): string | undefined {
  const language = fileLanguage(path.basename(file));
  return language === 'plaintext' ? undefined : language;
}
