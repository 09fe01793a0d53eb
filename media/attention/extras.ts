// The controls that act on the text and the file: pin, second text, undo, and the exports.

import { packRows } from '../../src/core/attention';
import { writePageData, writeView } from '../../src/protocol/savedAttention';
import { toBase64 } from '../../src/protocol/wire';
import { h, toggle } from '../shared/dom';
import { toCsv, toJson, toPng, toSvg } from './exports';
import type { PanelOptions } from './host';
import { noIntervention, type DrawnMap, type Store } from './store';
import { t } from '../shared/l10n';

export interface ExtrasContext {
  readonly store: Store;
  readonly options: PanelOptions;
  readonly map: () => DrawnMap | undefined;
  readonly pinned: boolean;
  readonly setPinned: (pinned: boolean) => void;
  readonly failed: (error: unknown) => void;
}

const needsHeads = new Set(['SVG', 'PNG', 'CSV', 'JSON']);

export function extras(context: ExtrasContext): HTMLElement {
  return h(
    'div',
    { class: 'group', role: 'group', 'aria-label': t('Text and export') },
    ...interventionControls(context.store),
    ...textControls(context),
    exportMenu(context),
  );
}

const button = (name: string, label: string, onclick: () => void, title?: string): HTMLButtonElement =>
  h('button', { type: 'button', class: 'small', 'data-extra': name, title: title ?? null, onclick }, label);

function interventionControls(store: Store): HTMLElement[] {
  if (!store.intervened) return [];
  const { difference } = store.view;
  const shown = toggle(
    t('Difference'),
    difference,
    () => store.update({ difference: !difference }),
    t('Show what masking and silencing changed'),
  );
  shown.dataset.extra = 'difference';
  const undo = () => store.intervene({ masked: [], silenced: [] });
  return [shown, button('undo', t('Undo all'), undo, t('Take all masks and silenced heads back'))];
}

function textControls({ store, options: { host }, pinned, setPinned }: ExtrasContext): HTMLElement[] {
  if (!host) return [];
  const pin = toggle(t('Pin text'), pinned, () => setPinned(!pinned), t('Stop following the cursor'));
  pin.dataset.extra = 'pin';
  const pair =
    store.document.pair === null
      ? button('pair', t('Add text B…'), () => host.choosePair())
      : button('pair', t('Drop text B'), () => host.dropPair());
  return [pin, pair];
}

function exportMenu({ store, options, map, failed }: ExtrasContext): HTMLElement {
  const { save, toHtml, host } = options;
  const entry = (name: string, file: string, title: string, make: (map: DrawnMap) => Content | Promise<Content>) =>
    button(
      name,
      name,
      () => {
        const shown = map();
        if (!shown) return;
        // Zeros would pass for weights outside the panel.
        if (!store.view.heads.length && needsHeads.has(name)) {
          failed(t('No head is chosen, so there is no attention to show. Choose heads above, or press All.'));
          return;
        }
        Promise.resolve(make(shown))
          .then((content) => save(file, content))
          .catch(failed);
      },
      title,
    );
  const menu = h(
    'div',
    { class: 'menu' },
    entry('SVG', 'attention.svg', t('The drawing, for papers and slides'), (drawn) => toSvg(store, drawn)),
    entry('PNG', 'attention.png', t('The drawing as a picture'), (drawn) => toPng(toSvg(store, drawn))),
    entry('CSV', 'attention.csv', t('The weights, one a line'), toCsv),
    entry('JSON', 'weights.attention.json', t('Text, view and weights; opens again'), (drawn) => toJson(store, drawn)),
    toHtml
      ? entry('HTML', 'attention.html', t('One page with all layers that needs nothing else'), async () =>
          toHtml(await pageData(store)),
        )
      : null,
    host
      ? entry(t('View'), 'view.attention.json', t('Text and view, to be opened again as they are'), () =>
          writeView(store.document, store.view),
        )
      : null,
  );
  const details = h('details', { class: 'export' }, h('summary', { 'data-extra': 'export' }, t('Save as')), menu);
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !details.open) return;
    event.stopPropagation();
    details.open = false;
    details.querySelector('summary')?.focus();
  });
  menu.addEventListener('click', () => (details.open = false));
  details.addEventListener('focusout', (event) => {
    if (event.relatedTarget instanceof Node && !details.contains(event.relatedTarget)) details.open = false;
  });
  return details;
}

type Content = string | Uint8Array;

/** Document, view and every layer, for a page that works alone. */
async function pageData(store: Store): Promise<string> {
  const { document: shown, view } = store;
  const layers: string[] = [];
  for (let layer = 0; layer < shown.numLayers; layer++)
    layers.push(toBase64(packRows(await store.layer(layer, noIntervention), shown.tokens.length)));
  return writePageData(shown, { ...view, masked: [], silenced: [], difference: false }, layers);
}
