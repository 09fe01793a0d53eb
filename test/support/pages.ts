// A web server for pages that tests make themselves: an empty page, isolated from other origins so that Workers may share
// memory, and the files of this repository.

import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** Serves for the suite; returns the origin. */
export function usePages(): () => string {
  let server: Server;
  before(async () => {
    server = createServer((request, response) => {
      const file = path.join('.', decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
      if (file === 'page.html') return response.setHeader('content-type', 'text/html').end('<!doctype html>');
      if (!existsSync(file)) return response.writeHead(404).end();
      if (file.endsWith('.js')) response.setHeader('content-type', 'text/javascript');
      return createReadStream(file).pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => server.close());
  return () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
