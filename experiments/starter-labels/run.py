"""Counts and agreement of the starter labels, for articles and comments apart.

Run with `python experiments/starter-labels/run.py`; writes `results.json` beside itself.
Cohen's kappa after J. Cohen (1960), "A coefficient of agreement for nominal scales".
"""

import json
import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from sklearn.metrics import cohen_kappa_score

import stance
from stance.corpus.labels.annotations import read_ledger
from stance.corpus.labels.codebook import read_codebook

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SETTINGS = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))


def main() -> None:
    corpus = stance.read(ROOT / "articles")
    comments = {comment.id for comment in corpus.comments}
    book = read_codebook("stance")
    ledger = read_ledger(ROOT / "labels" / "stance.jsonl", codebook=book)
    first, second = (
        {(row.document_id, row.start): row.label for row in ledger if row.annotator == name}
        for name in SETTINGS["annotators"]
    )
    gold = stance.read_labels(ROOT / "labels", corpus=corpus)
    results = {
        "articles": len(corpus.articles),
        "comments": len(corpus.comments),
        "gold": {
            kind: dict(Counter(text.label for text in gold.texts if text.kind == kind))
            for kind in ("article", "comment")
        },
        "agreement": {},
        "date": datetime.now(UTC).date().isoformat(),
    }
    for kind in ("article", "comment"):
        places = [
            p for p in first.keys() & second.keys() if (p[0] in comments) == (kind == "comment")
        ]
        a, b = [first[place] for place in places], [second[place] for place in places]
        results["agreement"][kind] = {
            "sentences": len(places),
            "equal": round(sum(x == y for x, y in zip(a, b, strict=True)) / len(places), 4),
            "kappa": round(float(cohen_kappa_score(a, b)), 4),
        }
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
