"""Samples training batches from the arrays that prepare.py wrote: sentence pairs with masked words, and text pairs.

Owns the sampling; leaves losses to pretrain.py. Every random choice comes from the generator that is passed in.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from corpus import KIND_SHARE

PAD, UNK, CLS, SEP, MASK = range(5)
# Tokens of the shortest sentence in a pair of two sentences.
SHORTEST = 5

# Every so many documents one is held out from the pairs of neighbouring sentences that sentence.py trains on.
HELD_OUT = 25

# Share of contrastive batches that each kind of pair gives. Neighbouring sentences are weak supervision, so few.
PAIR_SHARE = {
    "heading-section": 0.26,
    "doc-signature": 0.13,
    "adjacent-sentences": 0.08,
    "commit-subject-body": 0.08,
    "description-body": 0.10,
    "title-description": 0.08,
    "paraphrase-split": 0.12,
    "question-answer": 0.05,
    "corrupted": 0.10,
}


@dataclass(frozen=True)
class MlmBatch:
    """input_ids, token_type_ids int64 [B, S]; rows int64 [N] into the flattened batch; labels int64 [N]; next int64 [B],
    -100 (no loss) where a row has one segment."""

    input_ids: torch.Tensor
    token_type_ids: torch.Tensor
    rows: torch.Tensor
    labels: torch.Tensor
    next: torch.Tensor


@dataclass(frozen=True)
class PairBatch:
    """ids and mask int64 [2 B, S], the B anchors first; same bool [B, B]: positives that also fit anchor i."""

    input_ids: torch.Tensor
    attention_mask: torch.Tensor
    same: torch.Tensor


class Corpus:
    """The tokenised corpus, or its held-out documents alone, sampled by kind of source in the shares of KIND_SHARE."""

    def __init__(self, folder: Path, held_out: bool = False):
        arrays = np.load(folder / "tokens.npz")
        self.ids = arrays["ids"]
        self.start = arrays["sentence_start"]
        self.document = arrays["document"]
        self.paragraph_start = arrays["paragraph_start"]
        self.vocab = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1]
        self.continuation = np.array([token.startswith("##") for token in self.vocab])
        kinds = sorted(KIND_SHARE)
        kind_of_sentence = arrays["kind"][self.document]
        self.is_held_out = self.document % HELD_OUT == 0
        usable = self.is_held_out if held_out else True
        self.by_kind = [np.flatnonzero((kind_of_sentence == k) & usable) for k in range(len(kinds))]
        share = np.array([KIND_SHARE[k] if len(self.by_kind[n]) else 0 for n, k in enumerate(kinds)])
        self.share = share / share.sum()
        # Each document is one run of sentences: where it begins and ends.
        edges = np.flatnonzero(np.diff(self.document)) + 1
        self.document_start = np.concatenate([[0], edges])
        self.document_end = np.concatenate([edges, [len(self.document)]])
        self.run_of_sentence = np.repeat(np.arange(len(self.document_start)), self.document_end - self.document_start)
        self.tokens_of_sentence = np.diff(self.start)[: len(self.document)]
        self.of_length: dict[int, list[np.ndarray]] = {}
        self.of_joint_length: dict[int, list[np.ndarray]] = {}

    @property
    def vocab_size(self) -> int:
        return len(self.vocab)

    def _sentence(self, rng: np.random.Generator) -> int:
        pool = self.by_kind[rng.choice(len(self.share), p=self.share)]
        return int(pool[rng.integers(len(pool))])

    def _run(self, sentence: int, tokens: int) -> tuple[np.ndarray, int]:
        """At most `tokens` ids of whole sentences from `sentence` on (the first may be cut), and the next sentence."""
        end = self.document_end[self.run_of_sentence[sentence]]
        stop = int(np.searchsorted(self.start[sentence : end + 1], self.start[sentence] + tokens, "right")) - 1
        stop = sentence + max(stop, 1)
        ids = self.ids[self.start[sentence] : self.start[stop]]
        return ids[:tokens], stop

    def example(self, rng: np.random.Generator, length: int):
        """One row: ids and segment ids of [CLS] A [SEP] B [SEP], filled to `length`, and 0 if B follows A, else 1."""
        room = length - 3
        while True:
            first = self._sentence(rng)
            wanted = int(rng.integers(8, room - 8))
            a, after = self._run(first, wanted)
            run = self.run_of_sentence[first]
            follows = rng.random() < 0.5 and after < self.document_end[run]
            if follows:
                second = after
            elif rng.random() < 0.5:
                second = int(rng.integers(self.document_start[run], self.document_end[run]))
                if abs(second - first) < 12:
                    second = self._sentence(rng)
            else:
                second = self._sentence(rng)
            # B alone would often be short of the room left: it reads on through its document, cut at the end.
            run = self.run_of_sentence[second]
            b = self.ids[self.start[second] : min(self.start[self.document_end[run]], self.start[second] + room - len(a))]
            if len(a) + len(b) == room:
                ids = np.concatenate([[CLS], a, [SEP], b, [SEP]]).astype(np.int64)
                types = np.zeros(length, np.int64)
                types[len(a) + 2 :] = 1
                return ids, types, 0 if follows else 1

    def sentence(self, sentence: int) -> np.ndarray:
        return self.ids[self.start[sentence] : self.start[sentence + 1]]

    def _of_tokens(self, tokens: int) -> list[np.ndarray]:
        """The sentences of exactly `tokens` tokens, by kind."""
        if tokens not in self.of_length:
            self.of_length[tokens] = [pool[self.tokens_of_sentence[pool] == tokens] for pool in self.by_kind]
        return self.of_length[tokens]

    def _kind(self, rng: np.random.Generator, pools: list[np.ndarray]) -> int:
        """A kind drawn by its share among those whose pool holds something."""
        share = self.share * [len(pool) > 0 for pool in pools]
        return int(rng.choice(len(share), p=share / share.sum()))

    def single(self, rng: np.random.Generator, length: int):
        """One row of one sentence that fills it, [CLS] A [SEP]: people ask about single sentences, so no padding is needed."""
        pools = self._of_tokens(length - 2)
        pool = pools[self._kind(rng, pools)]
        ids = np.concatenate([[CLS], self.sentence(pool[rng.integers(len(pool))]), [SEP]]).astype(np.int64)
        return ids, np.zeros(length, np.int64), -100

    def _neighbours(self, length: int) -> list[np.ndarray]:
        """By kind, the sentences that fill a row of `length` together with the next one of their document."""
        if length not in self.of_joint_length:
            tokens = self.tokens_of_sentence
            fits = np.zeros(len(tokens), bool)
            fits[:-1] = tokens[:-1] + tokens[1:] == length - 3
            fits[:-1] &= (np.minimum(tokens[:-1], tokens[1:]) >= SHORTEST) & (self.document[:-1] == self.document[1:])
            self.of_joint_length[length] = [pool[fits[pool]] for pool in self.by_kind]
        return self.of_joint_length[length]

    def two_sentences(self, rng: np.random.Generator, length: int):
        """One row [CLS] A [SEP] B [SEP] of two sentences that fill it: what the next-sentence layer is asked about in use.

        B follows A in half of the rows (0); else (1) it is another sentence of the same length, from the same document
        where it has one and otherwise from the same kind of source, so that neither length nor topic alone tells.
        """
        pools = self._neighbours(length)
        kind = self._kind(rng, pools)
        first = int(pools[kind][rng.integers(len(pools[kind]))])
        second, label = first + 1, int(rng.random() < 0.5)
        if label:
            others = self._of_tokens(int(self.tokens_of_sentence[second]))[kind]
            run = self.run_of_sentence[first]
            low, high = np.searchsorted(others, (self.document_start[run], self.document_end[run]))
            same = [s for s in others[low:high] if s not in (first, first + 1)] if rng.random() < 0.5 else []
            pool = same or others
            second = int(pool[rng.integers(len(pool))])
        a, b = self.sentence(first), self.sentence(second)
        types = np.zeros(length, np.int64)
        types[len(a) + 2 :] = 1
        return np.concatenate([[CLS], a, [SEP], b, [SEP]]).astype(np.int64), types, label

    def batch(self, rng: np.random.Generator, size: int, length: int, mask_rate: float, form: str = "run") -> MlmBatch:
        """A batch of `size` rows of `length` tokens with whole words masked; N is size * length * mask_rate exactly.

        form: "run" (two runs of sentences), "single" (one sentence) or "two" (two sentences).
        """
        row = {"run": self.example, "single": self.single, "two": self.two_sentences}[form]
        rows = [row(rng, length) for _ in range(size)]
        ids = np.stack([r[0] for r in rows])
        picked = pick_words(rng, ids, self.continuation, int(size * length * mask_rate))
        labels = ids.reshape(-1)[picked]
        flat = ids.reshape(-1)
        flat[picked] = corrupt(rng, labels, self.vocab_size)
        return MlmBatch(
            torch.from_numpy(ids),
            torch.from_numpy(np.stack([r[1] for r in rows])),
            torch.from_numpy(picked),
            torch.from_numpy(labels),
            torch.tensor([r[2] for r in rows]),
        )


def pick_words(rng: np.random.Generator, ids: np.ndarray, continuation: np.ndarray, count: int) -> np.ndarray:
    """Flat positions of `count` tokens in whole words chosen at random (the last word may be cut to fit the count)."""
    flat = ids.reshape(-1)
    word = np.cumsum(~continuation[flat])
    order = rng.random(word[-1] + 1)
    usable = np.flatnonzero(flat > MASK)
    by_word = usable[np.argsort(order[word[usable]], kind="stable")]
    return np.sort(by_word[:count])


def corrupt(rng: np.random.Generator, labels: np.ndarray, vocab_size: int) -> np.ndarray:
    """80 % [MASK], 10 % a random token, 10 % unchanged (Devlin et al. 2019, section 3.1)."""
    draw = rng.random(len(labels))
    noise = rng.integers(MASK + 1, vocab_size, len(labels))
    return np.where(draw < 0.8, MASK, np.where(draw < 0.9, noise, labels))


class Pairs:
    """Text pairs, one kind a batch, so that the negatives in a batch are hard ones. `without_held_out`: no neighbouring
    sentences of held-out documents, so that these show how alike the sentences of an unseen text are."""

    def __init__(self, folder: Path, corpus: Corpus, without_held_out: bool = False):
        arrays = np.load(folder / "pairs.npz")
        self.ids = {side: arrays[f"{side}_ids"] for side in ("anchor", "positive")}
        self.start = {side: arrays[f"{side}_start"] for side in ("anchor", "positive")}
        self.corpus = corpus
        names = [str(n) for n in arrays["names"]]
        self.members = {name: np.flatnonzero(arrays["kind"] == n) for n, name in enumerate(names)}
        if without_held_out:
            self._leave_out({corpus.sentence(n).tobytes() for n in np.flatnonzero(corpus.is_held_out)})
        self.members = {name: m for name, m in self.members.items() if len(m)}
        self.kinds = [k for k in PAIR_SHARE if k in self.members or k == "corrupted"]
        share = np.array([PAIR_SHARE[k] for k in self.kinds])
        self.share = share / share.sum()

    def _leave_out(self, sentences: set[bytes]) -> None:
        """Takes away the neighbouring sentences of which one is among `sentences` (ids without special tokens)."""
        known = lambda side, n: self.ids[side][self.start[side][n] + 1 : self.start[side][n + 1] - 1].tobytes() in sentences
        members = self.members.get("adjacent-sentences", [])
        kept = [n for n in members if not known("anchor", n) and not known("positive", n)]
        self.members["adjacent-sentences"] = np.array(kept, int)

    def _text(self, side: str, n: int) -> np.ndarray:
        return self.ids[side][self.start[side][n] : self.start[side][n + 1]].astype(np.int64)

    def _corrupted(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """A sentence and itself with a fifth of its tokens dropped: same meaning, other words (after SimCSE, Gao et al. 2021)."""
        while True:
            s = self.corpus._sentence(rng)
            ids = self.corpus.sentence(s).astype(np.int64)
            if 10 <= len(ids) <= 60:
                wrap = lambda x: np.concatenate([[CLS], x, [SEP]])
                return wrap(ids[rng.random(len(ids)) > 0.2]), wrap(ids[rng.random(len(ids)) > 0.2])

    def batch(self, rng: np.random.Generator, size: int, max_tokens: int) -> PairBatch:
        kind = self.kinds[rng.choice(len(self.kinds), p=self.share)]
        if kind == "corrupted":
            pairs = [self._corrupted(rng) for _ in range(size)]
        else:
            chosen = rng.choice(self.members[kind], size, replace=len(self.members[kind]) < size)
            pairs = [(self._text("anchor", n), self._text("positive", n)) for n in chosen]
        texts = [a for a, _ in pairs] + [p for _, p in pairs]
        longest = min(max_tokens, -(-max(map(len, texts)) // 32) * 32)
        ids = np.zeros((len(texts), longest), np.int64)
        for row, text in zip(ids, texts):
            row[: min(len(text), longest)] = text[:longest]
            if len(text) > longest:
                row[-1] = SEP
        anchor, positive = (groups_of_equal([pair[side].tobytes() for pair in pairs]) for side in (0, 1))
        same = torch.from_numpy((anchor[:, None] == anchor) | (positive[:, None] == positive))
        return PairBatch(torch.from_numpy(ids), torch.from_numpy((ids != PAD).astype(np.int64)), same)


def groups_of_equal(keys: list[bytes]) -> np.ndarray:
    """A number for each key, the same for equal keys."""
    number: dict[bytes, int] = {}
    return np.array([number.setdefault(key, len(number)) for key in keys])
