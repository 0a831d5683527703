"""How well a bundle trained on the starter labels does on real sentences of 2018-2019.

Run with `python experiments/transfer/run.py`; writes `results.json` beside itself. It needs the
folder of real data beside the project and says so where it is absent.
"""

import json
import sys
import tomllib
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import stance

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SETTINGS = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))


def main() -> None:
    data = ROOT / SETTINGS["data"]
    if not data.is_file():
        sys.exit(f"This experiment needs {SETTINGS['data']}, which is not here.")
    starter = stance.read_labels(ROOT / "labels")
    bundle = stance.train(starter.texts, codebook=starter.codebook, seed=SETTINGS["seed"])
    held_out = stance.read_labels(data, columns={"document_id": "document"})
    evaluation = stance.evaluate_bundle(held_out.texts, bundle=bundle)
    results = {
        "trained_on": dict(Counter(text.label for text in starter.texts)),
        "out_of_fold": bundle.manifest["validation"],
        "real_dev": evaluation.to_dict(),
        "versions": {name: version(name) for name in ("scikit-learn", "numpy", "PySastrawi")},
        "date": datetime.now(UTC).date().isoformat(),
    }
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"out of fold  macro-F1 {results['out_of_fold']['macro_f1']:.3f}")
    print(f"real-dev     macro-F1 {evaluation.macro_f1:.3f}, accuracy {evaluation.accuracy:.3f}")


if __name__ == "__main__":
    main()
