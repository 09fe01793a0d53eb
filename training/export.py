"""Exports trained weights to a model folder in Hugging Face layout and checks it against PyTorch.

    python export.py --weights RUN/encoder.pt --data DIR --out ../models/NAME [--fp32]

Writes config.json, the tokenizer files, truecase.json and onnx/model_quantized.onnx (int8, one scale a column); --fp32
adds onnx/model.onnx. Prints how far ONNX is from PyTorch and fails when it is too far (fp32: 1e-4; int8: cosine of the
sentence embeddings 0.98, same best token at 90 % of the masked places).
"""

import argparse
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from corpus import sentences
from graph import BertGraph
from model import BertForPreTraining, EncoderConfig, mean_pool

TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "truecase.json")
MASK_STRIDE = 6
CHECK_TEXTS = """The committee will publish its final report on the safety of the new bridge next month.
You can pass a callback function to the method, and it will be called for every element of the array.
She opened the window and looked out over the quiet garden, where the rain had begun to fall.
If the connection is closed before the request completes, the server returns an error.
The price of bread rose sharply after the war, and many families could no longer afford it.
Install the package, restart the editor, and select the interpreter from the command palette."""


def load(path: Path) -> tuple[BertForPreTraining, dict]:
    saved = torch.load(path, map_location="cpu")
    config = saved["config"]
    sizes = {field: config[field] for field in EncoderConfig.__dataclass_fields__}
    model = BertForPreTraining(EncoderConfig(**sizes))
    model.load_state_dict(saved["model"])
    return model.float().eval(), config


def check_batch(data: Path):
    """Input of the parity check, each ids and attention mask: of the check texts [B, S], and [6 B, S] of the same with every
    sixth token masked, from each of the first six on: some places of so few have two words that are as likely."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(data / "tokenizer.json"))
    tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")
    encoded = tokenizer.encode_batch(sentences(CHECK_TEXTS.replace("\n", " ")))
    ids = np.array([e.ids for e in encoded], np.int64)
    mask = np.array([e.attention_mask for e in encoded], np.int64)
    masked = np.tile(ids, (MASK_STRIDE, 1))
    for n, row in enumerate(masked):
        row[np.flatnonzero(row > 4)[n // len(ids) :: MASK_STRIDE]] = 4
    return (ids, mask), (masked, np.tile(mask, (MASK_STRIDE, 1)))


def run_torch(model: BertForPreTraining, ids: np.ndarray, mask: np.ndarray):
    with torch.no_grad():
        t = torch.from_numpy
        states = model.bert(t(ids), torch.zeros_like(t(ids)), t(mask))
        return states.numpy(), model.mlm_logits(states).numpy(), mean_pool(states, t(mask)).numpy()


def run_onnx(session, ids: np.ndarray, mask: np.ndarray):
    feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    states, logits = session.run(["last_hidden_state", "logits"], feeds)
    pooled = (states * mask[:, :, None]).sum(1)
    return states, logits, pooled / np.linalg.norm(pooled, axis=1, keepdims=True)


def parity(model: BertForPreTraining, path: Path, data: Path) -> dict[str, float]:
    """How far the ONNX file is from PyTorch on the check texts."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (ids, mask), (masked, masked_mask) = check_batch(data)
    _, logits, _ = run_torch(model, masked, masked_mask)
    _, logits_onnx, _ = run_onnx(session, masked, masked_mask)
    states, _, embeddings = run_torch(model, ids, mask)
    states_onnx, _, embeddings_onnx = run_onnx(session, ids, mask)
    places = masked == 4
    return {
        "states": float(np.abs(states - states_onnx)[mask == 1].max()),
        "logits": float(np.abs(logits - logits_onnx)[masked_mask == 1].max()),
        "cosine": float((embeddings * embeddings_onnx).sum(1).min()),
        "sameBest": float((logits[places].argmax(-1) == logits_onnx[places].argmax(-1)).mean()),
    }


def load_heads(path: Path) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """What sentence.py and next_sentence.py added to the weights: the arrays of the one, and fp32 [2] of the other."""
    saved = torch.load(path, map_location="cpu")
    if "sentence" not in saved:
        sys.exit(f"{path} has no sentence head: run sentence.py on it first")
    if "next_lexical" not in saved:
        sys.exit(f"{path} has no fitted next-sentence layer: run next_sentence.py on it first")
    head = {name: (value.float() if value.is_floating_point() else value).numpy() for name, value in saved["sentence"].items()}
    return head, saved["next_lexical"].float().numpy()


def write_graph(model: BertForPreTraining, config: dict, path: Path, quantised: bool, heads: tuple[dict[str, np.ndarray], np.ndarray]) -> None:
    """`heads`: see load_heads."""
    arrays = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    graph = BertGraph(arrays, config, quantised).build(*heads)
    onnx.checker.check_model(graph)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(graph, str(path))


def main() -> None:
    o = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    o.add_argument("--weights", type=Path, required=True)
    o.add_argument("--data", type=Path, required=True)
    o.add_argument("--out", type=Path, required=True)
    o.add_argument("--fp32", action="store_true", help="also write onnx/model.onnx")
    o.add_argument("--no-check", action="store_true", help="report, do not fail (for a smoke run)")
    args = o.parse_args()
    model, config = load(args.weights)
    args.out.mkdir(parents=True, exist_ok=True)
    for name in TOKENIZER_FILES:
        shutil.copyfile(args.data / name, args.out / name)
    config = {**config, "languages": ["en"]}
    (args.out / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    heads = load_heads(args.weights)
    failed = False
    for quantised, name in ((True, "model_quantized.onnx"), (False, "model.onnx")):
        if not quantised and not args.fp32:
            continue
        path = args.out / "onnx" / name
        write_graph(model, config, path, quantised, heads)
        far = parity(model, path, args.data)
        good = (far["cosine"] >= 0.98 and far["sameBest"] >= 0.9) if quantised else max(far["states"], far["logits"]) <= 1e-4
        failed |= not good
        print(json.dumps({"file": name, "bytes": path.stat().st_size, **far, "withinTolerance": good}))
    sys.exit(1 if failed and not args.no_check else 0)


if __name__ == "__main__":
    main()
