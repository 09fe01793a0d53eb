"""Writes reference values of trained weights for the parity test of the shipped model.

    python reference.py --weights RUN/encoder.pt --data DIR --out ../test/model/reference.json

For each check text: token ids, the mean of the last layer (unit length, 4 digits), and the best token at the masked
places, all from PyTorch in fp32.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from export import check_batch, load, run_torch


def main() -> None:
    o = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    o.add_argument("--weights", type=Path, required=True)
    o.add_argument("--data", type=Path, required=True)
    o.add_argument("--out", type=Path, required=True)
    args = o.parse_args()
    model, _ = load(args.weights)
    ids, masked, mask = check_batch(args.data)
    _, _, embeddings = run_torch(model, ids, mask)
    _, logits, _ = run_torch(model, masked, mask)
    texts = []
    for row in range(len(ids)):
        length = int(mask[row].sum())
        places = np.flatnonzero(masked[row] == 4)
        texts.append(
            {
                "ids": ids[row, :length].tolist(),
                "masked": masked[row, :length].tolist(),
                "embedding": [round(float(x), 4) for x in embeddings[row]],
                "best": logits[row, places].argmax(-1).tolist(),
            }
        )
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps({"texts": texts}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
