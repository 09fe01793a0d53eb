// How the hub is reached: through the editor's or the environment's proxy, with time limits, with the system's
// certificates where Node can read them.

import * as tls from 'node:tls';
import { EnvHttpProxyAgent, fetch, type RequestInit, type Response } from 'undici';

export interface HttpAccess {
  /** URL of the editor's proxy; undefined: HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the environment. */
  readonly proxy?: string | undefined;
  /** False takes any certificate, as VS Code's http.proxyStrictSSL does. Default true. */
  readonly strictTls?: boolean | undefined;
  /** Access token of the hub; sent to the hub's host only, never to where it redirects. */
  readonly token?: string | undefined;
}

export interface HttpClient {
  /** Follows redirects. Rejects with what the network says; any status resolves. */
  get(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response>;
  close(): Promise<void>;
}

const connectMs = 15_000;
const silenceMs = 30_000;

export function createHttpClient(access: HttpAccess): HttpClient {
  const security = { ca: certificates(), rejectUnauthorized: access.strictTls ?? true };
  const dispatcher = new EnvHttpProxyAgent({
    ...(access.proxy && { httpProxy: access.proxy, httpsProxy: access.proxy }),
    connect: { ...security, timeout: connectMs },
    requestTls: { ...security, timeout: connectMs },
    proxyTls: { ...security, timeout: connectMs },
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
  });
  return {
    get: (url, headers, signal) => {
      const authorization = access.token && { authorization: `Bearer ${access.token}` };
      const init: RequestInit = { headers: { ...headers, ...authorization }, signal, dispatcher };
      return fetch(url, init);
    },
    close: () => dispatcher.destroy(),
  };
}

/** Node's own roots and the system's (for companies that read TLS); undefined, so Node's own, before Node 22.15. */
function certificates(): string[] | undefined {
  const read: unknown = 'getCACertificates' in tls ? tls.getCACertificates : undefined;
  if (typeof read !== 'function') return undefined;
  const all = new Set([...(read('default') as unknown[]), ...(read('system') as unknown[])]);
  return [...all].filter((each) => typeof each === 'string');
}

/** What the network said, as its innermost cause has it; never the proxy's address, which may hold a password. */
export function networkReason(error: unknown): string {
  let cause: unknown = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  const words = cause instanceof Error ? cause.message || cause.name : 'unknown error';
  const proxyStatus = /^Proxy response \((\d+)\)/.exec(words)?.[1];
  return proxyStatus ? `the proxy answers ${proxyStatus}` : words;
}
