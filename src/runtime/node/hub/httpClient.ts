// How the hub is reached: through the editor's or the environment's proxy, with time limits, with the system's
// certificates where Node can read them.

import * as tls from 'node:tls';
import type * as Undici from 'undici';
import { EngineError } from '../../../engine/errors';

export interface HttpAccess {
  /** URL of the editor's proxy; undefined: HTTP_PROXY and HTTPS_PROXY of the environment. */
  readonly proxy?: string | undefined;
  /** Hosts that are reached without a proxy, beside those of NO_PROXY. */
  readonly noProxy?: readonly string[] | undefined;
  /** Value of Proxy-Authorization, where the proxy's URL does not say it. */
  readonly proxyAuthorization?: string | undefined;
  /** True: no proxy at all, not that of the environment either. Default false. */
  readonly direct?: boolean | undefined;
  /** False takes any certificate, as VS Code's http.proxyStrictSSL does. Default true. */
  readonly strictTls?: boolean | undefined;
  /** Access token of the hub; sent to the hub's host only, never to where it redirects. */
  readonly token?: string | undefined;
}

export interface HttpClient {
  /** Follows redirects. Rejects with what the network says; any status resolves. */
  get(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Undici.Response>;
  close(): Promise<void>;
}

const connectMs = 15_000;
const silenceMs = 30_000;

/**
 * EngineError downloadFailed for a proxy that has no address. The library is read now: every start of the server would wait
 * for it, and few ever download.
 */
export async function createHttpClient(access: HttpAccess): Promise<HttpClient> {
  const undici = await import('undici');
  const dispatcher = dispatcherFor(access, undici);
  return {
    get: (url, headers, signal) => {
      const authorization = access.token && { authorization: `Bearer ${access.token}` };
      const init: Undici.RequestInit = { headers: { ...headers, ...authorization }, signal, dispatcher };
      return undici.fetch(url, init);
    },
    close: () => dispatcher.destroy(),
  };
}

function dispatcherFor(access: HttpAccess, { Agent, EnvHttpProxyAgent }: typeof Undici): Undici.Dispatcher {
  const connect = { ca: certificates(), rejectUnauthorized: access.strictTls ?? true, timeout: connectMs };
  const limits = { connect, headersTimeout: silenceMs, bodyTimeout: silenceMs };
  if (access.direct) return new Agent(limits);
  const { proxy, proxyAuthorization, noProxy = [] } = access;
  const { no_proxy: lower, NO_PROXY: upper = '' } = process.env;
  try {
    return new EnvHttpProxyAgent({
      ...{ ...limits, requestTls: connect, proxyTls: connect },
      ...(proxy && { httpProxy: proxy, httpsProxy: proxy }),
      ...(proxyAuthorization && { token: proxyAuthorization }),
      ...(noProxy.length > 0 && { noProxy: [...noProxy, lower ?? upper].join() }),
    });
  } catch {
    // The address itself stays untold: it may hold a password.
    const reason = 'the proxy of the settings or of the environment has no address that can be used';
    throw new EngineError('downloadFailed', { reason });
  }
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
