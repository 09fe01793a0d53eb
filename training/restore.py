"""Reads a shipped int8 file back into PyTorch weights, to train on from or to fine-tune where the training run is not at hand.

    python restore.py --model ../models/semtext-mini-en --out encoder.pt

Writes what pretrain.py, sentence.py and next_sentence.py leave: `model` (state dict with Hugging Face's names, fp32),
`config`, `sentence` (the sentence head) and `next_lexical`. Weights come back as they were rounded, which export.py rounds
to the same integers again. Fails where that is not so, or where PyTorch and the file disagree by more than activations in
int8 explain.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from export import load, parity
from graph import SPECIAL, quantise_columns
from sentence import NOTHING


class Constants:
    """The constants of a graph that graph.py wrote, by name, with quantised matrices made whole."""

    def __init__(self, path: Path):
        graph = onnx.load(str(path)).graph
        self.arrays = {each.name: numpy_helper.to_array(each) for each in graph.initializer}

    def get(self, name: str) -> np.ndarray:
        if name not in self.arrays:
            sys.exit(f"There is no constant {name}: this file is not the int8 file of a model that export.py wrote.")
        return self.arrays[name]

    def matrix(self, values: str, scale: str) -> np.ndarray:
        """[in, out] in fp32; exits where it would be rounded to other integers the next time."""
        integers = self.get(values)
        whole = integers.astype(np.float32) * self.get(scale)
        if not np.array_equal(quantise_columns(whole)[0], integers):
            sys.exit(f"{values} would not be rounded to the same integers again.")
        return whole

    def next_lexical(self) -> np.ndarray:
        """[2], zeros in files that were written before next_sentence.py."""
        return np.array(self.arrays.get("next_sentence.lexical", np.zeros(2)), np.float32)

    def linear(self, name: str) -> dict[str, np.ndarray]:
        return {"weight": self.matrix(f"{name}.weight_int8", f"{name}.scale").T, "bias": self.get(f"{name}.bias")}

    def pair(self, name: str) -> dict[str, np.ndarray]:
        """Weight and bias that the file holds as they are."""
        return {part: self.get(f"{name}.{part}") for part in ("weight", "bias")}


def encoder_weights(c: Constants, num_layers: int) -> dict[str, np.ndarray]:
    """State dict of BertForPreTraining."""
    parts = {
        "bert.embeddings.LayerNorm": c.pair("embeddings_norm"),
        "bert.pooler.dense": c.pair("pooler"),
        "cls.predictions.transform.dense": c.linear("mlm_dense"),
        "cls.predictions.transform.LayerNorm": c.pair("mlm_norm"),
        "cls.seq_relationship": c.pair("next_sentence"),
    }
    for n in range(num_layers):
        key, name = f"bert.encoder.layer.{n}", f"layer{n}"
        for which in ("query", "key", "value"):
            parts[f"{key}.attention.self.{which}"] = c.linear(f"{name}_attention_{which}")
        parts[f"{key}.attention.output.dense"] = c.linear(f"{name}_attention_dense")
        parts[f"{key}.attention.output.LayerNorm"] = c.pair(f"{name}_attention_norm")
        parts[f"{key}.intermediate.dense"] = c.linear(f"{name}_intermediate")
        parts[f"{key}.output.dense"] = c.linear(f"{name}_dense")
        parts[f"{key}.output.LayerNorm"] = c.pair(f"{name}_norm")
    return {
        "bert.embeddings.word_embeddings.weight": c.matrix("embeddings.word_int8", "embeddings.word_scale").T,
        "bert.embeddings.position_embeddings.weight": c.get("embeddings.position"),
        "bert.embeddings.token_type_embeddings.weight": c.get("embeddings.token_type"),
        "cls.predictions.bias": c.get("mlm_decoder.bias"),
        **{f"{key}.{part}": array for key, both in parts.items() for part, array in both.items()},
    }


def sentence_head(c: Constants) -> dict[str, np.ndarray]:
    """State dict of SentenceHead: the halves of a byte are two numbers of a stem's vector, as graph.py packs them."""
    packed = c.get("sentence.own_halves").astype(np.int16)
    halves = np.concatenate([packed % 16, packed // 16], axis=1) - 8
    weight = c.get("token_weight").copy()
    weight[:SPECIAL] = NOTHING
    return {
        "stems": c.get("sentence.stems").astype(np.int64),
        "mean": c.get("embeddings.mean"),
        "log_weight": np.log(np.maximum(weight, NOTHING)),
        "projection": c.get("sentence.projection"),
        "own.weight": halves.astype(np.float32) * c.get("sentence.own_scale")[:, None],
    }


def tensors(arrays: dict[str, np.ndarray]) -> dict[str, torch.Tensor]:
    return {name: torch.from_numpy(np.array(array, order="C")) for name, array in arrays.items()}


def main() -> None:
    o = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    o.add_argument("--model", type=Path, required=True, help="folder that export.py wrote")
    o.add_argument("--out", type=Path, required=True)
    o.add_argument("--no-check", action="store_true", help="report how far PyTorch and the file are apart, do not fail (for a smoke run)")
    args = o.parse_args()
    path = args.model / "onnx" / "model_quantized.onnx"
    config = json.loads((args.model / "config.json").read_text(encoding="utf-8"))
    constants = Constants(path)
    weights = tensors(encoder_weights(constants, config["num_hidden_layers"]))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    heads = {"sentence": tensors(sentence_head(constants)), "next_lexical": torch.from_numpy(constants.next_lexical())}
    torch.save({"model": weights, "config": config, **heads}, args.out)
    model, _ = load(args.out)
    far = parity(model, path, args.model)
    good = far["cosine"] >= 0.98 and far["sameBest"] >= 0.9
    print(json.dumps({"file": str(args.out), **far, "withinTolerance": good}))
    sys.exit(0 if good or args.no_check else 1)


if __name__ == "__main__":
    main()
