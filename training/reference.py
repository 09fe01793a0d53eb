"""Writes reference values of trained weights for the parity test of the shipped model.

    python reference.py --weights RUN/encoder.pt --data DIR --out ../test/model/reference.json

For each check text: token ids, the mean of the last layer and the sentence embedding (unit length, 4 digits); for each with
some tokens masked: the best token at these places; for each check text and the one after it: the next-sentence logits. All
from PyTorch in fp32.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from export import check_batch, load, run_torch
from graph import LAST_LAYER_SHARE
from next_sentence import load_head, logits as next_sentence_logits
from sentence import SentenceHead, bags


@torch.no_grad()
def sentence_embeddings(head: SentenceHead, ids: np.ndarray, means: np.ndarray) -> np.ndarray:
    """[B, K + H] of unit length: the lexical part beside the means of the last layer at their share."""
    lexical = F.normalize(head(*bags(torch.from_numpy(ids))), dim=1).numpy()
    joined = np.concatenate([lexical, LAST_LAYER_SHARE * means], 1)
    return joined / np.linalg.norm(joined, axis=1, keepdims=True)


@torch.no_grad()
def next_sentences(model, head: SentenceHead, next_lexical: torch.Tensor, ids: np.ndarray, mask: np.ndarray) -> list[dict]:
    """Each check text before the one after it: token ids, segment ids and the logits of the next-sentence layer."""
    found = []
    rows = [row[: int(real.sum())] for row, real in zip(ids, mask)]
    for a, b in zip(rows, rows[1:]):
        pair, types = np.concatenate([a, b[1:]]), np.repeat([0, 1], [len(a), len(b) - 1])
        inputs = [torch.from_numpy(x)[None] for x in (pair, types, np.ones_like(pair))]
        values = next_sentence_logits(model, *inputs, head, next_lexical)[0]
        found.append({"ids": pair.tolist(), "types": types.tolist(), "logits": [round(float(x), 4) for x in values]})
    return found


def main() -> None:
    o = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    o.add_argument("--weights", type=Path, required=True)
    o.add_argument("--data", type=Path, required=True)
    o.add_argument("--out", type=Path, required=True)
    args = o.parse_args()
    model, _ = load(args.weights)
    saved = torch.load(args.weights, map_location="cpu")
    head = load_head(saved)
    (ids, mask), (masked, masked_mask) = check_batch(args.data)
    _, _, embeddings = run_torch(model, ids, mask)
    sentences = sentence_embeddings(head, ids, embeddings)
    texts = [
        {
            "ids": row[:length].tolist(),
            "embedding": [round(float(x), 4) for x in embedding],
            "sentence": [round(float(x), 4) for x in sentence],
        }
        for row, length, embedding, sentence in zip(ids, mask.sum(1), embeddings, sentences)
    ]
    _, logits, _ = run_torch(model, masked, masked_mask)
    best = [
        {"ids": row[:length].tolist(), "best": found[row == 4].argmax(-1).tolist()}
        for row, length, found in zip(masked, masked_mask.sum(1), logits)
    ]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    found = {"texts": texts, "masked": best, "nextSentences": next_sentences(model, head, saved["next_lexical"], ids, mask)}
    args.out.write_text(json.dumps(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
