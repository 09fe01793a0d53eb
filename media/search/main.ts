// Starts the search view inside VS Code and joins it to the message channel.

import { Channel } from '../../src/protocol/channel';
import {
  parseMemory,
  type SearchViewHeard,
  type SearchViewRequests,
  type SearchViewSaid,
  type ShownStatus,
} from '../../src/protocol/searchView';
import { sentenceOf } from '../shared/failure';
import { portOf, type WebviewApi } from '../shared/port';
import './style.css';
import { SearchViewPage } from './view';
import { words } from './words';

interface StatefulApi extends WebviewApi {
  getState(): unknown;
}
declare const acquireVsCodeApi: () => StatefulApi;

const api = acquireVsCodeApi();
const root = document.getElementById('app') ?? document.body;
let page: SearchViewPage | undefined;
/** News that come before the page is drawn. */
let lastStatus: ShownStatus | undefined;

const channel = new Channel<SearchViewRequests, SearchViewSaid, Record<never, never>, SearchViewHeard>(
  portOf(api),
  {},
  {
    status: (status) => {
      lastStatus = status;
      page?.status(status);
    },
    indexGrew: () => page?.indexGrew(),
    show: ({ input }) => page?.show(input),
    focus: () => page?.focus(),
    current: ({ index }) => page?.current(index),
  },
  sentenceOf,
);

channel.request('ready', null).then(
  ({ status, memory, minimumLength }) => {
    page = new SearchViewPage(
      {
        words,
        minimumLength,
        host: {
          search: (input, limit) => channel.request('search', { input, limit }),
          open: (hit, beside, keepFocus) => channel.notify('open', { hit, beside, keepFocus }),
          openPlace: ({ uri, startLine, endLine }) => channel.notify('openPlace', { uri, startLine, endLine }),
          copy: (hit) => channel.notify('copy', { hit }),
          control: (action) => channel.notify('control', { action }),
          shown: (hits) => channel.notify('shown', { hits }),
          remember: (kept) => {
            api.setState(kept);
            channel.notify('remember', kept);
          },
        },
      },
      root,
    );
    page.status(lastStatus ?? status);
    // VS Code keeps the page's own state of some earlier moment; the host's is that of the last search.
    const kept = memory ?? parseMemory(api.getState());
    if (kept) page.restore(kept);
  },
  (error: unknown) => {
    root.textContent = sentenceOf(error);
  },
);
