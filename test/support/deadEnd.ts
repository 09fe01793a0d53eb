// The proxy of a browser that is cut off: whatever a page, a frame or a Worker of any depth asks of another machine arrives
// here, is written down and refused. Playwright's own events see no Workers that Workers start, and no service workers.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface DeadEnd {
  readonly port: number;
  /** `https://host:port` or the whole address of a plain request. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** Chromium itself asks these, whatever is open in it. */
const ownHosts = /(^|\.)(google|googleapis|gstatic|gvt1)\.com$/;

/** Whether the dead end does not write this address down, so that who watches a page must. */
export const isPassedOver = (address: string): boolean =>
  URL.canParse(address) && ownHosts.test(new URL(address).hostname);

export async function startDeadEnd(): Promise<DeadEnd> {
  const asked: string[] = [];
  const note = (address: string): void => {
    if (!isPassedOver(address)) asked.push(address);
  };
  const server = createServer((request, response) => {
    note(request.url ?? '');
    response.writeHead(403).end();
  });
  server.on('connect', ({ url }, socket) => {
    note(`https://${url}`);
    socket.on('error', () => {});
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
