// Starts a similarity panel: one page, a view for each kind of content.

import { Channel } from '../../src/protocol/channel';
import type {
  SimilarityContent,
  SimilarityHeard,
  SimilarityRequests,
  SimilaritySaid,
  SimilarityTheirs,
} from '../../src/protocol/similarityPanel';
import { h, keepingFocus } from '../shared/dom';
import { sentenceOf } from '../shared/failure';
import { t } from '../shared/l10n';
import { portOf, type WebviewApi } from '../shared/port';
import { CompareView } from './compare';
import { DuplicatesView } from './duplicates';
import type { Host } from './host';
import { MatrixView } from './matrix';
import './style.css';

declare const acquireVsCodeApi: () => WebviewApi;

start(acquireVsCodeApi(), document.getElementById('app') ?? document.body);

function start(api: WebviewApi, root: HTMLElement): void {
  const message = h('p', { class: 'message', role: 'alert', hidden: true });
  const busy = h('p', { class: 'busy-note', role: 'status' });
  const stage = h('main', {});
  root.replaceChildren(message, busy, stage);
  const tell = (text: string): void => {
    message.textContent = text;
    message.hidden = !text;
  };
  const showBusy = (isBusy: boolean): void => {
    root.classList.toggle('busy', isBusy);
    busy.textContent = isBusy ? t('Comparing …') : '';
  };
  const channel = new Channel<SimilarityRequests, SimilaritySaid, SimilarityTheirs, SimilarityHeard>(
    portOf(api),
    {},
    {
      content: (content) => show(content),
      failed: (failure) => tell(failure.message),
      busy: (state) => showBusy(state.busy),
      keep: ({ state }) => api.setState(state),
    },
    sentenceOf,
  );
  const host: Host = {
    reveal: (target) => channel.notify('reveal', target),
    revealBoth: (a, b, beside = false) => channel.notify('revealBoth', { a, b, beside }),
    compare: (a, b) => channel.notify('compare', { a, b, beside: false }),
    choose: (choice) => channel.notify('choose', choice),
    copy: (content) => channel.notify('copy', { content }),
    save: (name, content) => channel.request('save', { name, content }),
    align: (pair) => channel.request('align', { pair }),
    tell,
  };
  const views = { compare: new CompareView(host), matrix: new MatrixView(host), duplicates: new DuplicatesView(host) };
  const show = (content: SimilarityContent): void => {
    tell('');
    const element = views[content.kind].element;
    if (stage.firstChild !== element) stage.replaceChildren(element);
    keepingFocus(stage, () => {
      if (content.kind === 'compare') views.compare.show(content);
      else if (content.kind === 'matrix') views.matrix.show(content);
      else views.duplicates.show(content);
    });
    root.dataset.kind = content.kind;
  };
  channel.request('ready', null).then(
    ({ content, busy: isBusy, failure }) => {
      if (content) show(content);
      showBusy(isBusy);
      if (failure) tell(failure);
    },
    (error: unknown) => tell(sentenceOf(error)),
  );
}
