// Figures from papers, to stand beside ours. All are on the standard TEST split with far larger models or training data,
// ours are on the development sets; "quoted" marks a number that was quoted from memory and not checked at its source.

export interface Published {
  readonly source: string;
  readonly [name: string]: number | string;
}

const sbert =
  'Reimers and Gurevych 2019 (Sentence-BERT, EMNLP) and sbert.net; MTEB (Muennighoff et al. 2023); test split';
const bert = 'Devlin et al. 2019 (BERT, NAACL); GLUE test';
const finetuned = 'Sun et al. 2019 (How to fine-tune BERT for text classification); test split';

/** By task and metric, as rows name them. */
export const published: Readonly<Record<string, Readonly<Record<string, Published>>>> = {
  stsb: {
    Spearman: {
      'mean GloVe': 58.02,
      'mean BERT-base': 46.35,
      'BERT-base [CLS]': 16.5,
      InferSent: 68.03,
      'Universal Sentence Encoder': 74.92,
      'SBERT-NLI-base (quoted)': 77.03,
      'all-MiniLM-L6-v2 (quoted)': 82.0,
      source: sbert,
    },
  },
  sick: {
    Spearman: {
      'mean GloVe (quoted)': 53.76,
      'mean BERT-base (quoted)': 58.4,
      'SBERT-NLI-base (quoted)': 72.91,
      'all-MiniLM-L6-v2 (quoted)': 77.6,
      source: sbert,
    },
  },
  mrpc: { 'F1, best threshold': { 'BERT-base fine-tuned (quoted)': 88.9, source: bert } },
  sst2: { 'accuracy, all of train': { 'BERT-base on 67k phrases (quoted)': 93.5, source: bert } },
  agnews: { 'accuracy, all of train': { 'BERT-base on 120k texts (quoted)': 94.8, source: finetuned } },
  trec: { 'accuracy, all of train': { 'BERT-base (quoted)': 97.2, source: finetuned } },
  blimp: {
    accuracy: {
      'human (quoted)': 88.6,
      'GPT-2 large (quoted)': 81.5,
      'LSTM (quoted)': 69.8,
      '5-gram (quoted)': 61.2,
      'BERT-base, about (quoted)': 84,
      source: 'Warstadt et al. 2020 (TACL); Salazar et al. 2020 (ACL); all 67k pairs',
    },
  },
  cosqa: {
    'MRR, vector': {
      'CodeBERT trained on CoSQA (quoted)': 65.7,
      'GraphCodeBERT trained on CoSQA (quoted)': 68.4,
      'UniXcoder trained on CoSQA (quoted)': 70.1,
      source: 'Guo et al. 2022 (UniXcoder, ACL); test split',
    },
  },
};
