// The controls that every view has: layers and pooling, and the encoder's name.

import {
  layerChoices,
  poolings,
  type LayerName,
  type PoolingName,
  type VectorChoice,
} from '../../src/protocol/similarity';
import type { Choice } from '../../src/protocol/similarityPanel';
import { h, select } from '../shared/dom';
import { t } from '../shared/l10n';

export function vectorControls(
  choice: VectorChoice,
  rest: Omit<Choice, keyof VectorChoice>,
  choose: (choice: Choice) => void,
): HTMLElement {
  const layers = select<LayerName>(
    t('Layers'),
    choice.layers,
    layerChoices.map((name) => [name, layerTitle(name)] as const),
    (value) => choose({ ...choice, ...rest, layers: value }),
  );
  const pooling = select<PoolingName>(
    t('Pooling'),
    choice.pooling,
    poolings.map((name) => [name, name === 'mean' ? t('mean of the tokens') : '[CLS]'] as const),
    (value) => choose({ ...choice, ...rest, pooling: value }),
  );
  layers.dataset.control = 'layers';
  pooling.dataset.control = 'pooling';
  return h('div', { class: 'group', role: 'group', 'aria-label': t('Vector of a text') }, layers, pooling);
}

export function layerTitle(name: LayerName): string {
  return {
    last: t('last'),
    secondToLast: t('second to last'),
    sumLast4: t('sum of the last four'),
    concatLast4: t('last four side by side'),
    sumAll: t('sum of all'),
    embeddings: t('embeddings'),
  }[name];
}

export const encoderLine = (model: string): HTMLElement => h('p', { class: 'encoder' }, t('Encoder: {0}', model));

export function button(label: string, name: string, onclick: () => void, title?: string): HTMLButtonElement {
  return h('button', { type: 'button', 'data-control': name, title: title ?? null, onclick }, label);
}
