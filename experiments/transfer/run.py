"""How well a bundle trained on the starter labels does on real sentences of 2018-2019.

Run with `python experiments/transfer/run.py`; writes `results.json` beside itself. It needs the
folder of real data beside the project and says so where it is absent.
"""

import json
import platform
import sys
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import stance
from stance.model import Grid
from stance.text import text_version

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SETTINGS = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))
SHOWN = ("macro_f1", "accuracy", "log_loss", "calibration_error")


def main():
    data = ROOT / SETTINGS["data"]
    if not data.is_file():
        sys.exit(f"This experiment needs {SETTINGS['data']}, which is not here.")
    starter = stance.read_labels(ROOT / "labels")
    real = with_source(stance.read_labels(data, columns={"document_id": "document"}).texts)
    bundle, seconds = train(starter, Grid())
    words, seconds_words = train(starter, Grid(features=("words",)))
    transfer = stance.evaluate_bundle(
        real, bundle=bundle, against=words, trained_on=starter.texts, seed=SETTINGS["seed"]
    )
    start = perf_counter()
    within = validate(real, starter.codebook, seed=SETTINGS["seed"])
    seconds_within = round(perf_counter() - start, 1)
    others = [validate(real, starter.codebook, seed=seed) for seed in SETTINGS["other_seeds"]]
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {
            name: version(name) for name in ("stance", "scikit-learn", "numpy", "PySastrawi")
        }
        | {"python": platform.python_version(), "text": text_version()},
        "settings": SETTINGS,
        "bundle": {"seconds": seconds, **about(bundle)},
        "words_bundle": {"seconds": seconds_words, **about(words)},
        "transfer": figures(transfer.to_dict()),
        "real_dev_out_of_fold": {
            "seconds": seconds_within,
            "macro_f1_with_other_seeds": [
                round(other.judgement.figures["macro_f1"].value, 4) for other in others
            ],
            **figures(within.to_dict()),
        },
    }
    results["targets"] = met(results)
    text = json.dumps(results, indent=1) + "\n"
    (HERE / "results.json").write_text(text, encoding="utf-8")
    print(json.dumps({"targets": results["targets"], "seconds": seconds}, indent=1))


def with_source(texts):
    """The same with their source as outlet: ``click`` or ``ntrex``, the first part of their ids."""
    return [replace(text, outlet=text.document_id.split("-")[0]) for text in texts]


def validate(real, codebook, *, seed):
    """Bundles trained on the real sentences themselves, judged out of fold."""
    plan = stance.Plan(folds=SETTINGS["folds"])
    return stance.validate(real, codebook=codebook, plan=plan, seed=seed, jobs=SETTINGS["jobs"])


def train(starter, grid):
    """A bundle as `stance train` makes it, and the seconds that it took, choices included."""
    start = perf_counter()
    bundle = stance.train(
        starter.texts,
        codebook=starter.codebook,
        grid=grid,
        seed=SETTINGS["seed"],
        jobs=SETTINGS["jobs"],
    )
    return bundle, round(perf_counter() - start, 1)


def about(bundle):
    """What it was trained on, and its figures out of fold, for each kind of document."""
    return {
        kind: {
            "labels": bundle.of(kind).manifest["labels"],
            "n_documents": len(bundle.of(kind).manifest["documents"]),
            "n_terms": len(bundle.of(kind).terms),
            "out_of_fold": bundle.of(kind).manifest["validation"],
        }
        for kind in ("article", "comment")
    }


def figures(found):
    """Of an evaluation or validation, the figures that the page shows."""
    return {
        "n_sentences": found["n_sentences"],
        "n_documents": found["n_documents"],
        "labels": {row["label"]: row["n_sentences"] for row in found["per_label"]},
        "figures": shown(found["figures"]),
        "calibration_floor": found["calibration_floor"],
        "per_label": found["per_label"],
        "confusion": found["confusion"],
        "baselines": [
            {
                "name": rival["name"],
                "figures": shown(rival["figures"]),
                "differences": rival["comparison"]["differences"],
            }
            for rival in found["baselines"]
        ],
        "sources": [
            {**stratum, "figures": shown(stratum["figures"])}
            for stratum in found["strata"]["outlet"]
        ],
        "warnings": found["warnings"],
    }


def shown(given):
    return {name: given[name] for name in SHOWN if name in given}


def met(results):
    """Each target with what was reached."""
    of_real = results["real_dev_out_of_fold"]["figures"]
    of_transfer = results["transfer"]["figures"]
    starter = [results["bundle"][kind]["out_of_fold"] for kind in ("article", "comment")]
    reached = {
        "transfer_macro_f1": of_transfer["macro_f1"]["value"],
        "real_macro_f1": of_real["macro_f1"]["value"],
        "calibration_error": max(
            found["calibration_error"]["value"] for found in (of_real, of_transfer)
        ),
        "starter_calibration_error": max(row["calibration_error"] for row in starter),
    }
    return {name: {"target": SETTINGS["targets"][name], "is": reached[name]} for name in reached}


if __name__ == "__main__":
    main()
