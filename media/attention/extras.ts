// The controls that act on the text and the file: pin, second text, undo, and the exports.

import { packRows } from '../../src/core/attention';
import type { ViewState } from '../../src/protocol/panel';
import { writePageData, writeView } from '../../src/protocol/savedAttention';
import { toBase64 } from '../../src/protocol/wire';
import { h, toggle } from '../shared/dom';
import { toCsv, toJson, toPng, toSvg } from './exports';
import type { PanelOptions } from './host';
import { noIntervention, OtherTextError, type DrawnMap, type Store } from './store';
import { t } from '../shared/l10n';

export interface ExtrasContext {
  readonly store: Store;
  readonly options: PanelOptions;
  readonly pinned: boolean;
  readonly setPinned: (pinned: boolean) => void;
  readonly failed: (error: unknown) => void;
}

const inNumbers = new Set(['CSV', 'JSON']);
const needsHeads = new Set(['SVG', 'PNG', ...inNumbers]);

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
  if (store.source.withoutEncoder) return [];
  const { difference } = store.view;
  const shown = toggle(
    t('Difference'),
    difference,
    () => store.update({ difference: !difference }),
    t('Show what masking and silencing changed'),
  );
  shown.dataset.extra = 'difference';
  const undo = () => store.intervene({ masked: [], silenced: [] });
  const both = [shown, button('undo', t('Undo all'), undo, t('Take all masks and silenced heads back'))];
  // They have their room from the start: a double click on a row, which brings them, would move the rows away.
  if (!store.intervened) for (const each of both) each.classList.add('reserved');
  return both;
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

function exportMenu({ store, options, failed }: ExtrasContext): HTMLElement {
  const { save, toHtml, host } = options;
  const entry = (name: string, file: string, title: string, make: () => Promise<Content>) =>
    button(
      name,
      name,
      () => {
        // Zeros would pass for weights outside the panel.
        const { heads, view } = store.view;
        if (!heads.length && (view === 'overview' ? inNumbers : needsHeads).has(name)) {
          failed(t('No head is chosen, so there is no attention to show. Choose heads above, or press All.'));
          return;
        }
        make()
          .then((content) => save(file, content))
          .catch((error: unknown) => failed(error instanceof OtherTextError ? another() : error));
      },
      title,
    );
  // What was chosen last may still be worked out, and the drawing be that of before.
  const ofMap = (make: (map: DrawnMap, view: ViewState) => Content | Promise<Content>) => async () => {
    const { view } = store;
    return make(await store.drawn(), view);
  };
  const svg = (map: DrawnMap, view: ViewState) => toSvg(store, view, map);
  const menu = h(
    'div',
    { class: 'menu' },
    entry('SVG', 'attention.svg', t('The drawing, for papers and slides'), ofMap(svg)),
    entry(
      'PNG',
      'attention.png',
      t('The drawing as a picture'),
      ofMap(async (...drawn) => toPng(await svg(...drawn))),
    ),
    entry('CSV', 'attention.csv', t('The weights, one a line'), ofMap(toCsv)),
    entry(
      'JSON',
      'weights.attention.json',
      t('Text, view and weights; opens again'),
      ofMap((map, view) => toJson(view, map)),
    ),
    toHtml
      ? entry('HTML', 'attention.html', t('One page with all layers that needs nothing else'), async () =>
          toHtml(await pageData(store)),
        )
      : null,
    host
      ? entry(t('View'), 'view.attention.json', t('Text and view, to be opened again as they are'), () =>
          Promise.resolve(writeView(store.document, store.view)),
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

const another = (): string => t('Another text is shown by now: try again.');

type Content = string | Uint8Array;

/** Document, view and every layer, for a page that works alone. */
async function pageData(store: Store): Promise<string> {
  const { document: shown, view } = store;
  const layers: string[] = [];
  for (let layer = 0; layer < shown.numLayers; layer++)
    layers.push(toBase64(packRows(await store.layer(layer, noIntervention, shown), shown.tokens.length)));
  return writePageData(shown, { ...view, masked: [], silenced: [], difference: false }, layers);
}
