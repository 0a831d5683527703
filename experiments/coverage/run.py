"""Coverage of corrected trends, slopes and gaps on worlds whose truth is known.

Run: python experiments/coverage/run.py [--jobs 2] [--replications 2000]
"""

import argparse
import json
import platform
import time
import tomllib
import zlib
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed

from stance.estimate.coverage import measure_coverage
from stance.estimate.simulate import Sample, Setting, Side

HERE = Path(__file__).resolve().parent


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--replications", type=int)
    given = options.parse_args()
    settings = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))
    replications = given.replications or settings["replications"]
    started = time.monotonic()
    rows = measure_grid(settings, replications=replications, jobs=given.jobs)
    for row in rows:
        print(json.dumps(row))
    result = {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {name: version(name) for name in ("stance", "numpy", "scipy", "pyarrow")}
        | {"python": platform.python_version()},
        "seed": settings["seed"],
        "level": settings["level"],
        "seconds": round(time.monotonic() - started),
    }
    text = json.dumps(result, indent=1) + "\n"
    if replications == settings["replications"]:
        (HERE / "run.json").write_text(text, encoding="utf-8")
        text = "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"
        (HERE / "results.json").write_text(text, encoding="utf-8")


def measure_grid(settings, *, replications, jobs):
    """The rows of every setting, in order; each setting has a stream of chance of its own."""
    parts = Parallel(n_jobs=jobs)(
        delayed(measure_setting)(name, about, settings, replications)
        for name, about in settings["settings"].items()
    )
    return [row for part in parts for row in part]


def measure_setting(name, about, settings, replications):
    rng = np.random.default_rng([settings["seed"], zlib.crc32(name.encode())])
    found = measure_coverage(
        setting_of(about), rng=rng, replications=replications, level=settings["level"]
    )
    return [{"setting": name, **rounded(asdict(one))} for one in found]


def setting_of(about):
    """A setting from its table."""
    sides = {name: side_of(about[name]) for name in ("articles", "comments") if name in about}
    plain = {name: value for name, value in about.items() if name not in sides}
    return Setting(**{name: tupled(value) for name, value in plain.items()}, **sides)


def side_of(about):
    plain = {name: tupled(value) for name, value in about.items() if name != "sample"}
    return Side(**plain, sample=Sample(**about["sample"]))


def tupled(value):
    return tuple(value) if isinstance(value, list) else value


def rounded(row):
    return {
        key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()
    }


if __name__ == "__main__":
    main()
