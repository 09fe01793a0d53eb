// The settings of a page in front of its text, as site generators read them.

/** The place behind YAML (`---`) or TOML (`+++`) front matter; 0 where there is none or it does not end. */
export function frontMatterEnd(text: string): number {
  const opening = /^\uFEFF?(---|\+\+\+)[ \t]*(?:\r\n|\n|\r)/.exec(text);
  if (!opening) return 0;
  const closing = opening[1] === '---' ? /^(?:---|\.\.\.)[ \t]*$/gm : /^\+\+\+[ \t]*$/gm;
  closing.lastIndex = opening[0].length;
  const match = closing.exec(text);
  return match ? match.index + match[0].length : 0;
}
