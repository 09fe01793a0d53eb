"""Makes test/unit/fixtures/tiny-bert: a BERT of 4 layers x 32 with random weights, and what PyTorch says about it.

    python test/support/makeTinyBert.py        (torch, transformers, onnx, onnxruntime, tokenizers)

Writes the folder in Hugging Face layout with onnx/model.onnx (torch's own export of transformers' BertForPreTraining)
and onnx/model_quantized.onnx (int8, written by training/graph.py), and reference.json: outputs of the PyTorch model in
fp32 on a fixed padded batch of pairs, rounded to 7 digits. senses.json: the same for uses of words in sentences and for
sums of words.
"""

import json
import sys
from pathlib import Path

import onnx
import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForPreTraining

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent / "unit" / "fixtures" / "tiny-bert"
WORDS = "the cat sat on mat dog runs in a house red blue bird sings and we like tea or coffee now . , ! ?".split()
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
VOCAB = SPECIAL + [w for w in WORDS if len(w) > 1 or w not in LETTERS] + list(LETTERS) + [f"##{c}" for c in LETTERS] + ["##ing"]


class Outputs(torch.nn.Module):
    """Names the outputs as the engine expects them."""

    def __init__(self, model: BertForPreTraining):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, token_type_ids):
        states, pooled = self.model.bert(input_ids, attention_mask, token_type_ids, return_dict=False)[:2]
        logits, next_sentence = self.model.cls(states, pooled)
        return states, pooled, logits, next_sentence


def make_model() -> BertForPreTraining:
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(VOCAB), hidden_size=32, num_hidden_layers=4, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=48, initializer_range=0.25, attn_implementation="eager",
    )
    model = BertForPreTraining(config).eval()
    for name, value in model.named_parameters():
        if name.endswith("bias"):
            torch.nn.init.normal_(value, std=0.1)
    return model


def write_tokenizer() -> None:
    tokenizer = Tokenizer(models.WordPiece({w: i for i, w in enumerate(VOCAB)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.add_special_tokens(SPECIAL)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(FOLDER / "tokenizer.json"))
    facts = {"tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": 48, "unk_token": "[UNK]",
             "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]", "mask_token": "[MASK]"}
    (FOLDER / "tokenizer_config.json").write_text(json.dumps(facts, indent=2) + "\n")
    (FOLDER / "truecase.json").write_text(json.dumps(["Tea"]) + "\n")


def write_graphs(model: BertForPreTraining) -> None:
    sys.path.insert(0, str(HERE.parent.parent / "training"))
    from graph import BertGraph

    config = {**model.config.to_dict(), "languages": ["en"]}
    keep = {k: config[k] for k in (
        "architectures", "model_type", "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads",
        "intermediate_size", "max_position_embeddings", "type_vocab_size", "layer_norm_eps", "hidden_act", "languages")}
    keep["architectures"] = ["BertForPreTraining"]
    (FOLDER / "config.json").write_text(json.dumps(keep, indent=2) + "\n")
    (FOLDER / "onnx").mkdir(parents=True, exist_ok=True)
    ids = torch.tensor([[2, 5, 6, 3], [2, 7, 3, 0]])
    names = ["input_ids", "attention_mask", "token_type_ids"]
    outputs = ["last_hidden_state", "pooler_output", "logits", "seq_relationship_logits"]
    axes = {n: {0: "batch", 1: "sequence"} for n in [*names, "last_hidden_state", "logits"]}
    axes.update({n: {0: "batch"} for n in ("pooler_output", "seq_relationship_logits")})
    torch.onnx.export(
        Outputs(model).eval(), (ids, (ids > 0).long(), torch.zeros_like(ids)), str(FOLDER / "onnx" / "model.onnx"),
        input_names=names, output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False,
    )
    weights = {k: v.detach().numpy() for k, v in model.state_dict().items()}
    onnx.save(BertGraph(weights, keep, True).build(), str(FOLDER / "onnx" / "model_quantized.onnx"))


def reference(model: BertForPreTraining) -> dict:
    ids = torch.tensor([
        [2, 5, 6, 4, 8, 5, 9, 3, 10, 11, 4, 3],
        [2, 16, 17, 4, 3, 20, 21, 22, 3, 0, 0, 0],
        [2, 30, 4, 3, 0, 0, 0, 0, 0, 0, 0, 0],
    ])
    mask = (ids != 0).long()
    types = torch.zeros_like(ids)
    types[0, 8:12] = 1
    types[1, 5:9] = 1
    with torch.no_grad():
        out = model(ids, mask, types, output_hidden_states=True, output_attentions=True)
    rows = [3, 10, 15, 26]
    hidden = torch.stack(out.hidden_states)  # [L+1, B, S, H]
    weights = mask[None, :, :, None].float()
    mean = (hidden * weights).sum(2) / weights.sum(2)

    def flat(t: torch.Tensor) -> list[float]:
        return [float(f"{x:.7g}") for x in t.flatten().tolist()]

    return {
        "batch": 3, "length": 12, "inputIds": ids.flatten().tolist(), "attentionMask": mask.flatten().tolist(),
        "tokenTypeIds": types.flatten().tolist(), "rows": rows, "vocabSize": len(VOCAB), "hiddenSize": 32, "numLayers": 4, "numHeads": 4,
        "logProbabilities": flat(out.prediction_logits.reshape(-1, len(VOCAB))[rows].log_softmax(-1)),
        "meanOfLayer": [flat(m) for m in mean],
        "clsOfLayer": [flat(h[:, 0]) for h in hidden],
        "lastStates": flat(hidden[-1]),
        "nextSentence": flat(out.seq_relationship_logits.softmax(-1)[:, 0]),
        "attentionOfLayer": [flat(a) for a in out.attentions],
        **queries_and_keys(model, hidden),
    }


def queries_and_keys(model: BertForPreTraining, hidden: torch.Tensor) -> dict:
    """Q and K of layer 1 from its input, [B, heads, S, headSize]."""
    attention = model.bert.encoder.layer[1].attention.self
    with torch.no_grad():
        split = [f(hidden[1]).view(3, 12, 4, 8).transpose(1, 2) for f in (attention.query, attention.key)]
    return {name: [float(f"{x:.7g}") for x in t.flatten().tolist()] for name, t in zip(("queriesOfLayer1", "keysOfLayer1"), split)}


def senses_reference(model: BertForPreTraining) -> dict:
    """What senses, neighbours and calculate stand on: uses of a word at each layer, and 3CosAdd over the embedding layer."""
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    texts = ["The red cat sat. A dog runs in red.", "We like the cating red bird!\n\nRed tea or coffee now?"]
    sentences = ["The red cat sat.", "A dog runs in red.", "We like the cating red bird!", "Red tea or coffee now?"]

    def word_vectors(word: str) -> list[list[list[float]]]:
        """[L+1][uses][H]: the mean of the word's pieces."""
        found = []
        for sentence in sentences:
            encoding = tokenizer.encode(sentence)
            at = sentence.lower().find(word)
            if at < 0:
                continue
            pieces = [n for n, (a, b) in enumerate(encoding.offsets) if a < at + len(word) and b > at and b > a]
            with torch.no_grad():
                states = model.bert(torch.tensor([encoding.ids]), output_hidden_states=True).hidden_states
            found.append(torch.stack([s[0, pieces].mean(0) for s in states]))
        return torch.stack(found, 1)

    def digits(t: torch.Tensor) -> list:
        return [digits(row) for row in t] if t.dim() else float(f"{float(t):.7g}")

    words = [w for w in VOCAB if len(w) > 1 and w.isalpha()]
    with torch.no_grad():
        rows = model.bert.embeddings(torch.tensor([[VOCAB.index(w)] for w in words]))[:, 0]
    rows = torch.nn.functional.normalize(rows - rows.mean(0), dim=1)
    cosines = rows @ rows.T
    plus, minus = [words.index("bird"), words.index("tea")], [words.index("cat")]
    shares = (cosines + 1) / 2
    add = cosines[:, plus].sum(1) - cosines[:, minus].sum(1)
    multiply = shares[:, plus].prod(1) / (shares[:, minus] + 0.001).prod(1)
    others = [n for n in range(len(words)) if n not in plus + minus]

    def best(scores: torch.Tensor) -> list:
        order = sorted(others, key=lambda n: -float(scores[n]))[:10]
        return [[words[n], digits(scores[n])] for n in order]

    def nearest(most: int) -> list:
        """[L+1] the words most like the first "red", the mean of all words taken away: [form, cosine], each form once."""
        forms, states = [], []
        for sentence in sentences:
            encoding = tokenizer.encode(sentence)
            with torch.no_grad():
                layers = model.bert(torch.tensor([encoding.ids]), output_hidden_states=True).hidden_states
            for word in dict.fromkeys(n for n in encoding.word_ids if n is not None):
                pieces = [n for n, w in enumerate(encoding.word_ids) if w == word]
                form = sentence[encoding.offsets[pieces[0]][0]:encoding.offsets[pieces[-1]][1]].lower()
                if len(form) > 1 and form.isalpha():
                    forms.append(form)
                    states.append(torch.stack([s[0, pieces].mean(0) for s in layers]))
        rows = torch.stack(states, 1)
        rows = torch.nn.functional.normalize(rows - rows.mean(1, keepdim=True), dim=2)
        found = []
        for layer in (rows @ rows[:, forms.index("red")].unsqueeze(2)).squeeze(2):
            best = {}
            for form, cosine in zip(forms, layer.tolist()):
                if form != "red":
                    best[form] = max(best.get(form, -2), cosine)
            found.append([[f, float(f"{best[f]:.7g}")] for f in sorted(best, key=lambda f: -best[f])][:most])
        return found

    red = word_vectors("red")  # [L+1, uses, H]
    unit = torch.nn.functional.normalize(red, dim=2)
    return {
        "texts": texts,
        "red": digits(red),
        "cosinesOfRed": digits(unit @ unit.transpose(1, 2)),
        "cating": digits(word_vectors("cating")),
        "nearestToFirstRed": nearest(5),
        "plus": ["bird", "tea"], "minus": ["cat"], "add": best(add), "multiply": best(multiply),
        "alone": [[words[n], digits(cosines[n, words.index("red")])]
                  for n in sorted(range(len(words)), key=lambda n: -float(cosines[n, words.index("red")])) if words[n] != "red"][:10],
    }


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    model = make_model()
    write_tokenizer()
    write_graphs(model)
    (FOLDER / "reference.json").write_text(json.dumps(reference(model)) + "\n")
    (FOLDER / "senses.json").write_text(json.dumps(senses_reference(model)) + "\n")


if __name__ == "__main__":
    main()
