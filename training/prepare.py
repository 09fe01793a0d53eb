"""Turns the raw data into what training reads: a WordPiece tokenizer, a truecasing table and token arrays.

    python prepare.py --corpus DIR --pairs DIR --out DIR [--vocab-size 20480] [--limit N] [--tokenizer MODEL]

Writes to --out: vocab.txt, tokenizer.json, tokenizer_config.json, truecase.json, tokens.npz (sentences of the corpus),
pairs.npz (anchors and positives).
"""

import argparse
import collections
import json
import multiprocessing
import re
import time
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from corpus import KIND_SHARE, kind_of, records, sentences

SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
MAX_TOKENS = 512
MAX_SENTENCE = 126
PAIR_TOKENS = 96
WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")


def train_tokenizer(texts, vocab_size: int) -> Tokenizer:
    """Uncased BERT WordPiece (Devlin et al. 2019; normaliser and pre-tokenizer of the original release)."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(prefix="##")
    trainer = trainers.WordPieceTrainer(
        vocab_size=vocab_size,
        special_tokens=SPECIALS,
        limit_alphabet=400,
        min_frequency=3,
        initial_alphabet=[chr(c) for c in range(33, 127)],
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", tokenizer.token_to_id("[CLS]")), ("[SEP]", tokenizer.token_to_id("[SEP]"))],
    )
    return tokenizer


def usual_forms(counts: collections.Counter, min_count: int = 8, min_share: float = 0.75) -> list[str]:
    """The usual forms of words that are seldom written in lower case inside a sentence, in the order of their lower case.

    counts: occurrences of each surface form, sentence-initial words left out (Lita et al. 2003, tRuEcasIng).
    """
    forms: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    for form, count in counts.items():
        forms[form.lower()][form] += count
    table = {}
    for lower, by_form in forms.items():
        form, count = by_form.most_common(1)[0]
        total = sum(by_form.values())
        if form != lower and len(lower) > 1 and count >= min_count and count / total >= min_share:
            table[lower] = form
    table["i"] = "I"
    return [form for _, form in sorted(table.items())]


def write_tokenizer(tokenizer: Tokenizer, out: Path) -> None:
    """The tokenizer in Hugging Face layout."""
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    vocab = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    (out / "vocab.txt").write_text("".join(token + "\n" for token, _ in vocab), encoding="utf-8")
    config = {
        "tokenizer_class": "BertTokenizer",
        "do_lower_case": True,
        "strip_accents": None,
        "tokenize_chinese_chars": True,
        "model_max_length": MAX_TOKENS,
        "unk_token": "[UNK]",
        "sep_token": "[SEP]",
        "pad_token": "[PAD]",
        "cls_token": "[CLS]",
        "mask_token": "[MASK]",
    }
    (out / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def sample_for_vocabulary(folder: Path, chars: int, limit: int | None):
    """Paragraphs of the corpus mixed by KIND_SHARE, about `chars` characters in all."""
    used = collections.Counter()
    for n, record in enumerate(records(folder, "corpus-*.jsonl.xz")):
        if limit and n >= limit:
            return
        kind = kind_of(record["source"])
        if used[kind] < chars * KIND_SHARE[kind]:
            text = record["text"][:400_000]
            used[kind] += len(text)
            yield from text.split("\n\n")


_worker_tokenizer: Tokenizer | None = None


def _init_worker(path: str) -> None:
    global _worker_tokenizer
    _worker_tokenizer = Tokenizer.from_file(path)


def _encode_record(record: dict):
    """(kind, token ids, sentence lengths, is-paragraph-start flags, mid-sentence form counts) of one record."""
    flat: list[int] = []
    lengths: list[int] = []
    starts: list[bool] = []
    forms: collections.Counter = collections.Counter()
    for paragraph in record["text"].split("\n\n"):
        parts = sentences(paragraph)
        for n, encoding in enumerate(_worker_tokenizer.encode_batch(parts, add_special_tokens=False)):
            ids = encoding.ids
            for at in range(0, len(ids), MAX_SENTENCE):
                piece = ids[at : at + MAX_SENTENCE]
                flat.extend(piece)
                lengths.append(len(piece))
                starts.append(n == 0 and at == 0)
            if parts[n][-1] in ".!?":
                forms.update(WORD.findall(parts[n])[1:])
    return kind_of(record["source"]), np.array(flat, np.uint16), lengths, starts, forms


def encode_corpus(folder: Path, out: Path, limit: int | None, workers: int) -> collections.Counter:
    """Tokenises the corpus into tokens.npz; returns the counts of word forms inside sentences.

    tokens.npz: ids uint16 [N]; sentence_start int64 [S + 1] offsets into ids; paragraph_start bool [S];
    document int32 [S]; kind uint8 [D] (index into sorted KIND_SHARE).
    """
    kinds = sorted(KIND_SHARE)
    ids, lengths, starts, documents, kind = [], [], [], [], []
    forms: collections.Counter = collections.Counter()
    source = records(folder, "corpus-*.jsonl.xz")
    if limit:
        source = (record for _, record in zip(range(limit), source))
    with multiprocessing.Pool(workers, _init_worker, (str(out / "tokenizer.json"),)) as pool:
        for k, flat, sentence_lengths, paragraph_starts, record_forms in pool.imap(_encode_record, source, chunksize=16):
            documents.extend([len(kind)] * len(sentence_lengths))
            ids.append(flat)
            lengths.extend(sentence_lengths)
            starts.extend(paragraph_starts)
            kind.append(kinds.index(k))
            forms.update(record_forms)
    np.savez(
        out / "tokens.npz",
        ids=np.concatenate(ids),
        sentence_start=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        paragraph_start=np.array(starts, bool),
        document=np.array(documents, np.int32),
        kind=np.array(kind, np.uint8),
    )
    return forms


def encode_pairs(folder: Path, out: Path, limit: int | None) -> None:
    """Tokenises the pairs into pairs.npz: for side in (anchor, positive) ids uint16 and start int64; kind uint8."""
    tokenizer = Tokenizer.from_file(str(out / "tokenizer.json"))
    tokenizer.enable_truncation(PAIR_TOKENS)
    tokenizer.no_padding()
    everything = list(zip(range(limit or 10**9), records(folder, "*.jsonl.xz")))
    names = sorted({record["kind"] for _, record in everything})
    arrays: dict[str, np.ndarray] = {"kind": np.array([names.index(r["kind"]) for _, r in everything], np.uint8)}
    for side in ("anchor", "positive"):
        encodings = tokenizer.encode_batch([record[side] for _, record in everything])
        arrays[f"{side}_ids"] = np.concatenate([np.array(e.ids, np.uint16) for e in encodings])
        arrays[f"{side}_start"] = np.cumsum([0] + [len(e.ids) for e in encodings]).astype(np.int64)
    np.savez(out / "pairs.npz", names=np.array(names), **arrays)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, required=True)
    options.add_argument("--pairs", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--vocab-size", type=int, default=20_480)
    options.add_argument("--tokenizer", type=Path, help="keep the tokenizer of this model folder (to train on from its weights)")
    options.add_argument("--limit", type=int, help="only the first N records of each file set (for a smoke run)")
    options.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    args = options.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)

    began = time.time()
    if args.tokenizer:
        tokenizer = Tokenizer.from_file(str(args.tokenizer / "tokenizer.json"))
    else:
        tokenizer = train_tokenizer(sample_for_vocabulary(args.corpus, 120_000_000, args.limit), args.vocab_size)
    write_tokenizer(tokenizer, args.out)
    print(f"tokenizer: {tokenizer.get_vocab_size()} tokens, {time.time() - began:.0f} s", flush=True)
    forms = encode_corpus(args.corpus, args.out, args.limit, args.workers)
    table = usual_forms(forms)
    (args.out / "truecase.json").write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"corpus: {len(table)} truecased words, {time.time() - began:.0f} s", flush=True)
    encode_pairs(args.pairs, args.out, args.limit)
    print(f"pairs: {time.time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
