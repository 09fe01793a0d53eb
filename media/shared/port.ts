// The webview's end of a channel to the extension host.

import type { Port } from '../../src/protocol/channel';

export interface WebviewApi {
  postMessage(message: unknown): void;
  /** VS Code keeps it, in the clear, until the window is loaded again. */
  setState(state: unknown): void;
}

export function portOf(api: WebviewApi): Port {
  return {
    post: (message) => api.postMessage(message),
    listen: (listener) => {
      const receive = (event: MessageEvent<unknown>) => listener(event.data);
      window.addEventListener('message', receive);
      return () => window.removeEventListener('message', receive);
    },
  };
}
