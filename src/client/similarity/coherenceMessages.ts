// What is said of weak joints, in the language of VS Code: how sure it is, and how far the encoder can be trusted with it.

import { l10n, MarkdownString } from 'vscode';
import type { CoherenceResult, WireJoint } from '../../protocol/similarity';
import type { Message } from '../messages';

const { t } = l10n;

/** Below this the head tells little more than a coin. */
const weakHead = 0.7;

const info = (text: string): Message => ({ severity: 'info', text, actions: [] });
const tenths = (share: number): number => Math.round(share * 10);

export const coherenceMessages = {
  summary: (joints: number, weak: number): Message => (joints === 1 ? ofOneJoint(weak) : ofJoints(joints, weak)),
  hover: (joint: WireJoint, result: CoherenceResult): MarkdownString => {
    const { nextSentence, lower, strength } = joint;
    const parts = [
      strength === 'broken'
        ? t('This paragraph shares little with the one above it.')
        : t('This paragraph has less in common with the one above it than others in this text.'),
      t('Joints of this text that hang together less: {0} of {1}.', lower, result.joints.length),
      ...(nextSentence === undefined
        ? [t('The encoder has no next-sentence head.')]
        : [headSentence(nextSentence, result)]),
      t(
        'If the step is meant, a linking sentence or a heading may help the reader. If all is well, leave it as it is.',
      ),
    ];
    return new MarkdownString(parts.join('\n\n'));
  },
};

function headSentence(probability: number, { headReliability = 0.5 }: CoherenceResult): string {
  const says =
    probability >= 0.5
      ? t('The next-sentence head would let it follow.')
      : t('The next-sentence head would not let it follow.');
  const right = tenths(headReliability);
  return headReliability < weakHead
    ? `${says} ${t('That says little: of ten real continuations it rates only {0} above another text (5 would be chance).', right)}`
    : `${says} ${t('Of ten real continuations it rates {0} above another text.', right)}`;
}

const ofOneJoint = (weak: number): Message =>
  info(
    weak === 0
      ? t('The one joint between paragraphs was looked at; it does not stand out.')
      : t(
          'The one joint between paragraphs was looked at, and it stands out. It is a hint for a second reading: hover over the mark to see why.',
        ),
  );

const ofJoints = (joints: number, weak: number): Message =>
  weak === 0
    ? info(t('{0} joints between paragraphs were looked at; none stands out.', joints))
    : info(
        weak === 1
          ? t(
              '{0} joints between paragraphs were looked at, one stands out. It is a hint for a second reading: hover over the mark to see why.',
              joints,
            )
          : t(
              '{0} joints between paragraphs were looked at, {1} stand out. They are hints for a second reading: hover over a mark to see why.',
              joints,
              weak,
            ),
      );
