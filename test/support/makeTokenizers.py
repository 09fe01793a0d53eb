"""Writes the tokenizers and expected encodings of test/unit/fixtures/tokenizers.

    python test/support/makeTokenizers.py        (needs tokenizers==0.23.2 and regex)

Trains one tiny tokenizer of each kind on the licence text and the samples below, and encodes the samples with the Rust
tokenizers library. Offsets are turned into UTF-16 units. Three things are told otherwise than the library does: white space at
the ends of a span is left out; what normalising changes together (a character and its marks, two quotes made one)
stays together; a blank that the pre-tokenizer put before the text has an empty span.
"""

import json
from pathlib import Path

import regex
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from tokenizers import AddedToken

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "test/unit/fixtures/tokenizers"

TEXTS = [
    "",
    " ",
    "The quick brown fox jumps over the lazy dog.",
    "  Leading and trailing   spaces\t\n",
    "café CAFÉ cafe\u0301 naïve Zoë coöperate",
    "n\u0303andu\u0301 e\u0301\u0323\u0302x \u0301lone",
    "I saw 東京 and 日本語、テスト。 ｶﾞｷﾞ が",
    "한국어 텍스트 \u1112\u1161\u11ab",
    "emoji 😀 👩‍👩‍👧 👍🏽 🇩🇪 ❤️ done",
    "مرحبا بالعالم שלום עולם",
    "हिन्दी में लिखा ไทยภาษา",
    "zero\u200bwidth soft\u00adhyphen nul\u0000l bom\ufeff",
    "don't can't it’s “quoted” — dash… ½ ² ﬁ № Å \u212a",
    "A masked [MASK] and <mask> word, [CLS] too.",
    "[MASK]\u00a0nbsp\u2003em space\u3000ideographic",
    "snake_case camelCase a___b x+=1; foo->bar() \\n C:\\dir",
    "𝐁𝐨𝐥𝐝 math 𠀀𠀁 astral Han \U0002b820 𐐷",
    "ΣΊΣΥΦΟΣ İstanbul ẞ DŽ",
    "a" * 120 + " antidisestablishmentarianism 1234567890",
    "line one\nline two\r\nline three\u2028four\u0085five\u000bsix\u000cseven",
    "``double'' quotes \u037e greek question \u1fef varia",
    "x" + "\u0301" * 5 + "y",
    "\ue000private \u0378unassigned \ufffdreplacement",
    "a  [X]  b [X]c 5kg kg, kg_ KG kg",
    "https://example.com/a?b=c&d=%20#e user@example.org 3.14 1,000",
]
PAIRS = [("The first text.", "A second café."), ("one", ""), ("", "two"), ("a [MASK] b", "c <mask> d")]


def corpus():
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    return [line for line in licence.split("\n") if line.strip()] * 2 + TEXTS


def specials(names, mask):
    rest = [AddedToken(name, special=True, normalized=False) for name in names]
    return rest + [AddedToken(mask, special=True, normalized=False, lstrip=mask == "<mask>")]


BERT = specials(["[PAD]", "[UNK]", "[CLS]", "[SEP]"], "[MASK]")
ROBERTA = specials(["<s>", "<pad>", "</s>", "<unk>"], "<mask>")


def template(tokenizer, single, pair):
    names = {word.split(":")[0] for word in pair.split() if not word.startswith("$")}
    return processors.TemplateProcessing(
        single=single, pair=pair, special_tokens=[(name, tokenizer.token_to_id(name)) for name in sorted(names)]
    )


def wordpiece(lowercase, tokens, unk, size=1600, **options):
    tokenizer = Tokenizer(models.WordPiece(unk_token=unk))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase, **options)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(prefix="##")
    trainer = trainers.WordPieceTrainer(vocab_size=size, special_tokens=tokens, limit_alphabet=180, show_progress=False)
    tokenizer.train_from_iterator(corpus(), trainer)
    return tokenizer


def bert_uncased():
    tokenizer = wordpiece(True, BERT, "[UNK]")
    tokenizer.post_processor = template(tokenizer, "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1")
    return tokenizer


def bert_cased():
    tokenizer = wordpiece(False, BERT, "[UNK]")
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return tokenizer


def bert_bare():
    """Nothing cleaned, no accent stripped; added tokens that take white space or stand alone."""
    options = {"clean_text": False, "handle_chinese_chars": False, "strip_accents": False}
    tokenizer = wordpiece(True, BERT, "[UNK]", **options)
    tokenizer.add_tokens(
        [
            AddedToken("[X]", lstrip=True, rstrip=True, normalized=False),
            AddedToken("kg", single_word=True, normalized=False),
        ]
    )
    return tokenizer


def mpnet():
    tokenizer = wordpiece(True, ROBERTA, "<unk>")
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=False)
    return tokenizer


def byte_level(tokens, size=900):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=tokens,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    return tokenizer, trainer


def roberta():
    tokenizer, trainer = byte_level(ROBERTA)
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=False)
    return tokenizer


def modernbert():
    tokenizer, trainer = byte_level(BERT)
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.post_processor = template(tokenizer, "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:0 [SEP]:0")
    return tokenizer


def unigram(tokens, unk, pre_tokenizer, normalizer, size=700):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=size, special_tokens=tokens, unk_token=unk, show_progress=False)
    tokenizer.train_from_iterator([text for text in corpus() if text.strip()], trainer)
    return tokenizer


def albert():
    """As convert_slow_tokenizer writes it, without the precompiled map of SentencePiece."""
    normalizer = normalizers.Sequence(
        [
            normalizers.Replace("``", '"'),
            normalizers.Replace("''", '"'),
            normalizers.NFKD(),
            normalizers.StripAccents(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokens = specials(["<pad>", "<unk>", "[CLS]", "[SEP]"], "[MASK]")
    tokenizer = unigram(tokens, "<unk>", pre_tokenizers.Metaspace(prepend_scheme="always"), normalizer)
    tokenizer.post_processor = template(tokenizer, "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1")
    return tokenizer


def xlm_roberta():
    pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    tokenizer = unigram(ROBERTA, "<unk>", pre_tokenizer, normalizers.NFKC())
    tokenizer.post_processor = template(tokenizer, "<s> $A </s>", "<s> $A </s> </s> $B </s>")
    return tokenizer


def plain_bpe():
    """Whole words and punctuation, unknown characters, an added token of the domain, nothing put around."""
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]", end_of_word_suffix="</w>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.BpeTrainer(
        vocab_size=700, special_tokens=BERT, end_of_word_suffix="</w>", limit_alphabet=120, show_progress=False
    )
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.add_tokens([AddedToken("lazy dog", normalized=True, single_word=True)])
    return tokenizer


def fallback_bpe():
    """SentencePiece BPE with bytes for unknown characters, as newer multilingual encoders have it."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    bytes_ = [AddedToken(f"<0x{byte:02X}>", special=False, normalized=False) for byte in range(256)]
    trainer = trainers.BpeTrainer(
        vocab_size=1000, special_tokens=ROBERTA + bytes_, limit_alphabet=90, show_progress=False
    )
    words = [word + " " for text in corpus() for word in text.split()]
    tokenizer.train_from_iterator(words, trainer)
    # The byte tokens belong to the vocabulary only: found literally in a text they are text.
    data = json.loads(tokenizer.to_str())
    data["added_tokens"] = [token for token in data["added_tokens"] if not token["content"].startswith("<0x")]
    tokenizer = Tokenizer.from_str(json.dumps(data))
    tokenizer.post_processor = template(tokenizer, "<s> $A </s>", "<s> $A </s> </s> $B </s>")
    return tokenizer


CLUSTER = regex.compile(r"[\u1100-\u115F][\u1160-\u11A7]?[\u11A8-\u11FF]?\p{M}*|[\uFF66-\uFF9D][\uFF9E\uFF9F]|``|''|\s|[^\p{M}\s]\p{M}*|\p{M}+")


def spans(tokenizer, text, tokens, offsets):
    """Offsets of one text as described above."""
    units = [0]
    for character in text:
        units.append(units[-1] + (2 if ord(character) > 0xFFFF else 1))
    changed = [
        match.span()
        for match in CLUSTER.finditer(text)
        if tokenizer.normalizer and tokenizer.normalizer.normalize_str(match.group()).strip("▁ ") != match.group()
    ]
    out = []
    for n, (token, (start, end)) in enumerate(zip(tokens, offsets)):
        if token in ("Ġ", "▁") and n + 1 < len(offsets) and offsets[n + 1][0] == start:
            end = start
        inner_start, inner_end = start, end
        while inner_start < inner_end and is_space(text[inner_start]):
            inner_start += 1
        while inner_end > inner_start and is_space(text[inner_end - 1]):
            inner_end -= 1
        if inner_start < inner_end:
            start, end = inner_start, inner_end
        for from_, to in changed:
            if max(start, from_) < min(end, to):
                start, end = min(start, from_), max(end, to)
        out.append([units[start], units[end]])
    return out


def is_space(character):
      return character.isspace() and character not in "\x1c\x1d\x1e\x1f\x85"


def expected(tokenizer, text, pair):
    encoding = tokenizer.encode(text, pair) if pair is not None else tokenizer.encode(text)
    special = encoding.special_tokens_mask
    out = []
    for segment in (0, 1):
        rows = [n for n, s in enumerate(encoding.sequence_ids) if s == segment and not special[n]]
        source = (text, pair or "")[segment]
        out.append(spans(tokenizer, source, [encoding.tokens[n] for n in rows], [encoding.offsets[n] for n in rows]))
    flat = iter(out[0] + out[1])
    return {
        "text": text,
        **({"pair": pair} if pair is not None else {}),
        "ids": encoding.ids,
        "typeIds": encoding.type_ids,
        "special": special,
        "words": [-1 if word is None else word for word in encoding.word_ids],
        "spans": [None if special[n] else next(flat) for n in range(len(special))],
    }


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    kinds = [bert_uncased, bert_cased, bert_bare, mpnet, roberta, modernbert, albert, xlm_roberta, plain_bpe, fallback_bpe]
    for make in kinds:
        tokenizer = make()
        name = make.__name__.replace("_", "-")
        cases = [expected(tokenizer, text, None) for text in TEXTS] + [expected(tokenizer, *pair) for pair in PAIRS]
        data = {"tokenizer": json.loads(tokenizer.to_str()), "cases": cases}
        (OUT / f"{name}.json").write_text(
            json.dumps(data, ensure_ascii=True, separators=(",", ":")) + "\n", encoding="utf-8"
        )
        print(name, tokenizer.get_vocab_size(), (OUT / f"{name}.json").stat().st_size)


if __name__ == "__main__":
    main()
