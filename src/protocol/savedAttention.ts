// What of the attention panel outlives it: a saved view, which is run again when it is opened, and a page with every
// layer in it, which needs nothing else. Both are read as unknown: a person may have edited them.

import type { PanelDocument, PanelToken, ViewState } from './panel';
import { arrayOf, boolean, integer, nullable, object, oneOf, optional, ParseError, record, string } from './parse';
import { fromBase64 } from './wire';

const kind = 'semanticText.attention';
/** Of the file; a larger one was written by a newer version. */
export const savedVersion = 2;

/** The file was written by a newer version of the extension. */
export class NewerFileError extends Error {
  override readonly name = 'NewerFileError';
}

/** Which texts were looked at, through which encoder, and how. `view` fits only the tokens of that encoder. */
export interface SavedView {
  readonly text: string;
  readonly pair: string | null;
  /** EncoderInfo.id of the encoder that made it. */
  readonly model: string;
  readonly source: string;
  /** parseView reads it against the document. */
  readonly view: unknown;
}

/** All that a page shows without an encoder. */
export interface SavedPage {
  readonly document: PanelDocument;
  readonly view: unknown;
  /** Packed rows (core/attention packRows) of each layer, `[heads, tokens, tokens]`. */
  readonly layers: readonly Uint16Array[];
}

/** The text of a saved view. `more` may hold what only people read (weights as numbers). */
export function writeView(
  document: PanelDocument,
  view: ViewState,
  more: Readonly<Record<string, unknown>> = {},
): string {
  return `${JSON.stringify({ kind, version: savedVersion, document, view, ...more }, null, 1)}\n`;
}

const parseSource = object<Omit<SavedView, 'view'>>({
  text: string,
  pair: nullable(string),
  model: string,
  source: (value, path) => optional(string)(value, path) ?? '',
});

/** Reads what writeView wrote, of this version or an older one. ParseError, NewerFileError, or SyntaxError for no JSON. */
export function readView(content: string): SavedView {
  const file = record(JSON.parse(content), '');
  oneOf(kind)(file.kind, 'kind');
  if (integer(1)(file.version, 'version') > savedVersion) throw new NewerFileError();
  return { ...parseSource(file.document, 'document'), view: file.view };
}

const parseToken = object<PanelToken>({
  text: string,
  id: integer(0),
  segment: integer(0, 1),
  attentionMask: integer(0, 1),
  special: boolean,
  start: integer(0),
  end: integer(0),
  word: integer(-1),
});

const parseDocument = object<PanelDocument>({
  text: string,
  pair: nullable(string),
  tokens: arrayOf(parseToken),
  model: string,
  numLayers: integer(1),
  numHeads: integer(1),
  headSize: integer(1),
  leftOutCharacters: integer(0),
  source: string,
});

/** What stands in a page's data element: `layers` in base64 (toBase64 of the packed rows). */
export function writePageData(document: PanelDocument, view: Partial<ViewState>, layers: readonly string[]): string {
  return JSON.stringify({ kind, version: savedVersion, document, view, layers });
}

/** Reads writePageData. ParseError where a layer has another size than the document says. */
export function readPageData(content: string): SavedPage {
  const file = record(JSON.parse(content), '');
  oneOf(kind)(file.kind, 'kind');
  const document = parseDocument(file.document, 'document');
  const size = document.numHeads * document.tokens.length ** 2;
  const layers = arrayOf(string)(file.layers, 'layers').map((text, n) => {
    const { buffer, byteLength } = fromBase64(text);
    if (byteLength !== size * 2) throw new ParseError(`layers[${n}]`, `${size} values`);
    return new Uint16Array(buffer);
  });
  if (layers.length !== document.numLayers) throw new ParseError('layers', `${document.numLayers} layers`);
  return { document, view: file.view, layers };
}

/** The panel's own script and style. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  readonly language: string;
  /** The page's sentences in that language, as shared/l10n reads them; empty for English. */
  readonly translations?: string;
}

/**
 * One page that asks nothing of any network: its policy allows the one script and the one style that lie in it, by their
 * hashes. `data` is writePageData's; `sha256` gives the base64 of a text's digest.
 */
export async function writePage(
  data: string,
  { script, style, language, translations = '' }: PageParts,
  sha256: (text: string) => string | Promise<string>,
): Promise<string> {
  const code = `\n${script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')}\n`;
  const look = `\n${style.replaceAll('</style', '<\\/style')}\n`;
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${await sha256(code)}'`,
    `style-src 'sha256-${await sha256(look)}'`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  // Nothing in a text may end the element that holds it.
  const held = (json: string) => json.replaceAll('<', '\\u003c');
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Attention</title>
<style>${look}</style>
</head>
<body class="standalone">
<div id="app"></div>
<script type="application/json" id="data">${held(data)}</script>
<script type="application/json" id="l10n">${held(translations)}</script>
<script>${code}</script>
</body>
</html>
`;
}
