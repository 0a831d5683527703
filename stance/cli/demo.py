"""`stance demo`: the whole road on the starter corpus, from saved pages to the report."""

import json
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli import interrupts, screen
from stance.cli.options import Jobs, Seed
from stance.cli.report import curve_of

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from stance.model import Bundle
    from stance.records import Annotation, Event
    from stance.robustness import Multiverse

_BUDGET = 1600
_STRATA = ("year", "kind")
_DIGITS = 16
# Few enough that all of it takes seconds; stems and joint classifiers each train twice as many.
_CHOICES = {
    "features": ("marks", "words"),
    "counting": ("probability", "label"),
    "duplicates": ("kept", "dropped"),
    "unit": ("sentence", "paragraph"),
    "method": ("corrected", "labels only"),
}


def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write.")] = Path(
        "report"
    ),
    seed: Seed = 0,
    jobs: Jobs = 1,
) -> None:
    """Read, train, score, correct, estimate and report on the texts that come with the project.

    Example: stance demo -o report/
    """
    import numpy as np

    import stance
    from stance.corpus.starter import starter_folder
    from stance.robustness import Declared, write_multiverse

    interrupts.shield_workers(jobs)
    with screen.progress("reading") as step:
        corpus = stance.read(starter_folder("articles"), progress=step)
    stance.write_corpus(corpus, output / "corpus")
    typer.echo(f"read     {len(corpus.articles):,} articles, {len(corpus.comments):,} comments")

    labelled = stance.read_labels(starter_folder("labels"), corpus=corpus)
    with screen.progress("training") as step:
        bundle = stance.train(
            labelled.texts, codebook=labelled.codebook, seed=seed, jobs=jobs, progress=step
        )
    bundle.save(output / "bundle")
    typer.echo(f"trained  on {len(labelled.texts):,} labelled sentences; {_judged(bundle)}")

    with screen.progress("scoring") as step:
        scores = stance.score_cross_fitted(
            corpus, labelled, bundle=bundle, seed=seed, jobs=jobs, progress=step
        )
    stance.write_scores(scores, output / "scores.parquet")
    typer.echo(f"scored   {scores.num_rows:,} sentences, each by a classifier trained without it")

    gold = draw_gold(scores, output, rng=np.random.default_rng(seed))
    typer.echo(f"drew     {gold.num_rows:,} of the labels, to correct with: as if the only ones")

    declared = Declared(_CHOICES).led_by(bundle)
    with screen.progress("re-running") as step:
        others = stance.multiverse(
            corpus, labelled, gold=gold, choices=declared, seed=seed, jobs=jobs, progress=step
        )
    write_multiverse(others, output / "multiverse.parquet")
    typer.echo(f"re-ran   the slope under {others.specifications.num_rows} sets of choices")
    events = stance.read_events(starter_folder("labels") / "events.csv")
    _write_page(scores, output, gold=gold, events=events, others=others, seed=seed)


def _write_page(
    scores: "pa.Table",
    output: Path,
    *,
    gold: "pa.Table",
    events: "tuple[Event, ...]",
    others: "Multiverse",
    seed: int,
) -> None:
    import numpy as np

    import stance

    page = stance.write_report(
        scores, output, rng=np.random.default_rng(seed), gold=gold, events=events,
        multiverse=curve_of(others),
    )  # fmt: skip
    typer.echo(f"report   {screen.plain(str(page))}")


def draw_gold(scores: "pa.Table", output: Path, *, rng: "np.random.Generator") -> "pa.Table":
    """Gold labels for a plan's sentences, as if nobody had labelled any other.

    The plan and a ledger of its labels, with their probabilities, are written into the folder.
    """
    import stance
    from stance.corpus.labels.annotations import format_annotation
    from stance.corpus.starter import starter_folder
    from stance.files import write_atomically

    drawn = stance.plan(scores, by=_STRATA, budget=_BUDGET, rng=rng)
    stance.write_plan(drawn.sentences, output / "plan.csv")
    ledger = starter_folder("labels") / "stance.jsonl"
    known = stance.read_ledger(ledger, codebook=stance.read_codebook("stance"))
    lines = "".join(f"{format_annotation(one)}\n" for one in of_plan(known, drawn.sentences))
    write_atomically(output / "gold.jsonl", lambda aside: aside.write_text(lines, encoding="utf-8"))
    gold = stance.read_gold(output / "gold.jsonl")
    design = str(drawn.sentences["design"][0].as_py())
    about = {
        "of": len({(one.document_id, one.start) for one in known}),
        "strata": _STRATA,
        "plan": blake2b(design.encode()).hexdigest()[:_DIGITS],
    }
    return gold.replace_schema_metadata({"stance": json.dumps(about)})


def of_plan(known: "list[Annotation]", sentences: "pa.Table") -> "list[Annotation]":
    """The annotations of planned sentences, as gold, with the plan's probabilities."""
    probabilities = {
        (row["document_id"], row["start"]): row["probability"]
        for row in sentences.select(["document_id", "start", "probability"]).to_pylist()
    }
    return [
        replace(one, purpose="gold", probability=probabilities[one.document_id, one.start])
        for one in known
        if (one.document_id, one.start) in probabilities
    ]


def _judged(bundle: "Bundle") -> str:
    """How good the classifier, or that of each kind, is on articles that it has not seen."""
    found = f"out of fold, macro-F1 {bundle.manifest['validation']['macro_f1']:.2f}"
    if bundle.comments is None:
        return found
    comments = bundle.comments.manifest["validation"]["macro_f1"]
    return f"{found} on articles, {comments:.2f} on comments"
