"""Start values for the token embeddings: factored co-occurrence statistics of the corpus.

Positive pointwise mutual information with context smoothing, reduced by a truncated SVD (Levy, Goldberg and Dagan
2015). A few minutes of counting replace the first hours of learning what the rarer tokens mean.
"""

from pathlib import Path

import numpy as np
import torch

from corpus import KIND_SHARE

WINDOW = 5
SMOOTHING = 0.75
SHIFT = 1.0


def count(ids: np.ndarray, weight: np.ndarray, vocab_size: int, window: int = WINDOW) -> torch.Tensor:
    """Symmetric co-occurrence counts fp32 [V, V]; a pair at distance d counts weight / d."""
    counts = torch.zeros(vocab_size * vocab_size)
    step = 4_000_000
    for distance in range(1, window + 1):
        for at in range(0, len(ids) - distance, step):
            left = torch.from_numpy(ids[at : at + step].astype(np.int64))
            right = torch.from_numpy(ids[at + distance : at + distance + step].astype(np.int64))
            n = len(right)
            w = torch.from_numpy(weight[at : at + n]) / distance
            counts.index_add_(0, left[:n] * vocab_size + right, w)
    square = counts.view(vocab_size, vocab_size)
    return square.add_(square.T.clone())


def token_weights(arrays) -> np.ndarray:
    """Weight of each token fp32 [N], so that the kinds of sources count in the shares of KIND_SHARE."""
    kinds = sorted(KIND_SHARE)
    lengths = np.diff(arrays["sentence_start"])
    kind = np.repeat(arrays["kind"][arrays["document"]], lengths)
    sizes = np.bincount(kind, minlength=len(kinds))
    factor = np.array([KIND_SHARE[k] for k in kinds]) * len(kind) / np.maximum(sizes, 1)
    return factor[kind].astype(np.float32)


def embed(counts: torch.Tensor, width: int, std: float = 0.05) -> torch.Tensor:
    """Token embeddings fp32 [V, width] with the given standard deviation, rows of even length."""
    total = counts.sum()
    row = counts.sum(1).clamp_min(1e-6)
    context = row**SMOOTHING
    context /= context.sum()
    ppmi = counts.mul_(total).div_(row[:, None]).div_(context[None, :] * total)
    ppmi.log_().sub_(SHIFT - 1.0).clamp_(min=0)
    u, s, _ = torch.svd_lowrank(ppmi, q=width + 32, niter=3)
    vectors = u[:, :width] * s[:width].sqrt()
    lengths = vectors.norm(dim=1, keepdim=True).clamp_min(1e-6)
    vectors = vectors / lengths.sqrt()
    return vectors * (std / vectors.std())


def initial_embeddings(tokens_file, vocab_size: int, width: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Embeddings [V, width] and log unigram probabilities [V] (the start of the MLM head's bias)."""
    arrays = np.load(tokens_file)
    ids, weight = arrays["ids"], token_weights(arrays)
    unigram = np.bincount(ids, weights=weight, minlength=vocab_size) + 1.0
    logs = torch.from_numpy(np.log(unigram / unigram.sum())).float()
    return embed(count(ids, weight, vocab_size), width), logs


def token_frequency(data: Path, vocab_size: int) -> np.ndarray:
    """Unigram probabilities [V] of the corpus, sources weighted as in training."""
    arrays = np.load(data / "tokens.npz")
    counts = np.bincount(arrays["ids"], weights=token_weights(arrays), minlength=vocab_size)
    return counts / counts.sum()
