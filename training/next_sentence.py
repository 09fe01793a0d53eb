"""Fits the next-sentence layer to single sentences: BERT's logits joined with the lexical likeness of the two segments.

    python next_sentence.py --weights RUN/encoder.pt --data DIR

After a short pretraining the pooled output knows little of which words the two segments share, which says much of whether
one follows the other; the lexical part of the sentence embedding (sentence.py, which runs before) knows it. So the logits
are those of BERT's layer plus a multiple of the cosine between the lexical parts of A and B. This fits three numbers by
logistic regression on rows of two sentences: the scale of BERT's logits, the weight of the cosine and the bias. The rows
are of held-out documents, whose neighbouring sentences sentence.py did not train on; elsewhere the lexical parts know which
sentences were neighbours, and would be trusted more than they deserve on new text. The first and the last go into `cls.seq_relationship`, the weight into `next_lexical` [2] of --weights.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from data import PAD, Corpus
from export import load
from sentence import SentenceHead, bags

ROWS, LENGTHS = 32, (24, 32, 40, 48, 64)


def load_head(saved: dict) -> SentenceHead:
    """The head that sentence.py added; fails with KeyError where it has not run."""
    table = saved["model"]["bert.embeddings.word_embeddings.weight"].float()
    # Frequencies are start values, which the trained ones replace.
    head = SentenceHead(table, np.zeros(len(table)), saved["sentence"]["stems"].numpy())
    head.load_state_dict(saved["sentence"])
    return head.eval()


def lexical_cosine(head: SentenceHead, ids: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
    """Cosine [B] between the lexical parts of segments A and B of rows [B, S]; special tokens count nothing."""

    def part(segment: int) -> torch.Tensor:
        return head(*bags(ids.where(types == segment, PAD)))

    return F.cosine_similarity(part(0), part(1))


def logits(model, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor, head: SentenceHead, lexical: torch.Tensor) -> torch.Tensor:
    """seq_relationship_logits [B, 2] as graph.py computes them."""
    return model.nsp_logits(model.bert(ids, types, mask)) + lexical_cosine(head, ids, types)[:, None] * lexical


@torch.no_grad()
def features(model, head: SentenceHead, corpus: Corpus, rows: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """[rows, 3] logit difference of BERT's layer, cosine and 1; and [rows] 1 where B follows A."""
    rng, found, follows = np.random.default_rng(seed), [], []
    for _ in range(max(1, rows // ROWS)):
        length = int(rng.choice(LENGTHS))
        batch = [corpus.two_sentences(rng, length) for _ in range(ROWS)]
        ids, types = (torch.from_numpy(np.stack([row[n] for row in batch])) for n in (0, 1))
        difference = model.nsp_logits(model.bert(ids, types)) @ torch.tensor([1.0, -1.0])
        found.append(torch.stack([difference, lexical_cosine(head, ids, types), torch.ones(ROWS)], 1))
        follows += [1 - row[2] for row in batch]
    return torch.cat(found).double(), torch.tensor(follows).double()


def fit(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Logistic regression [3] by L-BFGS, with just enough L2 to stay finite."""
    weights = torch.zeros(x.shape[1], dtype=x.dtype, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        loss = F.binary_cross_entropy_with_logits(x @ weights, y) + 1e-5 * weights.pow(2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    return weights.detach()


def main() -> None:
    o = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    o.add_argument("--weights", type=Path, required=True)
    o.add_argument("--data", type=Path, required=True)
    o.add_argument("--rows", type=int, default=6400, help="rows of two sentences to fit on, and half as many to report on")
    o.add_argument("--seed", type=int, default=1)
    args = o.parse_args()
    saved = torch.load(args.weights, map_location="cpu")
    model, _ = load(args.weights)
    head, corpus = load_head(saved), Corpus(args.data, held_out=True)
    scale, weight, bias = fit(*features(model, head, corpus, args.rows, args.seed)).float()
    x, y = features(model, head, corpus, args.rows // 2, args.seed + 1)
    right = lambda score: round(float(((score > 0) == (y > 0.5)).double().mean()), 4)
    joint = x @ torch.stack([scale, weight, bias]).double()
    print(json.dumps({"scale": float(scale), "lexical": float(weight), "bias": float(bias), "before": right(x[:, 0]), "after": right(joint)}))
    layer = {name: saved["model"][f"cls.seq_relationship.{name}"].float() * scale for name in ("weight", "bias")}
    layer["bias"] = layer["bias"] + torch.stack([bias, -bias]) / 2
    saved["model"].update({f"cls.seq_relationship.{name}": value for name, value in layer.items()})
    torch.save({**saved, "next_lexical": torch.stack([weight, -weight]) / 2}, args.weights)


if __name__ == "__main__":
    main()
