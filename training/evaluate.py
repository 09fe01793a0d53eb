"""A quick look at trained weights in PyTorch, to compare runs; the figures that count come from `npm run eval`.

    python evaluate.py --weights RUN/encoder.pt --data DIR --eval ../../shared/eval

Prints one JSON line: whole-word top-1 on mlm.dev (words of one piece; words of several count as missed), accuracy on
the confusion sets, Spearman on stsb.dev and sick.dev, next-sentence accuracy.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from export import load
from model import mean_pool


def read(folder: Path, name: str, limit: int | None) -> list[dict]:
    with open(folder / f"{name}.jsonl", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines][:limit]


def ranks(values) -> np.ndarray:
    """Ranks with ties shared."""
    values = np.asarray(values, float)
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[inverse]


def spearman(a, b) -> float:
    return float(np.corrcoef(ranks(a), ranks(b))[0, 1])


class Evaluation:
    def __init__(self, weights: Path, data: Path):
        self.model, _ = load(weights)
        self.tokenizer = Tokenizer.from_file(str(data / "tokenizer.json"))
        self.tokenizer.enable_truncation(512)

    @torch.no_grad()
    def states(self, texts: list):
        """Token states, ids and mask of texts or pairs, 32 a batch."""
        self.tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")
        for at in range(0, len(texts), 32):
            encoded = self.tokenizer.encode_batch(texts[at : at + 32])
            ids, types, mask = (torch.tensor([getattr(e, f) for e in encoded]) for f in ("ids", "type_ids", "attention_mask"))
            with torch.autocast("cpu", torch.bfloat16):
                yield self.model.bert(ids, types, mask).float(), ids, mask

    def embed(self, texts: list[str]) -> np.ndarray:
        return torch.cat([mean_pool(states, mask) for states, _, mask in self.states(texts)]).numpy()

    @torch.no_grad()
    def mask_log_probabilities(self, texts: list[str]):
        """Log-probabilities [V] at the first [MASK] of each text."""
        for states, ids, _ in self.states(texts):
            first = (ids == 4).float().argmax(1)
            yield from self.model.mlm_logits(states[torch.arange(len(ids)), first]).log_softmax(-1)

    def similarity(self, rows: list[dict]) -> float:
        a, b = self.embed([r["s1"] for r in rows]), self.embed([r["s2"] for r in rows])
        return spearman((a * b).sum(1), [r["score"] for r in rows])

    def confusion(self, rows: list[dict]) -> float:
        right = total = 0
        for row, found in zip(rows, self.mask_log_probabilities([r["text"] for r in rows])):
            ids = {word: self.tokenizer.encode(word, add_special_tokens=False).ids for word in row["set"]}
            if all(len(i) == 1 for i in ids.values()):
                total += 1
                right += max(ids, key=lambda w: found[ids[w][0]].item()).lower() == row["answer"].lower()
        return right / total

    def masked_words(self, rows: list[dict]) -> float:
        texts, words = [], []
        for row in rows:
            for target in row["targets"][:3]:
                begin = max(row["text"].rfind(" ", 0, max(0, target["start"] - 300)), 0)
                texts.append(row["text"][begin : target["start"]] + "[MASK]" + row["text"][target["end"] : target["end"] + 300])
                words.append(target["word"].lower())
        best = [self.tokenizer.id_to_token(int(found.argmax())) for found in self.mask_log_probabilities(texts)]
        return sum(b == w for b, w in zip(best, words)) / len(words)

    @torch.no_grad()
    def next_sentence(self, rows: list[dict]) -> float:
        found = [self.model.nsp_logits(states).argmax(1) for states, _, _ in self.states([(r["a"], r["b"]) for r in rows])]
        return float(np.mean([int(f) == 1 - r["label"] for f, r in zip(torch.cat(found), rows)]))


def main() -> None:
    o = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    o.add_argument("--weights", type=Path, required=True)
    o.add_argument("--data", type=Path, required=True)
    o.add_argument("--eval", type=Path, required=True)
    o.add_argument("--limit", type=int, help="records of each set")
    args = o.parse_args()
    e = Evaluation(args.weights, args.data)
    rows = lambda name: read(args.eval, name, args.limit)
    report = {
        "mlmTop1": e.masked_words(rows("mlm.dev")),
        "confusion": e.confusion(rows("confusion.dev")),
        "stsb": e.similarity(rows("stsb.dev")),
        "sick": e.similarity(rows("sick.dev")),
        "nsp": e.next_sentence(rows("nsp.dev")),
    }
    print(json.dumps({name: round(value, 4) for name, value in report.items()}))


if __name__ == "__main__":
    main()
