"""Makes test/unit/fixtures/tiny-heads: three BERTs of 2 layers x 16 with random weights and a fine-tuned model's head each,
and what transformers says about them.

    python test/support/makeTinyHeads.py        (torch, transformers, onnx, tokenizers; after makeTinyBert.py)

Each folder is in Hugging Face layout with onnx/model.onnx, torch's own export of transformers' class for the task;
reference.json holds the logits in fp32 for one text or pair each. The tokenizer is that of tiny-bert.
"""

import json
import shutil
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertForQuestionAnswering, BertForSequenceClassification, BertForTokenClassification

FIXTURES = Path(__file__).resolve().parent.parent / "unit" / "fixtures"
FOLDER = FIXTURES / "tiny-heads"
TEXT = "the red cat runs in a house now"
PAIR = "we like tea ."
TASKS = {
    "classes": (BertForSequenceClassification, ["contradiction", "neutral", "entailment"], ["logits"]),
    "entities": (BertForTokenClassification, ["O", "B-THING", "I-THING", "B-PLACE", "I-PLACE"], ["logits"]),
    "answers": (BertForQuestionAnswering, ["LABEL_0", "LABEL_1"], ["start_logits", "end_logits"]),
}


class Outputs(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.model(input_ids, attention_mask, token_type_ids, return_dict=False)


def make(name: str) -> dict:
    kind, labels, outputs = TASKS[name]
    torch.manual_seed(11)
    tokenizer = Tokenizer.from_file(str(FIXTURES / "tiny-bert" / "tokenizer.json"))
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=48, initializer_range=0.5, attn_implementation="eager", id2label=dict(enumerate(labels)),
    )
    model = kind(config).eval()
    out = FOLDER / name
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    for file in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(FIXTURES / "tiny-bert" / file, out / file)
    facts = config.to_dict()
    keep = {k: facts[k] for k in ("model_type", "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads",
                                  "intermediate_size", "max_position_embeddings", "type_vocab_size", "layer_norm_eps", "hidden_act")}
    keep |= {"architectures": [kind.__name__], "languages": ["en"], "id2label": {str(n): label for n, label in enumerate(labels)}}
    (out / "config.json").write_text(json.dumps(keep, indent=2) + "\n")
    names = ["input_ids", "attention_mask", "token_type_ids"]
    ids = torch.tensor([[2, 5, 6, 3], [2, 7, 3, 0]])
    axes = {n: {0: "batch", 1: "sequence"} for n in names}
    axes.update({n: {0: "batch"} if name == "classes" else {0: "batch", 1: "sequence"} for n in outputs})
    torch.onnx.export(
        Outputs(model).eval(), (ids, (ids > 0).long(), torch.zeros_like(ids)), str(out / "onnx" / "model.onnx"),
        input_names=names, output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False,
    )

    def logits(*texts: str) -> list:
        encoding = tokenizer.encode(*texts)
        with torch.no_grad():
            found = model(torch.tensor([encoding.ids]), torch.tensor([encoding.attention_mask]), torch.tensor([encoding.type_ids]), return_dict=False)
        return [[float(f"{x:.7g}") for x in each.flatten().tolist()] for each in found]

    return {"text": logits(TEXT), "pair": logits(TEXT, PAIR)}


def main() -> None:
    reference = {"text": TEXT, "pair": PAIR, **{name: make(name) for name in TASKS}}
    (FOLDER / "reference.json").write_text(json.dumps(reference) + "\n")


if __name__ == "__main__":
    main()
