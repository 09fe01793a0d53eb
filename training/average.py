"""Averages the weights of a run with those it passed on its way: earlier runs that it began with, or its checkpoints.

    python average.py --weights RUN/encoder.pt --with EARLIER/encoder.pt RUN/checkpoint.pt --data DIR --out RUN/averaged.pt

Weights of one trajectory lie in one basin, and their mean lies lower in it than its ends (Izmailov et al. 2018, Averaging
Weights Leads to Wider Optima; Wortsman et al. 2022, Model Soups). Each of --with is joined in turn, at the share that leaves
the least masked-word loss on a fixed sample of the corpus, or not at all. Run it before sentence.py, which learns on frozen
weights. Prints one JSON line a share tried; about two minutes on two cores.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from data import Corpus, MlmBatch
from export import load
from model import BertForPreTraining

SHARES = (0.1, 0.2, 0.3, 0.4, 0.5)
MASK_RATE = 0.18


def sample(corpus: Corpus, batches: int, seed: int) -> list[MlmBatch]:
    """`batches` of long runs of sentences and as many of single sentences, 8,192 tokens each where these are long enough."""
    rng = np.random.default_rng(seed)
    runs = [corpus.batch(rng, 64, 128, MASK_RATE) for _ in range(batches)]
    return runs + [corpus.batch(rng, 256, 32, MASK_RATE, "single") for _ in range(batches)]


@torch.no_grad()
def loss(model: BertForPreTraining, weights: dict[str, torch.Tensor], batches: list[MlmBatch]) -> float:
    """Mean cross entropy of masked tokens in nats; leaves `weights` in the model."""
    model.load_state_dict(weights)
    found = []
    for batch in batches:
        with torch.autocast("cpu", torch.bfloat16):
            states = model.bert(batch.input_ids, batch.token_type_ids).flatten(0, 1)[batch.rows]
            logits = model.mlm_logits(states)
        found.append(F.cross_entropy(logits.float(), batch.labels).item())
    return float(np.mean(found))


def mixed(ours: dict[str, torch.Tensor], other: dict[str, torch.Tensor], share: float) -> dict[str, torch.Tensor]:
    return {name: torch.lerp(value.float(), other[name].float(), share) for name, value in ours.items()}


def main() -> None:
    o = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    o.add_argument("--weights", type=Path, required=True, help="the last weights of the run")
    o.add_argument("--with", type=Path, required=True, nargs="+", dest="others", help="weights or checkpoints of the same shape")
    o.add_argument("--data", type=Path, required=True)
    o.add_argument("--out", type=Path, required=True)
    o.add_argument("--batches", type=int, default=8, help="batches of each of the two forms")
    o.add_argument("--seed", type=int, default=1)
    args = o.parse_args()
    model, config = load(args.weights)
    batches = sample(Corpus(args.data), args.batches, args.seed)
    best = {name: value.clone() for name, value in model.state_dict().items()}
    least = loss(model, best, batches)
    print(json.dumps({"weights": str(args.weights), "loss": round(least, 4)}), flush=True)
    for path in args.others:
        ours, other = best, torch.load(path, map_location="cpu")["model"]
        for share in SHARES:
            candidate = mixed(ours, other, share)
            found = loss(model, candidate, batches)
            print(json.dumps({"with": str(path), "share": share, "loss": round(found, 4)}), flush=True)
            if found >= least:
                break
            best, least = candidate, found
    torch.save({"model": best, "config": config}, args.out)


if __name__ == "__main__":
    main()
