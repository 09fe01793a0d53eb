"""Makes a small corpus and pairs of Markdown files, for a smoke run where the real data is not at hand.

    python smoke_data.py --out DIR FOLDER ...

Writes DIR/corpus/corpus-0.jsonl.xz (`text`, `source`) and DIR/pairs/headings.jsonl.xz (`kind`, `anchor`, `positive`: a heading
and the paragraph below it). Every file counts once, however often it stands in the folders.
"""

import argparse
import json
import lzma
import re
import sys
from pathlib import Path

MOST_FILES = 400
_CODE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


def paragraphs(markdown: str) -> list[str]:
    """Headings and paragraphs of prose, each on one line."""
    plain = _LINK.sub(r"\1", _CODE.sub("", markdown))
    blocks = (" ".join(block.split()) for block in plain.split("\n\n"))
    return [block for block in blocks if block and block[0] not in "|<[!"]


def write(path: Path, records: list[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def main() -> None:
    o = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    o.add_argument("folders", type=Path, nargs="+")
    o.add_argument("--out", type=Path, required=True)
    args = o.parse_args()
    files = sorted(file for folder in args.folders for file in folder.rglob("*.md"))
    texts = {file.read_text(encoding="utf-8", errors="replace"): None for file in files if file.stat().st_size < 200_000}
    documents = [parts for text in texts if len(parts := paragraphs(text)) > 3][:MOST_FILES]
    pairs = [
        {"kind": "heading", "anchor": heading.lstrip("# "), "positive": text}
        for parts in documents
        for heading, text in zip(parts, parts[1:])
        if heading.startswith("#") and not text.startswith("#")
    ]
    if len(documents) < 50:
        sys.exit(f"Only {len(documents)} texts found: name folders that hold more Markdown files.")
    write(args.out / "corpus" / "corpus-0.jsonl.xz", [{"text": "\n\n".join(parts), "source": "guides"} for parts in documents])
    write(args.out / "pairs" / "headings.jsonl.xz", pairs)
    print(f"{len(documents)} texts, {len(pairs)} pairs")


if __name__ == "__main__":
    main()
