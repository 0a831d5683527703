"""Stems and informal spelling, against Sastrawi as it comes and against its own cache.

Run: python experiments/stemming/run.py (needs the folder ../shared/data beside the project)
"""

import csv
import json
import platform
import re
import tomllib
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
from Sastrawi.Stemmer.Stemmer import Stemmer
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from stance.text import Preparation, text_version
from stance.text.stems import FormTable

HERE = Path(__file__).resolve().parent


def main():
    settings = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))
    texts = read_texts(HERE / settings["news"])
    result = {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {name: version(name) for name in ("stance", "PySastrawi")}
        | {"python": platform.python_version(), "text": text_version()},
        "settings": settings,
        "speed": speed(texts, settings),
        "lemmas": {Path(file).stem: lemmas(HERE / file) for file in settings["lemmas"]},
        "forms_of_news": forms_of_news(texts),
        "slang_in_news": slang_in_news(texts),
        "slang_pairs": slang_pairs(HERE / settings["pairs"]),
        "slang_sentences": {
            Path(file).name: slang_sentences(HERE / file) for file in settings["sentences"]
        },
    }
    print(json.dumps(result, indent=1))
    text = json.dumps(result, indent=1) + "\n"
    (HERE / "results.json").write_text(text, encoding="utf-8")


def plain_sastrawi():
    return Stemmer(ArrayDictionary(StemmerFactory().get_words()))


def speed(texts, settings):
    """Seconds for the same texts; "cold" begins with an empty cache, "warm" has seen the texts."""
    some = first_words(texts, settings["words"])
    plain, cached, ours = plain_sastrawi(), StemmerFactory().create_stemmer(), Preparation()
    contestants = {
        "sastrawi": lambda: [plain.stem(text) for text in some],
        "sastrawi_cached_cold": lambda: stem_anew(some),
        "sastrawi_cached_warm": lambda: [cached.stem(text) for text in some],
        "stance_cold": lambda: Preparation().texts(some),
        "stance_warm": lambda: ours.texts(some),
        "stance_tokens_warm": lambda: [ours.tokens(text) for text in some],
    }
    for name in ("sastrawi_cached_warm", "stance_warm"):
        contestants[name]()
    seconds = {name: [] for name in contestants}
    for _ in range(settings["runs"]):
        for name, contestant in contestants.items():
            started = perf_counter()
            contestant()
            seconds[name].append(perf_counter() - started)
    megabytes = sum(len(text.encode()) for text in some) / 1e6
    return {
        "megabytes": round(megabytes, 3),
        "words": sum(len(text.split()) for text in some),
        "megabytes_a_second": {
            name: spread([megabytes / second for second in some_seconds])
            for name, some_seconds in seconds.items()
        },
        "times_faster": {
            f"{ours} than {theirs}": spread(
                [b / a for a, b in zip(seconds[ours], seconds[theirs], strict=True)]
            )
            for ours, theirs in (
                ("stance_cold", "sastrawi"),
                ("stance_cold", "sastrawi_cached_cold"),
                ("stance_warm", "sastrawi_cached_warm"),
                ("stance_tokens_warm", "sastrawi_cached_warm"),
            )
        },
    }


def stem_anew(texts):
    stemmer = StemmerFactory().create_stemmer()
    return [stemmer.stem(text) for text in texts]


def lemmas(file):
    """Forms whose stem is the lemma that the file gives."""
    pairs = [line.split("\t") for line in read_lines(file)[1:]]
    plain, ours = plain_sastrawi(), Preparation()
    prepared = ours.texts([form for form, _ in pairs])
    theirs = [plain.stem(form) for form, _ in pairs]
    return {
        "forms": len(pairs),
        "sastrawi": sum(stem == lemma for stem, (_, lemma) in zip(theirs, pairs, strict=True)),
        "stance": sum(stem == lemma for stem, (_, lemma) in zip(prepared, pairs, strict=True)),
        "lost": [
            f"{form}: {stem}"
            for stem, old, (form, lemma) in zip(prepared, theirs, pairs, strict=True)
            if old == lemma != stem
        ],
    }


def forms_of_news(texts):
    """Word forms of the news with a stem other than Sastrawi's: all are listed exceptions."""
    counts = Counter(re.findall(r"[a-z]+(?:-[a-z]+)*", " ".join(texts).lower()))
    forms, plain = sorted(counts), plain_sastrawi()
    other = [
        form
        for form, stem in zip(forms, FormTable().stems(forms), strict=True)
        if stem != plain.stem(form)
    ]
    return {
        "forms": len(forms),
        "other_stem": len(other),
        "running_words": counts.total(),
        "running_words_with_other_stem": sum(counts[form] for form in other),
    }


def slang_in_news(texts):
    """Words of formal text that the informal spelling touches: ought to be none."""
    before, after = (
        " ".join(Preparation(stems=False, slang=slang).texts(texts)).split()
        for slang in (False, True)
    )
    if len(before) != len(after):
        raise SystemExit("expected one formal word for each word of the news")
    changed = Counter((a, b) for a, b in zip(before, after, strict=True) if a != b)
    return {
        "words": len(before),
        "changed": changed.total(),
        "share": round(changed.total() / len(before), 6),
        "most_frequent": [f"{a}: {b} ({n})" for (a, b), n in changed.most_common(12)],
    }


def slang_pairs(file):
    """Pairs of an informal and a formal word, by kind: made equal, and made equal in stem."""
    with file.open(encoding="utf-8", newline="") as lines:
        pairs = [
            (r["transformed"], r["original-for"], r["transformation"])
            for r in csv.DictReader(lines)
        ]
    pairs = [pair for pair in pairs if pair[0] != pair[1]]
    formal, ours = Preparation(stems=False), Preparation()
    as_written = Preparation(stems=False, slang=False)
    spelled = zip(
        formal.texts([pair[0] for pair in pairs]),
        as_written.texts([pair[1] for pair in pairs]),
        strict=True,
    )
    stemmed = zip(
        ours.texts([pair[0] for pair in pairs]),
        ours.texts([pair[1] for pair in pairs]),
        strict=True,
    )
    tables = {"pairs": Counter(), "same_word": Counter(), "same_stem": Counter()}
    for (_, _, kind), (a, b), (c, d) in zip(pairs, spelled, stemmed, strict=True):
        for name, counted in (("pairs", True), ("same_word", a == b), ("same_stem", c == d)):
            tables[name]["all"] += counted
            tables[name][kind] += counted
    return {kind: {name: tables[name][kind] for name in tables} for kind in tables["pairs"]}


def slang_sentences(stem):
    """Share of the words of formal sentences that are in the informal ones, before and after."""
    informal = read_lines(stem.with_suffix(".inf"))
    formal = read_lines(stem.with_suffix(".for"))
    as_written = Preparation(stems=False, slang=False)
    wanted = [Counter(text.split()) for text in as_written.texts(formal)]
    shares = {}
    for name, preparation in (("before", as_written), ("after", Preparation(stems=False))):
        found = [Counter(text.split()) for text in preparation.texts(informal)]
        shared = sum((a & b).total() for a, b in zip(found, wanted, strict=True))
        shares[name] = round(shared / sum(map(Counter.total, wanted)), 4)
    return {"sentences": len(formal), "words": sum(map(Counter.total, wanted)), **shares}


def spread(values):
    return {
        name: round(of(values), 2) for name, of in (("min", min), ("median", median), ("max", max))
    }


def first_words(texts, words):
    some, count = [], 0
    for text in texts:
        if count >= words:
            break
        some.append(text)
        count += len(text.split())
    return some


def read_texts(file):
    return [json.loads(line)["content"] for line in read_lines(file)]


def read_lines(file):
    if not file.is_file():
        raise SystemExit(f"{file}: expected the data of settings.toml here, but there is none")
    return file.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    main()
