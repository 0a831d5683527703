"""The 911 scraped articles: none may be lost, every date must be possible, repairs are counted.

Run: python experiments/reading-news-2019/run.py
"""

import json
import platform
import re
import sys
import time
import tomllib
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import stance

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PACKAGES = ("stance", "pyarrow", "ftfy", "datasketch", "dateparser")


def main():
    settings = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))
    table = ROOT / settings["table"]
    if not table.is_file():
        sys.exit(f"expected the news table at {settings['table']}, beside the project: not there")
    corpus, seconds = fastest(table, settings)
    rows = [json.loads(line) for line in table.read_bytes().split(b"\n") if line.strip()]
    result = {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {name: version(name) for name in PACKAGES}
        | {"python": platform.python_version()},
        "speed": speed(table, seconds),
        "articles": articles(corpus, rows),
        "dates": dates(corpus, settings["days"]),
        "notes": notes(corpus),
        "duplicates": duplicates(corpus),
    }
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    print(text)
    (HERE / "results.json").write_text(text, encoding="utf-8")


def fastest(table, settings):
    """The corpus, and the seconds of the fastest run; the first also imports what is needed."""
    best = float("inf")
    for _ in range(settings["runs"]):
        start = time.perf_counter()
        corpus = stance.read(table, today=settings["today"])
        best = min(best, time.perf_counter() - start)
    return corpus, best


def speed(table, seconds):
    size = table.stat().st_size
    return {
        "bytes": size,
        "seconds": round(seconds, 3),
        "megabytes_a_second": round(size / 1e6 / seconds, 2),
    }


def articles(corpus, rows):
    return {
        "rows": len(rows),
        "articles": len(corpus.articles),
        "ids_kept": [article.id for article in corpus.articles] == [row["id"] for row in rows],
        "without_text": sum(not article.text.strip() for article in corpus.articles),
        "characters_in": sum(len(row["content"]) for row in rows),
        "characters_out": sum(len(article.text) for article in corpus.articles),
        "paragraphs": sum(len(article.text.split("\n")) for article in corpus.articles),
        "outlets": dict(Counter(article.outlet for article in corpus.articles)),
    }


def dates(corpus, days):
    by_day = Counter(str(article.published)[:10] for article in corpus.articles)
    return {
        "outside_the_collection": sum(n for day, n in by_day.items() if day not in days),
        "precision": dict(Counter(article.published_precision for article in corpus.articles)),
        "by_day": {day: by_day[day] for day in sorted(by_day)},
    }


def notes(corpus):
    """How many articles have each note, and in how many places where these are counted."""
    found, places = Counter(), Counter()
    for note in corpus.notes:
        found[note.kind, note.what] += 1
        count = re.match(r"(\d+) times", note.detail)
        places[note.kind, note.what] += int(count[1]) if count else 1
    return [
        {"kind": kind, "what": what, "articles": number, "places": places[kind, what]}
        for (kind, what), number in sorted(found.items())
    ]


def duplicates(corpus):
    outlet = {article.id: article.outlet for article in corpus.articles}
    pairs = [one for one in corpus.articles if one.duplicate_of]
    return {
        "marked": len(pairs),
        "of_another_outlet": sum(outlet[one.duplicate_of] != one.outlet for one in pairs),
        "ids": {one.id: one.duplicate_of for one in pairs},
    }


if __name__ == "__main__":
    main()
