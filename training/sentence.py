"""Trains the lexical part of the sentence embedding on text pairs, the encoder frozen; a few minutes on one core.

    python sentence.py --weights RUN/encoder.pt --data DIR --minutes 6 --thesaurus ../models/semtext-mini-en/thesaurus.json

A short pretraining leaves little in the upper layers that ranks texts by meaning, so most of a sentence embedding comes
from weighted sums of token vectors: the encoder's own token embeddings, projected, beside a vector of each word stem that
keeps rare names apart and joins "run" with "running". Both are learned with in-batch negatives; what such pairs hardly
teach is added after that: numbers, punctuation, and words that the thesaurus (thesaurus.py) relates. Adds the head to --weights.
"""

import argparse
import json
import time
import unicodedata
from itertools import combinations
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
# Share of the start values in what is kept: the pairs are of few kinds, and what they unlearn other texts still need.
START_SHARE = 0.3
# Length of the mean of a stem's synonyms and irregular forms that is added to its own vector of length 1.
RELATED = 0.5
# How much more a number counts than was learned: which number it is seldom tells training pairs apart, and often tells news apart.
NUMBERS = 1.5
# Weight of a token that counts nothing; the head keeps logarithms.
NOTHING = 1e-9
# Punctuation by its Unicode category that is part of names and amounts all the same (C#, R&D, 5 %).
NAMING = "#&%@"


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


@torch.no_grad()
def mix_with_start(head: SentenceHead, start: dict[str, torch.Tensor]) -> None:
    """Averages learned weights with those of the start (Wortsman et al. 2022, Robust fine-tuning of zero-shot models)."""
    for name, parameter in head.named_parameters():
        parameter.lerp_(start[name], START_SHARE)


def related_stems(thesaurus: dict, vocab: list[str], stems: np.ndarray) -> set[tuple[int, int]]:
    """Pairs of numbers of stems, in both orders: of synonyms, and of base forms and their irregular forms."""
    number = dict(zip(vocab, stems.tolist()))
    lines = [line.split() for part in thesaurus.values() if isinstance(part, dict) for line in part["synonyms"]]
    # A line of irregular forms: a base form, what the form is called, the form.
    lines += [line.split()[::2] for part in thesaurus.values() if isinstance(part, dict) for line in part["irregular"]]
    found = {(number[a], number[b]) for line in lines for a, b in combinations(line, 2) if a in number and b in number}
    return {pair for a, b in found if a != b for pair in ((a, b), (b, a))}


@torch.no_grad()
def join_related(head: SentenceHead, related: set[tuple[int, int]]) -> None:
    """Turns the vector of each stem towards the mean of its related ones; lengths stay. One step of retrofitting (Faruqui et
    al. 2015, Retrofitting Word Vectors to Semantic Lexicons)."""
    if not related:
        return
    to, come_from = torch.tensor(sorted(related)).T
    length = head.own.weight.norm(dim=1, keepdim=True)
    unit = F.normalize(head.own.weight, dim=1)
    total = torch.zeros_like(unit).index_add(0, to, unit[come_from])
    count = torch.bincount(to, minlength=len(unit)).clamp(min=1)[:, None]
    head.own.weight.copy_(F.normalize(unit + RELATED * total / count, dim=1) * length)


def weights_by_kind(vocab: list[str]) -> torch.Tensor:
    """What the learned weight of each token is multiplied by [V]: punctuation has no meaning of its own."""

    def weight(token: str) -> float:
        if len(token) == 1 and unicodedata.category(token).startswith("P") and token not in NAMING:
            return NOTHING
        return NUMBERS if token.removeprefix("##").isdigit() else 1.0

    return torch.tensor([weight(token) for token in vocab])


@torch.no_grad()
def weigh_kinds(head: SentenceHead, weights: torch.Tensor) -> None:
    """Multiplies what each token adds to a text by `weights` [V]; tokens of one stem are of one kind."""
    head.log_weight.add_(weights.log())
    of_stem = torch.ones(len(head.own.weight)).index_copy(0, head.stems, weights)
    head.own.weight.mul_(of_stem[:, None])


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
    o.add_argument("--thesaurus", type=Path, help="thesaurus.json of the model; without it no words are joined")
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
    start = {name: value.clone() for name, value in head.state_dict().items()}
    train(head, Pairs(args.data, corpus, without_held_out=True), args)
    mix_with_start(head, start)
    if args.thesaurus:
        thesaurus = json.loads(args.thesaurus.read_text(encoding="utf-8"))
        join_related(head, related_stems(thesaurus, corpus.vocab, head.stems.numpy()))
    weigh_kinds(head, weights_by_kind(corpus.vocab))
    torch.save({**saved, "sentence": head.state_dict()}, args.weights)


if __name__ == "__main__":
    main()
