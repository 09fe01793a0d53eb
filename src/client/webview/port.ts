// The extension host's end of a channel to a webview.

import type { Webview } from 'vscode';
import type { Port } from '../../protocol/channel';

export function portOf(webview: Webview): Port {
  return {
    post: (message) => void webview.postMessage(message),
    listen: (listener) => {
      const listening = webview.onDidReceiveMessage(listener);
      return () => listening.dispose();
    },
  };
}
