"""Fine-tunes the whole encoder as a text classifier and exports it to a folder that semtext and the extension load.

    python finetune.py --model ../models/semtext-mini-en --weights RUN/encoder.pt --train spam.jsonl --out my-classifier

One output layer on the pooled [CLS] state, AdamW, a few epochs (Devlin et al. 2019, section 4 and appendix A.3). The
training file is JSON lines with `text` and `label`, or CSV with a header that names these two columns. A tenth of the
examples is held out to choose the epoch; --test reports the accuracy on a file that had no part in training.

The exported file is int8, and what fine-tuning changes is often smaller than one step of its rounding. So the weights are
rounded in training as the file will have them, and gradients pass the rounding unchanged (Bengio, Léonard and Courville
2013, straight-through estimator). Accuracies are those of the rounded weights.
"""

import argparse
import csv
import json
import random
import shutil
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import parametrize

from export import TOKENIZER_FILES, load
from graph import LARGEST, BertGraph


class Rounded(nn.Module):
    """A weight [out, in], or a table of embeddings [V, H], as export.py rounds it: one scale a row."""

    def forward(self, weight):
        scale = weight.detach().abs().amax(1, keepdim=True).clamp(min=1e-8) / LARGEST
        return weight + (torch.round(weight / scale) * scale - weight).detach()


def rounded_modules(bert: nn.Module) -> list[nn.Module]:
    """What the file holds in int8: the embeddings of words and the matrices of the layers."""
    matrices = [module for module in bert.encoder.modules() if isinstance(module, nn.Linear)]
    return [bert.embeddings.word_embeddings, *matrices]


class Classifier(nn.Module):
    """The encoder with a single output layer on its pooled state, its weights rounded as the file will have them."""

    def __init__(self, encoder, labels: int):
        super().__init__()
        self.encoder = encoder
        self.output = nn.Linear(encoder.config.hidden_size, labels)
        for module in rounded_modules(encoder.bert):
            parametrize.register_parametrization(module, "weight", Rounded())

    def keep_rounded(self) -> None:
        """Ends the training: the weights are the rounded ones from now on."""
        for module in rounded_modules(self.encoder.bert):
            parametrize.remove_parametrizations(module, "weight")

    def forward(self, ids, mask):
        bert = self.encoder.bert
        return self.output(F.dropout(bert.pooled(bert(ids, torch.zeros_like(ids), mask)), 0.1, self.training))


def read_examples(path: Path) -> list[tuple[str, str]]:
    """(text, label) of every record; raises ValueError that names the first bad line."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file)) if path.suffix == ".csv" else [json.loads(line) for line in file if line.strip()]
    for n, row in enumerate(rows, 1):
        if not row.get("text") or row.get("label") in (None, ""):
            raise ValueError(f"{path}, record {n}: needs a text and a label")
    return [(row["text"], str(row["label"])) for row in rows]


class Encoded:
    """Examples as token ids and label numbers, cut at `max_tokens` ([SEP] kept)."""

    def __init__(self, examples, tokenizer: Tokenizer, labels: list[str], max_tokens: int):
        tokenizer.enable_truncation(max_tokens)
        tokenizer.no_padding()
        self.ids = [e.ids for e in tokenizer.encode_batch([text for text, _ in examples])]
        self.label = [labels.index(label) if label in labels else -1 for _, label in examples]

    def batches(self, size: int, shuffle: bool):
        """ids, mask [B, S] and labels [B], batches of texts of like length."""
        order = sorted(range(len(self.ids)), key=lambda n: (len(self.ids[n]), random.random()))
        chunks = [order[at : at + size] for at in range(0, len(order), size)]
        if shuffle:
            random.shuffle(chunks)
        for chunk in chunks:
            longest = max(len(self.ids[n]) for n in chunk)
            ids = torch.zeros(len(chunk), longest, dtype=torch.int64)
            for row, n in enumerate(chunk):
                ids[row, : len(self.ids[n])] = torch.tensor(self.ids[n])
            yield ids, (ids != 0).long(), torch.tensor([self.label[n] for n in chunk])


@torch.no_grad()
def accuracy(model: Classifier, data: Encoded) -> float:
    model.eval()
    right = sum((model(ids, mask).argmax(1) == label).sum().item() for ids, mask, label in data.batches(64, False))
    return right / len(data.ids)


def fine_tune(model: Classifier, train: Encoded, held_out: Encoded, args) -> float:
    """Trains in place and leaves the weights of the best epoch; returns its held-out accuracy."""
    steps = args.epochs * -(-len(train.ids) // args.batch)
    optimiser = torch.optim.AdamW(model.parameters(), lr=args.lr, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda n: min((n + 1) / (0.1 * steps + 1), (steps - n) / steps))
    best, state = -1.0, None
    for epoch in range(args.epochs):
        model.train()
        for ids, mask, label in train.batches(args.batch, True):
            loss = F.cross_entropy(model(ids, mask), label)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
        found = accuracy(model, held_out)
        print(json.dumps({"epoch": epoch + 1, "heldOutAccuracy": round(found, 4)}), flush=True)
        if found > best:
            best, state = found, {k: v.clone() for k, v in model.state_dict().items()}
    model.load_state_dict(state)
    model.keep_rounded()
    return best


def write_model(model: Classifier, config: dict, labels: list[str], source: Path, out: Path) -> None:
    """Folder in Hugging Face layout for text classification: onnx/model_quantized.onnx answers `logits` [B, labels]."""
    weights = {k: v.detach().numpy() for k, v in model.encoder.state_dict().items()}
    builder = BertGraph(weights, config, True)
    builder.build_encoder()
    g = builder.g
    weight = g.constant("classifier.weight", model.output.weight.detach().numpy())
    g.op("Gemm", ["pooler_output", weight, g.constant("classifier.bias", model.output.bias.detach().numpy())], "logits", transB=1)
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save(builder.model({"logits": ["batch", len(labels)]}), str(out / "onnx" / "model_quantized.onnx"))
    for name in TOKENIZER_FILES:
        if (source / name).exists():
            shutil.copyfile(source / name, out / name)
    config = {
        **config,
        "architectures": ["BertForSequenceClassification"],
        "id2label": {str(n): label for n, label in enumerate(labels)},
        "label2id": {label: n for n, label in enumerate(labels)},
    }
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    o = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    o.add_argument("--model", type=Path, required=True, help="model folder, for its tokenizer")
    o.add_argument("--weights", type=Path, required=True, help="encoder.pt of the pretraining run")
    o.add_argument("--train", type=Path, required=True)
    o.add_argument("--test", type=Path)
    o.add_argument("--out", type=Path, required=True)
    o.add_argument("--epochs", type=int, default=4)
    o.add_argument("--batch", type=int, default=16)
    o.add_argument("--lr", type=float, default=1e-4)
    o.add_argument("--max-tokens", type=int, default=256)
    o.add_argument("--seed", type=int, default=1)
    args = o.parse_args()
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    began = time.time()
    encoder, config = load(args.weights)
    examples = read_examples(args.train)
    random.shuffle(examples)
    labels = sorted({label for _, label in examples})
    if len(labels) < 2:
        raise SystemExit(f"{args.train}: needs examples of at least two labels, has {len(labels)}")
    tokenizer = Tokenizer.from_file(str(args.model / "tokenizer.json"))
    encode = lambda rows: Encoded(rows, tokenizer, labels, args.max_tokens)
    held = max(len(labels), len(examples) // 10)
    model = Classifier(encoder, len(labels))
    best = fine_tune(model, encode(examples[held:]), encode(examples[:held]), args)
    write_model(model, {**config, "languages": ["en"]}, labels, args.model, args.out)
    report = {"labels": len(labels), "examples": len(examples), "heldOutAccuracy": round(best, 4), "seconds": round(time.time() - began)}
    if args.test:
        report["testAccuracy"] = round(accuracy(model, encode(read_examples(args.test))), 4)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
