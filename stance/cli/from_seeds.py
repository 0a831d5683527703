"""What `stance train --seeds` does: unlabelled text and seed words in, a bundle out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from stance.cli import screen
from stance.errors import SettingError
from stance.records import Codebook

DEFAULT = "default"
"""Written in place of a file: the seed words that come with the project for the task."""


def refuse_options(given: Mapping[str, bool]) -> None:
    """Refuse options that have no meaning where nothing is labelled.

    Raises
    ------
    SettingError
        If one of them was given.
    """
    for option, was_given in given.items():
        if was_given:
            raise SettingError(
                f"Expected no {option} with --seeds, which learns from text without labels. Leave "
                "one of the two out."
            )


def train_from_seeds(
    source: Path,
    output: Path,
    *,
    seeds: str,
    codebook: Codebook,
    columns: Mapping[str, str] | None,
    settings: Mapping[str, Any],
) -> None:
    """Read a corpus, train on it, save the bundle and show what it found.

    Parameters
    ----------
    source
        What `stance.read` takes.
    output
        The bundle's folder.
    seeds
        A file of seed words, or `DEFAULT`.
    codebook
        The labels.
    columns
        Of a table.
    settings
        Of `stance.train_from_seeds`; what is None is as usual.
    """
    import stance

    words = stance.read_seeds(codebook.task if seeds == DEFAULT else Path(seeds))
    with screen.progress("reading") as step:
        corpus = stance.read(source, columns=columns, progress=step)
    named = {name: value for name, value in settings.items() if value is not None}
    bundle = stance.train_from_seeds(corpus, codebook=codebook, seeds=words, **named)
    bundle.save(output)
    manifest = bundle.manifest
    if screen.on_terminal():
        _show(manifest, output, n_terms=len(bundle.terms))
        return
    shown = ("digest", "labels", "seeds", "top_terms", "validation")
    screen.show_json({"output": str(output), **{name: manifest[name] for name in shown}})


def _show(manifest: Mapping[str, Any], output: Path, *, n_terms: int) -> None:
    found = manifest["seeds"]
    for label, entries in found["found"].items():
        screen.show_table(
            f"Nearest to {label}", ["seeds found", "terms"],
            [(", ".join(entries), ", ".join(manifest["top_terms"][label]))],
        )  # fmt: skip
    if found["missing"]:
        missing = screen.plain(", ".join(found["missing"]))
        typer.echo(f"Mind: too rare in these texts: {missing}", err=True)
    shares = ", ".join(
        f"{label} {share:g}"
        for label, share in zip(manifest["labels"], found["assumed_shares"], strict=True)
    )
    typer.echo(f"learnt from {found['n_sentences']:,} sentences without labels")
    typer.echo(f"shares of the labels are assumed: {screen.plain(shares)}")
    typer.echo("probabilities are not calibrated: judge them with `stance evaluate`")
    typer.echo(f"{n_terms:,} terms in {screen.folder(output)}")
