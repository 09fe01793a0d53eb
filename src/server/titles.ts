// What the server itself writes into an editor: titles of code actions and progress, the text of a finding. In the
// language of the client's locale; what a person reads when a request fails is written by client and cli.

import type { WireCandidate } from '../protocol/requests';

export interface Titles {
  otherWords(word: string): string;
  meansTheSame(word: string): string;
  fillMask: string;
  replaceWith(candidate: WireCandidate): string;
  deleteDoubled(word: string): string;
  replaceWithSame(candidate: WireCandidate): string;
  fillWith(texts: readonly string[], probability: number): string;
  ignoreWord(word: string): string;
  finding(word: string, probability: number, best: WireCandidate | undefined): string;
  doubled(word: string): string;
  loading: string;
  proofreading: string;
  comparing: string;
  installing: string;
  training: string;
  evaluating: string;
  findingNames: string;
  answering: string;
  readingVocabulary: string;
}

const english: Titles = {
  otherWords: (word) => `Other words for “${word}”`,
  meansTheSame: (word) => `Words that mean the same as “${word}”`,
  fillMask: 'Fill the mask',
  replaceWith: ({ text, probability }) => `Replace with “${text}” (${percent(probability)})`,
  deleteDoubled: (word) => `Delete the second “${word}”`,
  replaceWithSame: ({ text, probability }) => `Replace with “${text}”, same meaning (${percent(probability)})`,
  fillWith: (texts, probability) =>
    `Fill with ${texts.map((text) => `“${text}”`).join(', ')} (${percent(probability)})`,
  ignoreWord: (word) => `Never point out “${word}”`,
  finding: (word, probability, best) =>
    best
      ? `“${word}” is unlikely here (${percent(probability)}); “${best.text}” fits better (${percent(best.probability)}).`
      : `“${word}” is unlikely here (${percent(probability)}).`,
  doubled: (word) => `“${word}” stands here twice.`,
  loading: 'Loading the encoder',
  proofreading: 'Looking for words that seem wrong',
  comparing: 'Comparing texts',
  installing: 'Downloading the encoder',
  training: 'Learning from the examples',
  evaluating: 'Measuring the examples',
  findingNames: 'Looking for names',
  answering: 'Looking for the answer',
  readingVocabulary: 'Reading words of the vocabulary',
};

const simplifiedChinese: Titles = {
  otherWords: (word) => `“${word}”的其他说法`,
  meansTheSame: (word) => `与“${word}”意思相同的词`,
  fillMask: '填写空缺',
  replaceWith: ({ text, probability }) => `替换为“${text}”（${percent(probability)}）`,
  deleteDoubled: (word) => `删除重复的“${word}”`,
  replaceWithSame: ({ text, probability }) => `替换为意思相同的“${text}”（${percent(probability)}）`,
  fillWith: (texts, probability) => `填入${texts.map((text) => `“${text}”`).join('、')}（${percent(probability)}）`,
  ignoreWord: (word) => `不再提示“${word}”`,
  finding: (word, probability, best) =>
    best
      ? `“${word}”在此处不太可能（${percent(probability)}）；“${best.text}”更合适（${percent(best.probability)}）。`
      : `“${word}”在此处不太可能（${percent(probability)}）。`,
  doubled: (word) => `“${word}”在此处重复。`,
  loading: '正在加载编码器',
  proofreading: '正在查找可能有误的词',
  comparing: '正在比较文本',
  installing: '正在下载编码器',
  training: '正在从示例中学习',
  evaluating: '正在评估示例',
  findingNames: '正在查找名称',
  answering: '正在查找答案',
  readingVocabulary: '正在读取词表中的词',
};

/** `locale` as LSP gives it, for example `en-GB` or `zh-cn`. Traditional Chinese readers get English, not the wrong script. */
export function titlesFor(locale: string | undefined): Titles {
  return /^zh(-(cn|sg|hans.*))?$/i.test(locale ?? '') ? simplifiedChinese : english;
}

/** A probability for people: two digits where they say something, `<0.01 %` below that. */
export function percent(probability: number): string {
  const value = probability * 100;
  if (value > 0 && value < 0.01) return '<0.01 %';
  return `${value >= 10 ? value.toFixed(0) : Number(value.toPrecision(2))} %`;
}
