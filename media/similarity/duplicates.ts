// Near-duplicates as groups, with a threshold that a person moves: what falls below it leaves the list at once.

import { groupsOf } from '../../src/core/nearPairs';
import type { DuplicateUnit } from '../../src/core/segments';
import { shortened } from '../../src/core/shortened';
import type { WirePair } from '../../src/protocol/similarity';
import type { DuplicatesContent, Target } from '../../src/protocol/similarityPanel';
import { h, onFrame, select, toggle } from '../shared/dom';
import { t } from '../shared/l10n';
import { button, encoderLine, vectorControls } from './controls';
import type { Host, View } from './host';
import { bandOfScore, bandTitle, csvCell, similarityText } from './words';

type Segment = DuplicatesContent['segments'][number];

interface Group {
  readonly members: readonly number[];
  /** Pairs inside the group, most similar first. */
  readonly pairs: readonly WirePair[];
}

const groupsAtFirst = 100;

export class DuplicatesView implements View<DuplicatesContent> {
  readonly element = h('div', { class: 'duplicates' });
  readonly #list = h('div', { class: 'groups' });
  readonly #count = h('p', { class: 'hint', role: 'status' });
  readonly #draw = onFrame(() => this.#drawGroups());
  #content: DuplicatesContent | undefined;
  #threshold = 1;
  #most = groupsAtFirst;

  constructor(readonly host: Host) {}

  show(content: DuplicatesContent): void {
    this.#content = content;
    this.#threshold = Math.max(content.floor, content.scale.alike);
    this.#most = groupsAtFirst;
    this.element.replaceChildren(
      h('h2', {}, content.documents.length === 1 ? content.documents[0] : t('{0} files', content.documents.length)),
      this.#controls(content),
      this.#count,
      content.indexNote ? h('p', { class: 'hint', 'data-part': 'index' }, content.indexNote) : '',
      content.note ? h('p', { class: 'message' }, content.note) : '',
      this.#list,
      encoderLine(content.model),
    );
    this.#drawGroups();
  }

  #controls(content: DuplicatesContent): HTMLElement {
    const { choice, unit, withHeadings, floor } = content;
    const units: (readonly [DuplicateUnit, string])[] = [
      ['paragraph', t('paragraphs')],
      ['sentence', t('sentences')],
    ];
    if (content.hasPassages || unit === 'passage') units.unshift(['passage', t('passages of the index')]);
    const unitBox = select(t('Unit'), unit, units, (value) =>
      this.host.choose({ ...choice, unit: value, withHeadings }),
    );
    unitBox.dataset.control = 'unit';
    const headings = toggle(
      t('with headings'),
      withHeadings,
      () => this.host.choose({ ...choice, unit, withHeadings: !withHeadings }),
      t('Headings are often equal on purpose; they are left out unless you want them'),
    );
    headings.dataset.control = 'headings';
    return h(
      'div',
      { class: 'controls' },
      this.#slider(floor),
      unitBox,
      headings,
      vectorControls(choice, { unit, withHeadings }, (chosen) => this.host.choose(chosen)),
      button(t('Copy as CSV'), 'copy-csv', () => this.host.copy(this.#toCsv())),
    );
  }

  #slider(floor: number): HTMLElement {
    const value = h('output', { class: 'number' });
    const box = h('input', {
      type: 'range',
      min: Math.floor(floor * 100) / 100,
      max: 1,
      step: 0.01,
      value: this.#threshold,
      'data-control': 'threshold',
      oninput: () => {
        this.#threshold = Math.max(floor, Number(box.value));
        write();
        this.#draw();
      },
    });
    const write = (): void => {
      const band = bandTitle(
        bandOfScore(this.#threshold, this.#content?.scale ?? { related: 1, close: 1, alike: 1, same: 1 }),
      );
      value.textContent = `${similarityText(this.#threshold)} · ${band}`;
      box.setAttribute('aria-valuetext', value.textContent);
    };
    write();
    return h('label', { class: 'field' }, h('span', {}, t('At least')), box, value);
  }

  #groups(): Group[] {
    const near = this.#near();
    const groups = groupsOf(near).map((members) => ({ members, pairs: [] as WirePair[] }));
    const groupOf = new Map(groups.flatMap((group) => group.members.map((member) => [member, group] as const)));
    for (const pair of near) {
      const group = groupOf.get(pair.a);
      if (group && group === groupOf.get(pair.b)) group.pairs.push(pair);
    }
    return groups.sort((x, y) => y.pairs[0].similarity - x.pairs[0].similarity);
  }

  #near(): readonly WirePair[] {
    return (this.#content?.pairs ?? []).filter(({ similarity }) => similarity >= this.#threshold);
  }

  #drawGroups(): void {
    const content = this.#content;
    if (!content) return;
    const groups = this.#groups();
    const count = groups.reduce((sum, { members }) => sum + members.length, 0);
    const inside = groups.reduce((sum, { pairs }) => sum + pairs.length, 0);
    const between = this.#near().length - inside;
    const looser = between > 0 ? ` ${looserPairs(between)}` : '';
    const { compared, leftOut } = content;
    const summary =
      groups.length === 1
        ? t(
            'One group with {0} passages; {1} were compared; headings and short ones left out: {2}.',
            count,
            compared,
            leftOut,
          )
        : t(
            '{0} groups with {1} passages; {2} were compared; headings and short ones left out: {3}.',
            groups.length,
            count,
            compared,
            leftOut,
          );
    this.#count.textContent = summary + looser;
    const shown = groups.slice(0, this.#most);
    this.#list.replaceChildren(
      ...shown.map((group) => this.#group(content, group)),
      groups.length > shown.length
        ? button(moreGroups(groups.length - shown.length), 'more', () => {
            this.#most = Infinity;
            this.#drawGroups();
            // The first of the new ones: the button is gone.
            this.#list.children.item(groupsAtFirst)?.querySelector('button')?.focus();
          })
        : '',
    );
  }

  #group(content: DuplicatesContent, { members, pairs }: Group): HTMLElement {
    const [best] = pairs;
    const item = (member: number): HTMLElement => {
      const segment = content.segments[member];
      return h(
        'li',
        {},
        h(
          'button',
          {
            type: 'button',
            class: 'passage',
            title: t('Show in the editor'),
            onclick: () => this.host.reveal(targetOf(segment)),
          },
          h('span', { class: 'caption' }, placeOf(content, segment)),
          ' ',
          shortened(segment.text, 220),
        ),
      );
    };
    const [a, b] = [content.segments[best.a], content.segments[best.b]].map(targetOf);
    const band = bandTitle(
      bandOfScore(best.similarity, content.scale, content.segments[best.a].text === content.segments[best.b].text),
    );
    return h(
      'section',
      { class: 'duplicate-group' },
      h(
        'p',
        { class: 'group-head' },
        h('b', { class: 'number' }, similarityText(best.similarity)),
        h('span', {}, band),
        button(
          t('Side by side'),
          'beside',
          () => this.host.revealBoth(a, b, true),
          t('Show the two most similar ones beside each other'),
        ),
        button(t('Compare'), 'compare', () => this.host.compare(a, b), t('Show which words match')),
      ),
      h('ul', {}, ...members.map(item)),
    );
  }

  /** One line a pair above the threshold. */
  #toCsv(): string {
    const content = this.#content;
    if (!content) return '';
    const side = (n: number): string[] => {
      const { document, line, text } = content.segments[n];
      return [csvCell(content.documents[document]), String(line), csvCell(text)];
    };
    const rows = this.#near().map(({ a, b, similarity }) => [similarity.toFixed(4), ...side(a), ...side(b)].join(','));
    return ['similarity,fileA,lineA,textA,fileB,lineB,textB', ...rows].join('\r\n') + '\r\n';
  }
}

const targetOf = ({ document, start, end }: Segment): Target => ({ document, start, end });

function placeOf({ documents }: DuplicatesContent, { document, line }: Segment): string {
  return documents.length > 1 ? `${documents[document]}:${line}` : t('line {0}', line);
}

const looserPairs = (count: number): string =>
  count === 1
    ? t('One more pair links different groups; the CSV has it, too.')
    : t('{0} more pairs link different groups; the CSV has them all.', count);

const moreGroups = (count: number): string =>
  count === 1 ? t('Show the other group') : t('Show the other {0} groups', count);
