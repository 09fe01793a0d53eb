"""Trains the lexical part of the sentence embedding on text pairs, the encoder frozen; a few minutes on one core.

    python sentence.py --weights RUN/encoder.pt --data DIR --minutes 6

A short pretraining leaves little in the upper layers that ranks texts by meaning, so most of a sentence embedding comes
from weighted sums of token vectors: the encoder's own token embeddings, projected, beside a vector of each word stem that
keeps rare names apart and joins "run" with "running". Both are learned with in-batch negatives. Adds the head to --weights.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import snowballstemmer
import torch
from torch import nn
from torch.nn import functional as F

from cooccurrence import token_frequency
from data import SEP, Corpus, Pairs
from pretrain import contrastive_loss

PROJECTED, OWN = 128, 384
# Share of the projected embeddings at the start, beside the stems' 1.
PROJECTED_SHARE = 0.5
# The constant a of smooth inverse frequency (Arora, Liang and Ma 2017), as in its paper.
SMOOTHING = 1e-3
SPECIAL = 5


def stem_numbers(vocab: list[str]) -> np.ndarray:
    """A number for the stem of each token int64 [V], equal for tokens of one stem (Snowball's English stemmer, Porter 2001).

    Pieces that continue a word, and whatever is no word, have a number of their own.
    """
    stemmer, number = snowballstemmer.stemmer("english"), {}
    stems = [stemmer.stemWord(token) if token.isalpha() else token for token in vocab]
    return np.array([number.setdefault(stem, len(number)) for stem in stems])


class SentenceHead(nn.Module):
    """Texts to [B, PROJECTED + OWN], not normalised: sums over tokens t of w_t (E_t - mean) P and of U of t's stem.

    E [V, H] are the encoder's token embeddings (frozen), w [V] starts as smooth inverse frequency of the stem over the
    length of E_t, U [stems, OWN] as random codes of the same weight, so that the head starts as overlap of stems joined
    with word similarity. Special tokens count nothing.
    """

    def __init__(self, embeddings: torch.Tensor, frequency: np.ndarray, stems: np.ndarray):
        super().__init__()
        generator = torch.Generator().manual_seed(0)
        frequency = np.bincount(stems, weights=frequency)
        inverse = torch.tensor(SMOOTHING / (SMOOTHING + frequency), dtype=torch.float32)
        self.register_buffer("stems", torch.from_numpy(stems))
        self.register_buffer("mean", embeddings[SPECIAL:].mean(0))
        self.register_buffer("embeddings", embeddings - self.mean, persistent=False)
        length = self.embeddings.norm(dim=1).clamp(min=1e-6)
        self.log_weight = nn.Parameter((PROJECTED_SHARE * inverse[self.stems] / length).log())
        square = torch.linalg.qr(torch.randn(embeddings.shape[1], embeddings.shape[1], generator=generator))[0]
        self.projection = nn.Parameter(square[:, :PROJECTED] * (embeddings.shape[1] / PROJECTED) ** 0.5)
        codes = torch.randn(len(frequency), OWN, generator=generator) / OWN**0.5
        self.own = nn.Embedding.from_pretrained(codes * inverse[:, None], freeze=False, sparse=True)

    def forward(self, ids: torch.Tensor, starts: torch.Tensor) -> torch.Tensor:
        """ids [N] of all texts in a row, starts [B]: where each begins."""
        weight = self.log_weight.exp()[ids]
        words = F.embedding_bag(ids, self.embeddings, starts, mode="sum", per_sample_weights=weight)
        own = F.embedding_bag(self.stems[ids], self.own.weight, starts, mode="sum", sparse=True)
        return torch.cat([words @ self.projection, own], 1)


def bags(batch_ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of padded ids [B, S] as one run of ids without special tokens, and where each row begins; an empty row is [SEP]."""
    rows = [row[row >= SPECIAL] if (row >= SPECIAL).any() else row.new_tensor([SEP]) for row in batch_ids]
    lengths = torch.tensor([0] + [len(row) for row in rows[:-1]])
    return torch.cat(rows), lengths.cumsum(0)


def train(head: SentenceHead, pairs: Pairs, args) -> None:
    dense = torch.optim.Adam([{"params": [head.log_weight], "scale": 5.0}, {"params": [head.projection], "scale": 1.0}], betas=(0.9, 0.99))
    sparse = torch.optim.SparseAdam([{"params": [head.own.weight], "scale": 2.0}])
    rng, mean, step, began = np.random.default_rng(args.seed), None, 0, time.time()
    while (progress := (time.time() - began) / (args.minutes * 60)) < 1 and (not args.steps or step < args.steps):
        batch = pairs.batch(rng, args.pairs, args.pair_tokens)
        loss = contrastive_loss(F.normalize(head(*bags(batch.input_ids)), dim=1), batch.same)
        loss.backward()
        for optimiser in (dense, sparse):
            for group in optimiser.param_groups:
                group["lr"] = args.lr * group["scale"] * max(1 - progress, 1e-3)
            optimiser.step()
            optimiser.zero_grad()
        step += 1
        mean = loss.item() if mean is None else 0.98 * mean + 0.02 * loss.item()
        if step % 200 == 0:
            print(json.dumps({"step": step, "minutes": round((time.time() - began) / 60, 2), "contrastive": round(mean, 4)}), flush=True)


def main() -> None:
    o = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    o.add_argument("--weights", type=Path, required=True)
    o.add_argument("--data", type=Path, required=True)
    o.add_argument("--minutes", type=float, required=True, help="wall-clock budget")
    o.add_argument("--steps", type=int, default=0, help="stop after this many steps (0: only the clock stops it)")
    o.add_argument("--pairs", type=int, default=512, help="pairs in a batch")
    o.add_argument("--pair-tokens", type=int, default=128)
    o.add_argument("--lr", type=float, default=1e-3)
    o.add_argument("--seed", type=int, default=1)
    args = o.parse_args()
    saved = torch.load(args.weights, map_location="cpu")
    embeddings = saved["model"]["bert.embeddings.word_embeddings.weight"].float()
    corpus = Corpus(args.data)
    head = SentenceHead(embeddings, token_frequency(args.data, len(embeddings)), stem_numbers(corpus.vocab))
    train(head, Pairs(args.data, corpus, without_held_out=True), args)
    torch.save({**saved, "sentence": head.state_dict()}, args.weights)


if __name__ == "__main__":
    main()
