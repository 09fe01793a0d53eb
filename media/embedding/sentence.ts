// A sentence with its word marked, and where it stands.

import type { ShownWord } from '../../src/protocol/embeddings';
import { h } from '../shared/dom';

export function markedSentence({ before, form, after, source }: ShownWord): HTMLElement {
  return h(
    'p',
    { class: 'use' },
    h('span', { class: 'text' }, before, h('mark', {}, form), after),
    ' ',
    h('span', { class: 'source' }, source),
  );
}
