"""Trains the encoder: masked words and next sentences, then with in-batch contrastive loss on text pairs beside them.

    python pretrain.py --data DIR --out DIR --minutes 110

The wall clock is the budget: the learning rate falls to zero inside it, and a run that is resumed (--resume) goes on
with the minutes that are left. --start begins a new run with earlier weights. Runs on CPU (bf16 autocast, compiled) and
on one CUDA device. Writes to --out: checkpoint.pt every few minutes, log.jsonl, and encoder.pt (weights and sizes) at
the end.
"""

import argparse
import json
import os
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from cooccurrence import initial_embeddings
from data import Corpus, Pairs
from model import BertForPreTraining, EncoderConfig, mean_pool
from optimiser import Optimiser

TEMPERATURE = 0.05
CHECKPOINT_SECONDS = 300
# Lengths of the batches of single sentences and of two sentences; each costs a compilation.
SHORT_LENGTHS = {"single": (16, 32), "two": (32, 64)}


def schedule(progress: float, warm_up: float, decay_from: float) -> float:
    """Share of the peak learning rate at `progress` 0..1: linear warm-up, flat, then linear to zero."""
    if progress < warm_up:
        return max(progress / warm_up, 0.02)
    return min(1.0, (1.0 - progress) / (1.0 - decay_from))


def build(args, vocab_size: int) -> BertForPreTraining:
    config = EncoderConfig(
        vocab_size=vocab_size,
        hidden_size=args.width,
        num_hidden_layers=args.layers,
        num_attention_heads=args.heads,
        intermediate_size=4 * args.width,
    )
    model = BertForPreTraining(config)
    if args.start:
        model.load_state_dict(torch.load(args.start, map_location="cpu")["model"])
        return model
    cache = args.data / f"embeddings-{args.width}.pt"
    if not cache.exists():
        torch.save(initial_embeddings(args.data / "tokens.npz", vocab_size, args.width), cache)
    embeddings, unigram = torch.load(cache)
    with torch.no_grad():
        model.bert.embeddings.word_embeddings.weight.copy_(embeddings)
        model.cls["predictions"].bias.copy_(unigram)
    return model


def contrastive_loss(vectors: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    """Symmetric in-batch softmax over cosines (van den Oord et al. 2018), other fitting positives left out.

    vectors [2 B, H] of unit length, the B anchors first; same bool [B, B]: positives that also fit anchor i.
    """
    anchors, positives = vectors.chunk(2)
    similarity = anchors @ positives.T / TEMPERATURE
    diagonal = torch.eye(len(anchors), dtype=torch.bool, device=vectors.device)
    similarity = similarity.masked_fill(same & ~diagonal, -1e4)
    target = torch.arange(len(anchors), device=vectors.device)
    return (F.cross_entropy(similarity, target) + F.cross_entropy(similarity.T, target)) / 2


class Losses:
    """The two losses of a batch, compiled, in bf16 where the device has it."""

    def __init__(self, model: BertForPreTraining, device: str, compiled: bool):
        self.model, self.device = model, device
        wrap = torch.compile if compiled else (lambda f, **_: f)
        self._mlm = wrap(self._mlm_loss, dynamic=False)
        self._embed = wrap(self._embeddings, dynamic=False)

    def _mlm_loss(self, ids, types, rows, labels, following):
        with torch.autocast(self.device, torch.bfloat16):
            states = self.model.bert(ids, types)
            logits = self.model.mlm_logits(states.flatten(0, 1)[rows])
            nsp = self.model.nsp_logits(states)
        pairs = (following >= 0).sum().clamp(min=1)
        return F.cross_entropy(logits.float(), labels), F.cross_entropy(nsp.float(), following, reduction="sum") / pairs

    def _embeddings(self, ids, mask):
        with torch.autocast(self.device, torch.bfloat16):
            states = self.model.bert(ids, torch.zeros_like(ids), mask)
        return mean_pool(states, mask)

    def mlm(self, batch):
        return self._mlm(*(getattr(batch, f).to(self.device) for f in ("input_ids", "token_type_ids", "rows", "labels", "next")))

    def contrastive(self, batch):
        vectors = self._embed(batch.input_ids.to(self.device), batch.attention_mask.to(self.device))
        return contrastive_loss(vectors, batch.same.to(self.device))


def assist(args, shared: dict, gradients: dict, ready, seed: int, progress) -> None:
    """A second process that computes gradients whenever the machine leaves it time, from weights in shared memory.

    Two threads in step wait for the slower one, which costs more than it gives on a machine with other work; a
    gradient that arrives when it is done is one step old at the most times and is simply averaged in.
    """
    os.nice(15)
    torch.set_num_threads(1)
    corpus = Corpus(args.data)
    model = build(args, corpus.vocab_size)
    for name, parameter in model.named_parameters():
        parameter.data = shared[name]
    step = Step(args, model, corpus, Pairs(args.data, corpus), np.random.default_rng(seed), "cpu")
    while True:
        tokens, _ = step.backward(progress.value, long=False)
        for name, parameter in model.named_parameters():
            gradients[name].copy_(parameter.grad)
            parameter.grad = None
        ready.value = tokens
        while ready.value:
            time.sleep(0.005)


class Step:
    """Forward and backward of one batch: masked words and next sentences, later also text pairs."""

    def __init__(self, args, model, corpus, pairs, rng, device: str):
        self.args, self.corpus, self.pairs, self.rng = args, corpus, pairs, rng
        self.losses = Losses(model, device, not args.eager)

    def form(self) -> str:
        """What the rows of the next batch hold; see Corpus.batch."""
        draw = self.rng.random()
        if draw < self.args.single_share:
            return "single"
        return "two" if draw < self.args.single_share + self.args.two_share else "run"

    def backward(self, progress: float, long: bool) -> tuple[int, dict[str, float]]:
        """Adds to the gradients; returns the tokens read and the losses."""
        args = self.args
        form = "run" if long else self.form()
        length = args.long_length if long else args.length if form == "run" else int(self.rng.choice(SHORT_LENGTHS[form]))
        rate = args.mask_rate if progress < args.last_from or form != "run" else args.last_mask_rate
        batch = self.corpus.batch(self.rng, max(1, args.batch_tokens // length), length, rate, form)
        mlm, nsp = self.losses.mlm(batch)
        (mlm + (1.0 if form == "two" else 0.5) * nsp).backward()
        tokens = batch.input_ids.numel()
        name = form if form != "run" else "long" if long else "last" if rate != args.mask_rate else ""
        found = {"-".join(filter(None, (loss, name))): value.item() for loss, value in (("mlm", mlm), ("nsp", nsp))}
        if form == "single":
            del found["nsp-single"]
        if progress > args.joint_from and self.rng.random() < args.pair_share:
            pairs = self.pairs.batch(self.rng, args.pairs, args.pair_tokens)
            contrastive = self.losses.contrastive(pairs)
            (args.contrastive_weight * contrastive).backward()
            tokens += pairs.input_ids.numel()
            found["contrastive"] = contrastive.item()
        return tokens, found


class Run:
    """One training run: its clock, its checkpoint and its log."""

    def __init__(self, args):
        self.args = args
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.rng = np.random.default_rng(args.seed)
        torch.manual_seed(args.seed)
        self.corpus = Corpus(args.data)
        self.pairs = Pairs(args.data, self.corpus)
        self.model = build(args, self.corpus.vocab_size).to(self.device)
        self.optimiser = Optimiser(self.model)
        self.step, self.tokens, self.used, self.helped = 0, 0, 0.0, 0
        args.out.mkdir(parents=True, exist_ok=True)
        if args.resume and (args.out / "checkpoint.pt").exists():
            self.restore(torch.load(args.out / "checkpoint.pt", map_location=self.device))
        self.batch = Step(args, self.model, self.corpus, self.pairs, self.rng, self.device)
        if args.assist:
            self.start_assistant()

    def restore(self, saved: dict) -> None:
        self.model.load_state_dict(saved["model"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.step, self.tokens, self.used = saved["step"], saved["tokens"], saved["used"]
        self.rng = np.random.default_rng(self.args.seed + self.step)

    def save(self) -> None:
        state = {
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "config": self.model.config.to_hugging_face(),
            "step": self.step,
            "tokens": self.tokens,
            "used": self.used,
        }
        partial = self.args.out / "checkpoint.partial"
        torch.save(state, partial)
        partial.replace(self.args.out / "checkpoint.pt")

    def start_assistant(self) -> None:
        """Shares the weights with a second process (--assist); see assist()."""
        context = torch.multiprocessing.get_context("spawn")
        named = dict(self.model.named_parameters())
        for parameter in named.values():
            parameter.data.share_memory_()
        self.assisted = {name: torch.zeros_like(p).share_memory_() for name, p in named.items()}
        self.ready, self.progress = context.Value("i", 0), context.Value("d", self.used / (self.args.minutes * 60))
        shared = {name: p.data for name, p in named.items()}
        rest = (self.args, shared, self.assisted, self.ready, self.args.seed + 7919 + self.step, self.progress)
        context.Process(target=assist, args=rest, daemon=True).start()

    def take_assistance(self) -> None:
        """Averages in the assistant's gradient if one is there."""
        if not self.args.assist or not self.ready.value:
            return
        for name, parameter in self.model.named_parameters():
            parameter.grad.add_(self.assisted[name]).mul_(0.5)
        self.tokens += self.ready.value
        self.helped += 1
        self.ready.value = 0

    def train(self) -> None:
        args = self.args
        budget = args.minutes * 60
        began = time.time() - self.used
        saved_at, mean = time.time(), {}
        while not args.steps or self.step < args.steps:
            self.used = time.time() - began
            if self.used >= budget:
                break
            progress = self.used / budget
            tokens, found = self.batch.backward(progress, long=progress > 0.3 and self.step % 16 == 0)
            self.tokens += tokens
            if args.assist:
                self.progress.value = progress
                self.take_assistance()
            torch.nn.utils.clip_grad_norm_(self.optimiser.adam.param_groups[0]["params"], 1.0)
            share = schedule(progress, args.warm_up, args.decay_from)
            self.optimiser.step(args.lr * share, args.adam_lr * share)
            self.step += 1
            for name, value in found.items():
                mean[name] = 0.98 * mean.get(name, value) + 0.02 * value
            if self.step % 50 == 0:
                self.log(progress, mean)
            if time.time() - saved_at > CHECKPOINT_SECONDS:
                self.save()
                saved_at = time.time()
        self.save()
        torch.save({"model": self.model.state_dict(), "config": self.model.config.to_hugging_face()}, args.out / "encoder.pt")

    def log(self, progress: float, mean: dict[str, float]) -> None:
        line = {
            "step": self.step,
            "minutes": round(self.used / 60, 2),
            "progress": round(progress, 4),
            "tokens": self.tokens,
            "tokensPerSecond": round(self.tokens / self.used),
            "assistedSteps": self.helped,
            **{name: round(value, 4) for name, value in mean.items()},
        }
        print(json.dumps(line), flush=True)
        with open(self.args.out / "log.jsonl", "a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")


def main() -> None:
    o = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    o.add_argument("--data", type=Path, required=True, help="the folder that prepare.py wrote")
    o.add_argument("--out", type=Path, required=True)
    o.add_argument("--start", type=Path, help="begin with the weights of this encoder.pt (restore.py) and a fresh optimiser")
    o.add_argument("--minutes", type=float, required=True, help="wall-clock budget of the whole run")
    o.add_argument("--steps", type=int, default=0, help="stop after this many steps (0: only the clock stops it)")
    o.add_argument("--layers", type=int, default=6)
    o.add_argument("--width", type=int, default=384)
    o.add_argument("--heads", type=int, default=6)
    o.add_argument("--length", type=int, default=128)
    o.add_argument("--long-length", type=int, default=512)
    o.add_argument("--batch-tokens", type=int, default=8192)
    o.add_argument("--mask-rate", type=float, default=0.25)
    o.add_argument("--pairs", type=int, default=96, help="text pairs in a contrastive batch")
    o.add_argument("--pair-tokens", type=int, default=96, help="longest text of a pair")
    o.add_argument("--joint-from", type=float, default=0.55, help="progress at which contrastive batches begin")
    o.add_argument("--pair-share", type=float, default=1.0, help="share of the steps, then, that have a contrastive batch")
    o.add_argument("--single-share", type=float, default=0.06, help="share of the batches that hold single sentences")
    o.add_argument("--two-share", type=float, default=0.15, help="share of the batches that hold two sentences, next to each other or not")
    o.add_argument("--last-mask-rate", type=float, default=0.25, help="mask rate of the last part of a run (--last-from)")
    o.add_argument("--last-from", type=float, default=1.0, help="progress from which --last-mask-rate holds")
    o.add_argument("--contrastive-weight", type=float, default=0.5)
    o.add_argument("--lr", type=float, default=3e-3)
    o.add_argument("--adam-lr", type=float, default=1e-3)
    o.add_argument("--warm-up", type=float, default=0.03, help="progress up to which the learning rate rises")
    o.add_argument("--decay-from", type=float, default=0.45, help="progress from which the learning rate falls to zero")
    o.add_argument("--seed", type=int, default=1)
    o.add_argument("--threads", type=int, default=0, help="CPU threads (0: PyTorch's own choice)")
    o.add_argument("--assist", action="store_true", help="CPU: a second, low-priority process adds gradients")
    o.add_argument("--eager", action="store_true", help="do not compile")
    o.add_argument("--resume", action="store_true")
    args = o.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)
    torch._dynamo.config.cache_size_limit = 32
    Run(args).train()


if __name__ == "__main__":
    main()
