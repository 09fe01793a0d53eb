// A hub on this machine: the API and the files of models, redirects as the real one does, and misbehaves as told.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';

export const commit = '0123456789abcdef0123456789abcdef01234567';

export interface FakeFile {
  readonly content: Buffer;
  /** Large files have a SHA-256, small ones Git's checksum. */
  readonly lfs: boolean;
}

export interface Behaviour {
  /** Ends the connection after this many bytes of the body of a file; asked anew for each request. */
  breakAfter?: (file: string, nth: number) => number | undefined;
  /** Status instead of the file. */
  status?: (file: string, nth: number) => number | undefined;
  /** Bytes instead of those of the file. */
  content?: (file: string, content: Buffer) => Buffer;
  /** The second half of a file is sent only after this; asked anew for each request. */
  hold?: (file: string) => Promise<void> | undefined;
  /** Sends whole files whatever is asked. */
  ignoresRanges?: boolean;
  /** Changes the API's answer. */
  api?: (answer: Record<string, unknown>) => unknown;
  /** Called before a byte is sent. */
  before?: (file: string) => void;
}

export interface SeenRequest {
  readonly url: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
  /** Where files come from; the API and redirects come from the hub itself. */
  readonly storage: boolean;
}

export class FakeHub {
  readonly seen: SeenRequest[] = [];
  /** Connections to the hub and its storage. */
  connections = 0;
  readonly #files: ReadonlyMap<string, FakeFile>;
  readonly #behaviour: Behaviour;
  readonly #counts = new Map<string, number>();
  readonly #hub: Server;
  readonly #storage: Server;

  private constructor(files: ReadonlyMap<string, FakeFile>, behaviour: Behaviour) {
    this.#files = files;
    this.#behaviour = behaviour;
    this.#hub = createServer((request, response) => this.#answer(request, response, false));
    this.#storage = createServer((request, response) => this.#answer(request, response, true));
    for (const server of [this.#hub, this.#storage]) server.on('connection', () => this.connections++);
  }

  static async start(files: ReadonlyMap<string, FakeFile>, behaviour: Behaviour = {}): Promise<FakeHub> {
    const hub = new FakeHub(files, behaviour);
    await Promise.all([listen(hub.#hub), listen(hub.#storage)]);
    return hub;
  }

  get host(): string {
    return addressOf(this.#hub);
  }

  /** `host:port` of the hub and of where its files come from. */
  get places(): readonly string[] {
    return [this.#hub, this.#storage].map((server) => new URL(addressOf(server)).host);
  }

  /** Requests for the bytes of a file. */
  fetches(file: string): readonly SeenRequest[] {
    return this.seen.filter((request) => request.storage && request.url.endsWith(`/${file}`));
  }

  async stop(): Promise<void> {
    await Promise.all([close(this.#hub), close(this.#storage)]);
  }

  #answer(request: IncomingMessage, response: ServerResponse, storage: boolean): void {
    const url = request.url ?? '';
    const { range, authorization } = request.headers;
    this.seen.push({ url, range, authorization, storage });
    if (url.startsWith('/api/models/')) return this.#api(url, response);
    const file = decodeURIComponent(url.split(`/resolve/${commit}/`)[1] ?? '');
    const known = this.#files.get(file);
    if (!known) return void response.writeHead(404).end('no such file');
    if (!storage && known.lfs) {
      return void response.writeHead(302, { location: `${addressOf(this.#storage)}${url}` }).end();
    }
    this.#send(file, known.content, range, response);
  }

  #api(url: string, response: ServerResponse): void {
    const id = /^\/api\/models\/(.+)\/revision\/[^/]+\?blobs=true$/.exec(url)?.[1];
    if (id !== 'owner/tiny') return void response.writeHead(404).end('{"error":"Repository not found"}');
    const siblings = [...this.#files].map(([rfilename, { content, lfs }]) => ({
      rfilename,
      size: content.length,
      blobId: createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex'),
      ...(lfs && { lfs: { sha256: sha256(content), size: content.length, pointerSize: 134 } }),
    }));
    const answer = { id, sha: commit, cardData: { license: 'apache-2.0' }, siblings };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(this.#behaviour.api?.(answer) ?? answer));
  }

  #send(file: string, whole: Buffer, range: string | undefined, response: ServerResponse): void {
    const nth = this.#counts.get(file) ?? 0;
    this.#counts.set(file, nth + 1);
    this.#behaviour.before?.(file);
    const status = this.#behaviour.status?.(file, nth);
    if (status !== undefined) return void response.writeHead(status).end();
    const content = this.#behaviour.content?.(file, whole) ?? whole;
    const from = this.#behaviour.ignoresRanges ? 0 : Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    if (from >= content.length && from > 0) return void response.writeHead(416).end();
    const body = content.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': body.length,
      ...(from > 0 && { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
    });
    const broken = this.#behaviour.breakAfter?.(file, nth);
    if (broken === undefined) return this.#sendBody(file, body, response);
    // A reset discards what the receiver has not yet read, so it gets a moment to read it.
    response.write(body.subarray(0, broken), () => setTimeout(() => response.destroy(), 50));
  }

  #sendBody(file: string, body: Buffer, response: ServerResponse): void {
    const held = this.#behaviour.hold?.(file);
    if (!held) return void response.end(body);
    const half = body.length >> 1;
    response.write(body.subarray(0, half));
    void held.then(() => response.end(body.subarray(half)));
  }
}

/** The files of a model folder as a hub has them. */
export async function filesOf(folder: string): Promise<Map<string, FakeFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, FakeFile>();
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    const content = await readFile(file);
    const name = path.relative(folder, file).split(path.sep).join('/');
    files.set(name, { content, lfs: name.endsWith('.onnx') });
  }
  return files;
}

export interface FakeProxy {
  readonly url: string;
  /** What was asked of it: `GET http://…` or `CONNECT host:port`. */
  readonly seen: string[];
  /** Those who do not say it, as `me`, are sent away; undefined: nobody is. */
  password: string | undefined;
  stop(): Promise<void>;
}

/** What those say who know the password. */
export const proxyAuthorization = (password: string): string =>
  `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;

/** A proxy for plain requests and tunnels. */
export async function startProxy(password?: string): Promise<FakeProxy> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const allowed = (request: IncomingMessage): boolean =>
    proxy.password === undefined || request.headers['proxy-authorization'] === proxyAuthorization(proxy.password);
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (!allowed(request)) return void response.writeHead(407).end();
    const onward = httpRequest(request.url ?? '', { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    seen.push(`CONNECT ${request.url}`);
    if (!allowed(request)) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [host, port] = (request.url ?? '').split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const each of [socket, onward]) {
      sockets.add(each);
      each.on('error', () => each.destroy());
    }
  });
  await listen(server);
  const stop = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return close(server);
  };
  const proxy: FakeProxy = { url: addressOf(server), seen, password, stop };
  return proxy;
}

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
