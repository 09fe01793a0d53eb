#!/bin/bash
# Runs every step of the training on a small part of the data, to see that retraining works: smoke.sh [CORPUS PAIRS]
# Without folders the data is made of the Markdown files of this repository and of its packages.
set -euo pipefail
cd "$(dirname "$0")"
python=${PYTHON:-python3}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
if [ $# -eq 0 ]; then
  "$python" smoke_data.py --out "$out/raw" ../docs ../sample ../node_modules
  set -- "$out/raw/corpus" "$out/raw/pairs"
fi
"$python" prepare.py --corpus "$1" --pairs "$2" --out "$out/data" --limit 1500 --vocab-size 4096
"$python" pretrain.py --data "$out/data" --out "$out/run" --minutes 1.5 --layers 2 --width 128 --heads 2 \
  --batch-tokens 2048 --pairs 16 --pair-tokens 64 --long-length 256 --eager
"$python" average.py --weights "$out/run/encoder.pt" --with "$out/run/checkpoint.pt" --data "$out/data" --out "$out/averaged.pt" \
  --batches 1
"$python" revive.py --weights "$out/run/encoder.pt" --data "$out/data" --out "$out/awake.pt" --layers 2
"$python" sentence.py --weights "$out/run/encoder.pt" --data "$out/data" --minutes 0.2
"$python" next_sentence.py --weights "$out/run/encoder.pt" --data "$out/data" --rows 640
"$python" export.py --weights "$out/run/encoder.pt" --data "$out/data" --out "$out/model" --fp32 --no-check
"$python" fragments.py --data "$out/data" --out "$out/model"
"$python" restore.py --model "$out/model" --out "$out/restored.pt" --no-check
"$python" prepare.py --corpus "$1" --pairs "$2" --out "$out/again" --limit 200 --tokenizer "$out/model"
"$python" pretrain.py --data "$out/again" --out "$out/further" --start "$out/restored.pt" --minutes 1 --steps 2 --layers 2 \
  --width 128 --heads 2 --batch-tokens 2048 --pairs 16 --pair-tokens 64 --eager
head -n 40 ../sample/messages.csv > "$out/examples.csv"
"$python" finetune.py --model "$out/model" --weights "$out/restored.pt" --train "$out/examples.csv" --epochs 1 \
  --out "$out/classifier"
ls -l "$out/model" "$out/model/onnx" "$out/classifier/onnx"
