// Which documents the features are for, by language id. What of a document is prose is the server's matter.

import { isCodeLanguage } from '../core/markup';

export { isCodeLanguage };

/** Language ids of all that this VS Code knows in which prose is read: prose languages, and code that was let in. */
export function openLanguages(known: readonly string[], isOpenCode: (languageId: string) => boolean): string[] {
  return known.filter((id) => !isCodeLanguage(id) || isOpenCode(id)).sort();
}
