// The comparison of two texts: score, next-sentence fit, the words that match, the passages that are most alike.

import type { AlignResult } from '../../src/protocol/similarity';
import type { CompareContent } from '../../src/protocol/similarityPanel';
import { h } from '../shared/dom';
import { sentenceOf } from '../shared/failure';
import { t } from '../shared/l10n';
import { AlignmentView } from './alignment';
import { encoderLine, vectorControls } from './controls';
import type { Host, View } from './host';
import { nextSentenceView } from './nextSentence';
import { PairList } from './pairs';
import { scoreView } from './scale';

/** Texts of more tokens than this are aligned passage by passage: nobody can follow a thousand lines. */
const wholeTokens = 160;

export class CompareView implements View<CompareContent> {
  readonly element = h('div', { class: 'compare' });
  readonly #alignment: AlignmentView;
  #content: CompareContent | undefined;
  #generation = 0;

  constructor(readonly host: Host) {
    this.#alignment = new AlignmentView((side, span) => host.reveal({ document: side, ...span }));
  }

  show(content: CompareContent): void {
    this.#content = content;
    const { result, a, b, choice } = content;
    const pairs = new PairList(content, (pair) => this.#show(pair), this.host);
    this.element.replaceChildren(
      h('h2', {}, t('{0} and {1}', a.name, b.name)),
      vectorControls(choice, {}, (chosen) => this.host.choose(chosen)),
      scoreView(result.similarity, result.scale, result.identical),
      nextSentenceView(result.nextSentence),
      lengthNote(content),
      h('h3', {}, t('Words that match')),
      this.#alignment.element,
      h(
        'h3',
        {},
        result.passageUnit === 'sentence' ? t('Sentences that are most alike') : t('Passages that are most alike'),
      ),
      pairs.element,
      encoderLine(result.model),
    );
    const isShort = result.tokensOfA <= wholeTokens && result.tokensOfB <= wholeTokens;
    void this.#show(isShort ? null : 0);
  }

  /** Aligns the words of one pair of passages, or of the whole texts. */
  async #show(pair: number | null): Promise<void> {
    const content = this.#content;
    const generation = ++this.#generation;
    const isThere = content && (pair === null || content.result.pairs[pair] !== undefined);
    this.element.setAttribute('aria-busy', String(isThere === true));
    if (!isThere) return this.#alignment.clear();
    try {
      const found: AlignResult = await this.host.align(pair);
      if (generation === this.#generation) this.#alignment.show(content, found, pair);
    } catch (error) {
      if (generation === this.#generation) this.host.tell(sentenceOf(error));
    } finally {
      if (generation === this.#generation) this.element.setAttribute('aria-busy', 'false');
    }
  }
}

/** What the score of a long text is made of. */
function lengthNote({ result }: CompareContent): HTMLElement {
  const { tokensOfA, tokensOfB, windowTokens } = result;
  const long = Math.max(tokensOfA, tokensOfB) > windowTokens;
  const note = long
    ? t(
        'Lengths: {0} and {1} tokens. The encoder reads {2} at once; a longer text is read in parts, and its vector is the mean of theirs. Nothing is left out.',
        tokensOfA,
        tokensOfB,
        windowTokens,
      )
    : Math.max(tokensOfA, tokensOfB) > wholeTokens
      ? t(
          'Lengths: {0} and {1} tokens. The bands were measured with sentences: long texts are alike more easily.',
          tokensOfA,
          tokensOfB,
        )
      : t('Lengths: {0} and {1} tokens.', tokensOfA, tokensOfB);
  return h('p', { class: 'hint' }, note);
}
