"""Reads the raw data: text records of the corpus and (anchor, positive) pairs, from xz-compressed JSON lines.

Owns the record format and the mixing weights of the sources; leaves tokenisation to prepare.py.
"""

import json
import lzma
import re
from pathlib import Path
from typing import Iterator

# Share of sentences that each kind of source contributes to one pass of pretraining. API reference is half of the
# raw corpus and formulaic, novels are another quarter and old, so both are sampled below their size and the rest above.
KIND_SHARE = {
    "api": 0.12,
    "novels": 0.24,
    "proposals": 0.10,
    "guides": 0.20,
    "textbooks": 0.12,
    "comments": 0.04,
    "government": 0.06,
    "commits": 0.03,
    "general": 0.09,
}

_KIND_OF_SOURCE = {
    "api": ("cpp-docs", "mdn-archive", "powershell-docs", "vba-docs", "win32"),
    "novels": ("novels",),
    "proposals": ("eips", "keps", "peps", "rust-rfcs"),
    "government": ("18f", "digitalgov"),
    "general": ("gum", "masc", "us-speeches", "wikisplit"),
}

# A sentence ends at . ! or ? (with closing quotes or brackets) before white space and an upper-case letter, digit or quote.
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])")


def kind_of(source: str) -> str:
    """The kind of a source name, a key of KIND_SHARE."""
    for kind, names in _KIND_OF_SOURCE.items():
        if source in names:
            return kind
    if source.startswith("openstax-"):
        return "textbooks"
    if source.startswith("doccomments-"):
        return "comments"
    if source.startswith("commits-"):
        return "commits"
    return "guides"


def records(folder: Path, pattern: str) -> Iterator[dict]:
    """All records of the xz-compressed JSON-lines files in `folder` that match `pattern`, in file order."""
    files = sorted(folder.glob(pattern))
    if not files:
        raise FileNotFoundError(f"no {pattern} in {folder}: pass the folder that holds the data")
    for file in files:
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def sentences(paragraph: str) -> list[str]:
    """Splits a paragraph into sentences by punctuation; never returns an empty string."""
    return [s for s in (part.strip() for part in _SENTENCE_END.split(paragraph)) if s]
