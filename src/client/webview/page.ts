// The page of a webview: local files only, scripts by nonce, nothing else may load.

import { l10n, Uri, type Webview } from 'vscode';

export interface PageOptions {
  readonly extensionUri: Uri;
  /** Folder below media/: the page's script and style are named after it. */
  readonly name: string;
  readonly title: string;
  /** BCP 47 tag of what stands on the page. */
  readonly language: string;
  /** The page writes style attributes, which its policy then allows. */
  readonly styleAttributes?: boolean;
}

/** Where the files of all pages lie; a webview may read nothing else. */
export const pagesRoot = (extensionUri: Uri): Uri => Uri.joinPath(extensionUri, 'dist', 'media');

export function pageOf(
  webview: Webview,
  { extensionUri, name, title, language, styleAttributes }: PageOptions,
): string {
  const nonce = crypto.randomUUID().replaceAll('-', '');
  const file = (found: string) => webview.asWebviewUri(Uri.joinPath(pagesRoot(extensionUri), found)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}${styleAttributes ? " 'unsafe-inline'" : ''}`,
    'img-src data: blob:',
    // An export as a page reads this page's own script and style again.
    `connect-src ${webview.cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  // Never the end of the element that holds it.
  const translations = JSON.stringify(l10n.bundle ?? {}).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file(`${name}.css`)}">
<title>${escape(title)}</title>
</head>
<body>
<div id="app"></div>
<script type="application/json" id="l10n">${translations}</script>
<script nonce="${nonce}" src="${file(`${name}.js`)}"></script>
</body>
</html>`;
}

const escape = (text: string): string => text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
