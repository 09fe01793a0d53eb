// What is left out of an index by its name or its first bytes, whatever the user's own rules say: secrets, binaries,
// minified and lock files.

import type { Exclusion } from '../../engine/index/types';
import { textOfBytes } from '../textBytes';

/** Files above this are data, not text that a person wrote. */
export const largestBytes = 1_500_000;

/** Of which a copy without values is meant to be read. */
const template = /^(?:example|sample|template|dist)\.env$|\.env\..*\b(?:example|sample|template|dist)$/;
const secrets: readonly RegExp[] = [
  /^\.env(?:rc|\..+)?$|\.env$/,
  /\.(?:pem|key|p8|p12|pfx|jks|keystore|kdbx|ppk|ovpn|tfstate(?:\.backup)?|tfvars(?:\.json)?)$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/,
  /^(?:\.netrc|_netrc|\.pypirc|\.npmrc|\.git-credentials|\.htpasswd|\.pgpass|\.dockercfg|\.dockerconfigjson|kubeconfig)$/,
  /^(?:\.s3cfg|\.boto|\.vault-token|\.my\.cnf|\.terraformrc)$/,
  /^(?:secrets?|credentials)(?:\.(?:ya?ml|json|toml|ini|txt))?$/,
  /^service[-_]account.*\.json$/,
];
const secretFolders = new Set(['.ssh', '.gnupg', '.aws', '.kube']);

/** Beside all that ends in `.lock`. */
const lockFiles = new Set(
  'package-lock.json npm-shrinkwrap.json pnpm-lock.yaml bun.lockb go.sum go.work.sum packages.lock.json gradle.lockfile .terraform.lock.hcl package.resolved conda-lock.yml .pnp.cjs'.split(
    ' ',
  ),
);

const minified = /(?:[.-]min\.(?:js|mjs|cjs|css|html|svg)|\.(?:js|css|mjs|cjs|ts)\.map|\.bundle\.js)$/;

const binaries = new Set(
  'png jpg jpeg gif bmp ico icns webp avif heic tif tiff psd ai eps mp3 mp4 m4a m4v ogg oga ogv wav flac aac avi mkv mov webm woff woff2 ttf otf eot zip gz tgz bz2 xz zst 7z rar tar jar war ear class pyc pyo o a so dylib dll exe lib obj pdb bin dat db sqlite sqlite3 wasm node vsix onnx safetensors pt pth h5 npy npz parquet feather arrow pdf doc docx xls xlsx ppt pptx odt ods odp epub mobi dmg iso img deb rpm apk ipa swf fla blend fbx glb gltf stl'.split(
    ' ',
  ),
);

/** The rule that a path with '/' falls under by its name; undefined where none. */
export function exclusionByName(path: string): Exclusion | undefined {
  const parts = path.toLowerCase().split('/');
  const name = parts[parts.length - 1];
  const folder = parts.slice(0, -1).find((part) => secretFolders.has(part));
  if (folder !== undefined) return { rule: 'secret', pattern: `${folder}/` };
  const isSecret = secrets.some((pattern) => pattern.test(name)) && !template.test(name);
  if (isSecret || /(?:^|\/)\.docker\/config\.json$/.test(path.toLowerCase())) return { rule: 'secret', pattern: name };
  if (lockFiles.has(name) || name.endsWith('.lock')) return { rule: 'lockFile', pattern: name };
  if (minified.test(name)) return { rule: 'minified', pattern: name };
  const extension = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : '';
  return binaries.has(extension) ? { rule: 'binary', pattern: `*.${extension}` } : undefined;
}

export function exclusionBySize(sizeBytes: number): Exclusion | undefined {
  return sizeBytes > largestBytes ? { rule: 'tooLarge', pattern: `${largestBytes / 1e6} MB` } : undefined;
}

/** Lines of this length are no longer read by people. */
const longLine = 5_000;
const longMean = 400;
/** A NUL further back is a slip in a text that is read all the same. */
const lookedForNul = 8192;
/** Only these are ever minified; a paragraph of prose may well be one long line. */
const minifiable = new Set('javascript javascriptreact typescript css html xml json jsonc'.split(' '));

/**
 * The text of a file that is indexed by its content: `open`, where an editor has it, else its bytes as UTF-8, or UTF-16
 * with a byte order mark. In other encodings it is not read.
 */
export function textToIndex(
  bytes: Uint8Array,
  open: string | undefined,
  language: string,
): { readonly text: string } | { readonly excluded: Exclusion } {
  const read = open === undefined ? textOfBytes(bytes, lookedForNul) : { text: open };
  if (read === 'binary') return { excluded: { rule: 'binary' } };
  if (read === 'malformed') return { excluded: { rule: 'notText' } };
  const { text } = read;
  const excluded = exclusionByContent(text, language);
  return excluded ? { excluded } : { text };
}

/**
 * The text of an editor where the bytes hold another one. A file that is only open stays what it is on the disk, whatever
 * its encoding and its byte order mark.
 */
export function unsavedText(bytes: Uint8Array, open: string | undefined): string | undefined {
  if (open === undefined) return undefined;
  const read = textOfBytes(bytes, lookedForNul);
  return typeof read === 'object' && read.text === open ? undefined : open;
}

/** The rule that the content of a file falls under. */
function exclusionByContent(text: string, language: string): Exclusion | undefined {
  if (/^\s*-----BEGIN [A-Z ]*PRIVATE KEY/.test(text)) return { rule: 'secret', pattern: 'PRIVATE KEY' };
  if (!minifiable.has(language)) return undefined;
  const lines = text.split('\n');
  const longest = lines.reduce((most, line) => Math.max(most, line.length), 0);
  return longest > longLine && text.length / lines.length > longMean ? { rule: 'minified' } : undefined;
}
