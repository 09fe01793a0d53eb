"""Writes fragments.json: pieces that begin words and hardly ever stand alone (`extingu`), never to be shown as words.

    python fragments.py --data DIR --out ../models/NAME

Counts in the tokenised corpus that prepare.py wrote how often each word-initial piece is followed by a continuation.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np

# A piece that is a whole word in fewer of its occurrences than this is a fragment. Checked by eye on the pieces between
# 2 % and 30 %: below 5 % nearly none is a word, above 10 % many are ("solicit", "spar").
LEAST_SHARE = 0.05


def fragments(ids: np.ndarray, vocab: list[str]) -> list[str]:
    """Sorted fragments of the vocabulary; ids [N] is the running text."""
    continues = np.array([piece.startswith("##") for piece in vocab])[ids]
    followed = np.append(continues[1:], False)
    starts = np.bincount(ids[~continues], minlength=len(vocab))
    broken = np.bincount(ids[~continues & followed], minlength=len(vocab))
    share = 1 - broken / np.maximum(starts, 1)
    return sorted(
        piece
        for piece, whole, count in zip(vocab, share, starts)
        if re.fullmatch(r"[^\W\d_]{2,}", piece) and (count == 0 or whole < LEAST_SHARE)
    )


def main() -> None:
    o = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    o.add_argument("--data", type=Path, required=True, help="the folder that prepare.py wrote")
    o.add_argument("--out", type=Path, required=True, help="the model folder")
    args = o.parse_args()
    vocab = (args.data / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1]
    found = fragments(np.load(args.data / "tokens.npz")["ids"], vocab)
    (args.out / "fragments.json").write_text(json.dumps(found, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{len(found)} fragments of {len(vocab)} pieces")


if __name__ == "__main__":
    main()
