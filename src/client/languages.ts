// Which documents the features are for, by language id. What of a document is prose is the server's matter.

import type { TextDocument } from 'vscode';
import { isCodeLanguage } from '../core/markup';
import { readSetting } from './configuration';

/** A document of code in which the person did not let comments and strings be read. */
export const isClosedCode = (document: TextDocument): boolean =>
  isCodeLanguage(document.languageId) && !readSetting('suggest.inCode', document);

/** Language ids of all that this VS Code knows in which prose is read: prose languages, and code that was let in. */
export function openLanguages(known: readonly string[], isOpenCode: (languageId: string) => boolean): string[] {
  return known.filter((id) => !isCodeLanguage(id) || isOpenCode(id)).sort();
}
