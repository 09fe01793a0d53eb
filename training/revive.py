"""Wakes layers whose attention has gone to sleep.

    python revive.py --weights RUN/encoder.pt --data DIR --out RUN/awake.pt

Early in a short training whole layers can learn to look at [CLS] and [SEP] alone, a state that means "nothing" (Clark et al.
2019, What Does BERT Look At?; Xiao et al. 2024, attention sinks). From there the softmax passes next to no gradient back, so
that such a layer mixes no tokens for the rest of the training. Which layers are asleep is measured: the masked-word loss must
not rise by --tolerance when only [CLS] and [SEP] can be looked at there. Each gets new heads and a silent output, so that the
network computes what it did before, and learns from there:

- heads that look at the token before and behind, from the layer that does that best, and heads of the layers that are awake;
  their query, key and value matrices are expressed in this layer's states by linear regression of the states they know;
- an output matrix of zeros, whose bias is the mean of what the layer gave before.

Prints one JSON line a layer, and the loss before and after.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from average import MASK_RATE
from data import CLS, SEP, Corpus, MlmBatch
from export import load
from model import BertForPreTraining, EncoderConfig

RIDGE = 1e-2


class Probe:
    """Runs the encoder layer by layer, so that attention can be watched, and in some layers narrowed to special tokens."""

    def __init__(self, model: BertForPreTraining, batches: list[MlmBatch]):
        self.model, self.batches = model, batches

    @torch.no_grad()
    def run(self, batch: MlmBatch, narrowed: set[int] = frozenset()):
        """Yields for each layer its input [B, S, H], attention weights [B, heads, S, S] and what its attention adds to the
        input [B, S, H]; last the token states, with None for the rest."""
        special = (batch.input_ids == CLS) | (batch.input_ids == SEP)
        states = self.model.bert.embeddings(batch.input_ids, batch.token_type_ids)
        for n, layer in enumerate(self.model.bert.encoder["layer"]):
            heads, output = layer.attention["self"], layer.attention["output"]
            q, k, v = (
                x(states).unflatten(-1, (heads.num_heads, -1)).transpose(1, 2) for x in (heads.query, heads.key, heads.value)
            )
            scores = q @ k.transpose(2, 3) * q.shape[-1] ** -0.5
            if n in narrowed:
                scores = scores.masked_fill(~special[:, None, None, :], -1e9)
            weights = torch.softmax(scores, -1)
            added = output.dense((weights @ v).transpose(1, 2).flatten(2))
            yield states, weights, added
            mixed = output.LayerNorm(added + states)
            states = layer.output(F.gelu(layer.intermediate["dense"](mixed)), mixed)
        yield states, None, None

    def loss(self, narrowed: set[int] = frozenset()) -> float:
        """Mean cross entropy of masked tokens in nats."""
        found = []
        for batch in self.batches:
            states = [states for states, _, _ in self.run(batch, narrowed)][-1].flatten(0, 1)[batch.rows]
            with torch.no_grad():
                found.append(F.cross_entropy(self.model.mlm_logits(states), batch.labels).item())
        return float(np.mean(found))


def asleep(probe: Probe, tolerance: float) -> list[int]:
    """Layers, from 0, whose loss rises by less than `tolerance` nats when only special tokens can be looked at."""
    base, found = probe.loss(), []
    for layer in range(len(probe.model.bert.encoder["layer"])):
        rise = probe.loss({layer}) - base
        print(json.dumps({"layer": layer + 1, "rise": round(rise, 4), "asleep": rise < tolerance}), flush=True)
        if rise < tolerance:
            found.append(layer)
    return found


def observed(probe: Probe):
    """Inputs of each layer [layers][N, H], mean of what each adds [layers][H], and of each head the share of its attention
    that goes to the tokens before and behind it, [layers, heads, 2]."""
    layers = len(probe.model.bert.encoder["layer"])
    inputs, added, neighbours = [[] for _ in range(layers)], [[] for _ in range(layers)], []
    for batch in probe.batches:
        shares = []
        for n, (states, weights, more) in enumerate(probe.run(batch)):
            if weights is None:
                continue
            inputs[n].append(states.flatten(0, 1))
            added[n].append(more.flatten(0, 1))
            shares.append(torch.stack([weights.diagonal(offset, 2, 3).mean((0, 2)) for offset in (-1, 1)], -1))
        neighbours.append(torch.stack(shares))
    return [torch.cat(x) for x in inputs], [torch.cat(x).mean(0) for x in added], torch.stack(neighbours).mean(0)


def translation(here: torch.Tensor, there: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """A [H, H] and c [H] with there ≈ here Aᵀ + c, by ridge regression."""
    x, y = here - here.mean(0), there - there.mean(0)
    gram = x.T @ x
    a = torch.linalg.solve(gram + RIDGE * gram.diagonal().mean() * torch.eye(len(gram)), x.T @ y).T
    return a, there.mean(0) - a @ here.mean(0)


def sources(config: EncoderConfig, sleeping: list[int], neighbours: torch.Tensor, turn: int) -> list[tuple[int, int]]:
    """(layer, head) for each new head: the two that look before and behind best, then heads of the last layer that is awake,
    in another order for each `turn`."""
    awake = [n for n in range(config.num_hidden_layers) if n not in sleeping]
    heads = config.num_attention_heads
    best = lambda side: max(((n, h) for n in awake for h in range(heads)), key=lambda at: neighbours[at[0], at[1], side])
    last = [(awake[-1], (h + 2 * turn) % heads) for h in range(heads - 2)]
    return [best(0), best(1), *last]


@torch.no_grad()
def revive(probe: Probe, sleeping: list[int]) -> None:
    """Gives the sleeping layers new heads, in place."""
    model = probe.model
    inputs, added, neighbours = observed(probe)
    layers, size = model.bert.encoder["layer"], model.config.hidden_size // model.config.num_attention_heads
    known = {name: [(getattr(l.attention["self"], name).weight.clone(), getattr(l.attention["self"], name).bias.clone()) for l in layers]
             for name in ("query", "key", "value")}
    for turn, n in enumerate(sleeping):
        for head, (layer, other) in enumerate(sources(model.config, sleeping, neighbours, turn)):
            a, c = translation(inputs[n], inputs[layer])
            to, of = slice(head * size, (head + 1) * size), slice(other * size, (other + 1) * size)
            for name, matrices in known.items():
                weight, bias = matrices[layer][0][of], matrices[layer][1][of]
                mine = getattr(layers[n].attention["self"], name)
                mine.weight[to] = weight @ a
                mine.bias[to] = bias + weight @ c
        output = layers[n].attention["output"].dense
        output.weight.zero_()
        output.bias.copy_(added[n])


def main() -> None:
    o = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    o.add_argument("--weights", type=Path, required=True)
    o.add_argument("--data", type=Path, required=True)
    o.add_argument("--out", type=Path, required=True)
    o.add_argument("--tolerance", type=float, default=0.03, help="rise of the loss, in nats, below which a layer is asleep")
    o.add_argument("--layers", type=int, nargs="*", help="revive these layers, from 1, without asking which are asleep")
    o.add_argument("--seed", type=int, default=1)
    args = o.parse_args()
    model, config = load(args.weights)
    corpus, rng = Corpus(args.data), np.random.default_rng(args.seed)
    batches = [corpus.batch(rng, 64, 128, MASK_RATE), corpus.batch(rng, 128, 32, MASK_RATE, "single")]
    probe = Probe(model, batches)
    sleeping = sorted(n - 1 for n in args.layers) if args.layers else asleep(probe, args.tolerance)
    if len(sleeping) == config["num_hidden_layers"]:
        o.error("every layer is asleep: there are no heads to begin with; train from the start")
    before = probe.loss()
    revive(probe, sleeping)
    print(json.dumps({"revived": [n + 1 for n in sleeping], "loss": round(before, 4), "after": round(probe.loss(), 4)}))
    torch.save({"model": model.state_dict(), "config": config}, args.out)


if __name__ == "__main__":
    main()
