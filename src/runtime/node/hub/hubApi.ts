// What a hub says about a model: its files at one commit, their checksums, its licence. One GET; nothing is downloaded.

import type { Response } from 'undici';
import { EngineError } from '../../../engine/errors';
import { arrayOf, FormError, object, optional, record, string, wholeFrom } from '../../parse';
import { networkReason, type HttpClient } from './httpClient';

export interface HubFile {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Of the file, hex; for files in LFS. */
  readonly sha256: string | undefined;
  /** Git's own checksum of the file, hex; for small files. */
  readonly gitSha1: string | undefined;
}

export interface HubModel {
  /** `owner/name`, or a name without owner. */
  readonly id: string;
  /** Commit, 40 hex digits. */
  readonly revision: string;
  readonly licence: string | undefined;
  readonly files: readonly HubFile[];
}

const idForm = /^[\w-][\w.-]*(\/[\w-][\w.-]*)?$/;
const commitForm = /^[0-9a-f]{40}$/;

/** Base address of the hub without a slash at the end. EngineError downloadFailed for what is no web address. */
export function hostAddress(host: string): string {
  const url = URL.canParse(host) ? new URL(host) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.href.replace(/\/+$/, '');
  throw new EngineError('downloadFailed', { subject: host, reason: 'the host is no web address' });
}

/** EngineError badInput for an id that cannot be one; downloadFailed when the hub cannot be asked or answers otherwise. */
export async function readHubModel(
  client: HttpClient,
  host: string,
  id: string,
  revision: string,
  signal: AbortSignal,
): Promise<HubModel> {
  if (!idForm.test(id)) throw new EngineError('badInput', { subject: id, reason: 'a model is named owner/name' });
  const url = `${hostAddress(host)}/api/models/${id}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const value = await getJson(client, url, signal);
  try {
    return parseModel(value, id);
  } catch (error) {
    if (!(error instanceof FormError)) throw error;
    throw new EngineError('downloadFailed', { subject: url, reason: `the hub answers otherwise: ${error.message}` });
  }
}

/** Address of a file at a commit. */
export function fileAddress(host: string, { id, revision }: Pick<HubModel, 'id' | 'revision'>, file: string): string {
  return `${hostAddress(host)}/${id}/resolve/${revision}/${file.split('/').map(encodeURIComponent).join('/')}`;
}

/** The reason for a status that is no success, in words. */
export function statusReason(response: Pick<Response, 'status' | 'statusText'>): string {
  const words: Readonly<Record<number, string>> = {
    401: 'no access: it does not exist, or is private or gated',
    403: 'no access: its terms must be agreed to on the hub first',
    404: 'it does not exist',
    407: 'the proxy asks for a password',
    429: 'too many requests',
  };
  return `${response.status}: ${words[response.status] ?? (response.statusText || 'the host refused')}`;
}

async function getJson(client: HttpClient, url: string, signal: AbortSignal): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await client.get(url, { accept: 'application/json' }, signal);
    text = await response.text();
  } catch (error) {
    throw new EngineError('downloadFailed', { subject: url, reason: networkReason(error) });
  }
  if (!response.ok) throw new EngineError('downloadFailed', { subject: url, reason: statusReason(response) });
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new EngineError('downloadFailed', { subject: url, reason: 'the hub answers with something that is no JSON' });
  }
}

const parseSibling = object<{ rfilename: string; size: number | undefined; blobId: string | undefined; lfs: unknown }>({
  rfilename: string,
  size: optional(wholeFrom(0)),
  blobId: optional(string),
  lfs: (value) => value,
});
const parseLfs = object<{ sha256: string; size: number }>({ sha256: string, size: wholeFrom(0) });

function parseModel(value: unknown, id: string): HubModel {
  const model = record(value, 'model');
  const revision = string(model.sha, 'sha');
  if (!commitForm.test(revision)) throw new FormError('sha', 'a commit');
  return {
    id,
    revision,
    licence: licenceOf(model),
    files: arrayOf(parseFile)(model.siblings, 'siblings').filter((file) => isPlainPath(file.path)),
  };
}

function parseFile(value: unknown, place: string): HubFile {
  const { rfilename, size, blobId, lfs: pointer } = parseSibling(value, place);
  const lfs = optional(parseLfs)(pointer, `${place}.lfs`);
  return {
    path: rfilename,
    sizeBytes: lfs?.size ?? size ?? 0,
    sha256: lfs?.sha256.toLowerCase(),
    gitSha1: lfs ? undefined : blobId?.toLowerCase(),
  };
}

/** A path that stays in its folder on every system. */
function isPlainPath(file: string): boolean {
  return file.split('/').every((part) => /^[\w][\w .+-]*$/.test(part) && !part.includes('..'));
}

/** What the model card says, else the hub's tags; undefined where its author says nothing. */
function licenceOf(model: Readonly<Record<string, unknown>>): string | undefined {
  const card = optional(record)(model.cardData, 'cardData') ?? {};
  const named = textsOf(card.license === 'other' ? (card.license_name ?? card.license) : card.license);
  const tags = textsOf(model.tags).flatMap((tag) => /^license:(.+)$/.exec(tag)?.[1] ?? []);
  return (named.length > 0 ? named : tags).join(', ') || undefined;
}

/** Cards are written by hand: one text, a list of them, or anything else, which says nothing. */
function textsOf(value: unknown): string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.flatMap((each) => (typeof each === 'string' && each.trim() !== '' ? [each.trim()] : []));
}
