// Sentences of a page in the language of VS Code. The host writes the translations of l10n/ into the page (webview/page);
// a page without them speaks English. A unit test finds every call of `t` and holds l10n/ to it.

const translations: Readonly<Record<string, string>> = readTranslations();

/** The sentence translated, `{0}` and so on replaced by the arguments. */
export function t(sentence: string, ...given: readonly (string | number)[]): string {
  const text = Object.hasOwn(translations, sentence) ? translations[sentence] : sentence;
  return text.replace(/\{(\d+)\}/g, (whole, n: string) => String(given[Number(n)] ?? whole));
}

function readTranslations(): Record<string, string> {
  const text = document.getElementById('l10n')?.textContent;
  if (!text) return {};
  const found: unknown = JSON.parse(text);
  if (typeof found !== 'object' || found === null) return {};
  return Object.fromEntries(
    Object.entries(found).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
