"""Time and memory of a corrected yearly trend over ten million scored sentences, on one core.

Run: python experiments/trend-speed/run.py
"""

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

HERE = Path(__file__).resolve().parent
LABELS = ("cooperative", "neutral", "confrontational")
AT_ONCE = 50_000
THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1"}


def main():
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
        return
    settings = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        make_corpus(Path(folder), settings)
        rows = [
            row(what, settings, Path(folder), runs=settings["runs"] if what != "bootstrap" else 1)
            for what in ("tally", "analytic", "bootstrap")
        ]
    ratio = rows[2]["seconds_median"] / rows[1]["seconds_median"]
    result = {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {name: version(name) for name in ("stance", "numpy", "scipy", "pyarrow")}
        | {"python": platform.python_version()},
        "settings": settings,
        "bootstrap_over_analytic": round(ratio, 2),
        "rows": rows,
    }
    (HERE / "results.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    for one in rows:
        print(json.dumps(one))


def row(what, settings, folder, *, runs):
    """One measured thing, each time in a process of its own on one core."""
    found = []
    for _ in range(runs):
        done = subprocess.run(
            [sys.executable, __file__, what, str(folder)],
            check=True, capture_output=True, text=True, env=os.environ | THREADS,
        )  # fmt: skip
        found.append(json.loads(done.stdout.splitlines()[-1]))
    seconds = [one["seconds"] for one in found]
    return {
        "what": what,
        "sentences": settings["documents"] * settings["sentences"],
        "documents": settings["documents"],
        "gold": settings["gold_documents"] * settings["gold_sentences"],
        "seconds_min": round(min(seconds), 2),
        "seconds_median": round(statistics.median(seconds), 2),
        "seconds_max": round(max(seconds), 2),
        "peak_gib": round(max(one["peak_gib"] for one in found), 2),
        "cores": 1,
        "runs": runs,
    }


def measure(what, folder):
    """From a file of scores on disk to the trend: seconds, and the process's peak memory."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    import stance
    from stance.estimate.tally import tally

    settings = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))
    gold = pq.read_table(folder / "gold.parquet")
    scores = folder / "scores.parquet"
    started = time.perf_counter()
    if what == "tally":
        tally(scores, gold=gold)
    elif what == "analytic":
        stance.estimate_trend(scores, gold=gold, by="year")
    else:
        stance.estimate_trend(
            scores, gold=gold, by="year", rng=np.random.default_rng(0),
            replications=settings["replications"],
        )  # fmt: skip
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {"seconds": seconds, "peak_gib": peak}


def make_corpus(folder, settings):
    """A file of scores and one of gold labels, part by part."""
    rng = np.random.default_rng(settings["seed"])
    writer, gold = None, []
    for start in range(0, settings["documents"], AT_ONCE):
        end = min(start + AT_ONCE, settings["documents"])
        table, codes = part(rng, start, end, settings)
        writer = writer or pq.ParquetWriter(folder / "scores.parquet", table.schema)
        writer.write_table(table)
        gold += drawn(rng, start, end, codes, settings)
    writer.close()
    names = ("document_id", "start", "end", "label", "probability")
    pq.write_table(
        pa.table(dict(zip(names, zip(*gold, strict=True), strict=True))), folder / "gold.parquet"
    )


def part(rng, start, end, settings):
    """The scores of some documents."""
    n_sentences = settings["sentences"]
    document = np.repeat(np.arange(end - start), n_sentences)
    n = len(document)
    ids = pc.binary_join_element_wise("doc-", pa.array(np.arange(start, end)).cast("string"), "")
    first = rng.beta(0.6, 1.2, n)
    second = (1.0 - first) * rng.random(n)
    shares = np.column_stack([first, second, 1.0 - first - second])
    codes = shares.argmax(axis=1)
    index = np.tile(np.arange(n_sentences, dtype=np.int32), end - start)
    low, high = settings["years"]
    years = pa.array([f"{year}-06-15" for year in range(low, high + 1)])
    outlets = pa.array([f"warta-{k}.example" for k in range(settings["outlets"])])
    nothing = pa.nulls(n, pa.string())
    table = pa.table(
        {
            "task": same("stance", n), "kind": same("article", n),
            "document_id": ids.take(document), "article_id": ids.take(document),
            "index": index, "start": index * 100, "end": index * 100 + 90,
            "label": pa.array(LABELS).take(codes), "score": shares[:, 0] - shares[:, 2],
            **{f"p_{label}": column for label, column in zip(LABELS, shares.T, strict=True)},
            "outlet": outlets.take((document + start) % len(outlets)),
            "published": years.take((document + start) % len(years)),
            "published_precision": same("day", n), "duplicate_of": nothing,
            "commenter": nothing, "model": same("0123456789ab", n),
            "trained_on": np.zeros(n, dtype=bool), "error": nothing,
        }
    )  # fmt: skip
    return table, codes


def same(text, n):
    return pa.array([text]).take(np.zeros(n, dtype=np.int64))


def drawn(rng, start, end, codes, settings):
    """The gold labels of some documents: the classifier's label, or in one of five any."""
    n, n_sentences = end - start, settings["sentences"]
    share = settings["gold_documents"] / settings["documents"]
    probability = share * settings["gold_sentences"] / n_sentences
    for document in rng.choice(n, round(n * share), replace=False):
        for place in rng.choice(n_sentences, settings["gold_sentences"], replace=False):
            code = codes[document * n_sentences + place]
            label = LABELS[rng.integers(3) if rng.random() < 0.2 else code]
            begin = int(place) * 100
            yield f"doc-{start + document}", begin, begin + 90, label, probability


if __name__ == "__main__":
    main()
