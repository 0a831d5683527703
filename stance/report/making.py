"""How a report was made: digests, counts, settings, versions, warnings, as items to list."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from stance.report.tables import LEVEL, REPLICATIONS, Tables, warnings_of
from stance.report.wording import (
    Both,
    Wording,
    caution,
    count_words,
    decimal,
    group_words,
    percent_words,
    say,
)
from stance.report.words import LANGUAGES, Language

Item = tuple[Any, Any]

SHOWN_FAILURES = 50
_SHOWN_GROUPS = 12
_DIGITS = 12
_COUNTS = (
    *("articles", "comments", "sentences"),
    *("undated", "inferred", "duplicates", "uncommented", "failed"),
)
_FIGURES = ("accuracy", "macro_f1", "calibration_error")


def describe_making(
    tables: Tables, wording: Wording, known: Mapping[str, Any], *, rng: np.random.Generator
) -> dict[str, list[Item]]:
    """Items of the section on method: ``data``, ``model``, ``settings``, ``notes``, ...

    Parameters
    ----------
    tables, wording
        The figures and the words.
    known
        What the scores say of where they come from: `stance.report.scores.provenance`.
    rng
        The generator as it was given, for its seed.
    """
    return {
        "data": _data(tables, wording),
        "model": _model(known["bundle"], wording),
        "settings": _settings(wording, known["bundle"], rng) + _of_gold(tables, wording),
        "notes": _notes(known["corpus"], wording),
        "versions": _versions(known),
        "warnings": _warnings(tables, wording),
    }


def unseen_sentence(bundle: Mapping[str, Any], wording: Wording) -> Both:
    """How good the classifier was on articles that it had not seen, or that nobody says so."""
    figures = _unseen(bundle)
    if figures is None:
        return wording.words("unseen_unknown")
    comments = _comments(bundle)
    if comments is None:
        return wording.words("unseen_figure", **figures)
    theirs = _unseen(comments)
    if theirs is None:
        return wording.words("unseen_unknown")
    named = {f"comments_{name}": said for name, said in theirs.items()}
    return wording.words("unseen_figures", **figures, **named)


def _unseen(model: Mapping[str, Any]) -> dict[str, Both] | None:
    """Sentences and macro-F1 out of fold in words, if both are known."""
    figures = model.get("validation")
    known: Mapping[str, Any] = figures if isinstance(figures, Mapping) else {}
    n, f1 = known.get("n_sentences"), known.get("macro_f1")
    if not isinstance(n, int) or not isinstance(f1, float):
        return None
    return {"n": count_words(n), "f1": Both(decimal(f1, "id"), decimal(f1, "en"))}


def _comments(bundle: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What the bundle says of a classifier that only the comments have, if there is one."""
    found = bundle.get("comments")
    return found if isinstance(found, Mapping) else None


def _data(tables: Tables, wording: Wording) -> list[Item]:
    keys = {name: f"count_{name}" for name in _COUNTS}
    keys |= {name: f"fact_{name}" for name in ("articles", "comments", "sentences")}
    return [(wording.words(keys[name]), count_words(tables.counts[name])) for name in _COUNTS]


def _model(bundle: Mapping[str, Any], wording: Wording) -> list[Item]:
    items: list[Item] = []
    codebook = bundle.get("codebook")
    if isinstance(codebook, Mapping):
        items.append((wording.words("codebook"), codebook.get("version", "–")))
    for key, name in (("bundle_digest", "digest"), ("data_digest", "data_digest")):
        if name in bundle:
            items.append((wording.words(key), str(bundle[name])[:_DIGITS]))
    comments = _comments(bundle)
    if comments is None:
        return items + _learnt(bundle, wording, None)
    articles = _learnt(bundle, wording, wording.words("kind_articles"))
    return items + articles + _learnt(comments, wording, wording.words("kind_comments"))


def _learnt(model: Mapping[str, Any], wording: Wording, kind: Both | None) -> list[Item]:
    """What a classifier learnt from and its figures; of two, each item says of which `kind`."""
    items: list[Item] = []
    labels = model.get("labels")
    if isinstance(labels, Mapping):
        title = wording.words("training_labels")
        for name, n in labels.items():
            items.append((_joined(title, wording.label(name)), _number(n)))
    items += _validation(model.get("validation"), wording)
    return items if kind is None else [(_joined(kind, head), value) for head, value in items]


def _joined(head: Both, rest: Both) -> Both:
    return Both(f"{head.id}: {rest.id}", f"{head.en}: {rest.en}")


def _validation(figures: Any, wording: Wording) -> list[Item]:
    if not isinstance(figures, Mapping):
        return []
    items: list[Item] = []
    n = figures.get("n_sentences", figures.get("n_texts", figures.get("n")))
    if isinstance(n, int):
        said = wording.words("validation_n", n=count_words(n))
        items.append((wording.words("validation"), said))
    for name in _FIGURES:
        if isinstance(figures.get(name), float):
            value = figures[name]
            items.append(
                (wording.words(f"figure_{name}"), Both(decimal(value, "id"), decimal(value, "en")))
            )
    return items


def _settings(wording: Wording, bundle: Mapping[str, Any], rng: np.random.Generator) -> list[Item]:
    """The settings that decide the numbers, and a digest of them all."""
    sequence = getattr(rng.bit_generator, "seed_seq", None)
    seed = getattr(sequence, "entropy", None)
    chosen = {
        "level": LEVEL,
        "replications": REPLICATIONS,
        "seed": seed,
        "bundle": bundle.get("digest"),
    }
    digest = hashlib.sha256(json.dumps(chosen, sort_keys=True).encode()).hexdigest()
    return [
        (wording.words("interval_level"), percent_words(LEVEL)),
        (wording.words("replications"), count_words(REPLICATIONS)),
        (wording.words("seed"), "–" if seed is None else str(seed)[:20]),
        (wording.words("settings_digest"), digest[:_DIGITS]),
    ]


def _of_gold(tables: Tables, wording: Wording) -> list[Item]:
    """How the corrected figures were made, and the digest of the choices behind them."""
    gold = tables.gold
    if gold is None:
        return []
    counting = gold.settings["counting"]
    tuning = gold.settings["tuning"]
    plain = Both.of(lambda language: decimal(tuning, language)) if tuning is not None else None
    return [
        (wording.words("col_gold"), count_words(gold.n_gold)),
        (wording.words("choices_counting"), _choice("counting", counting)),
        (wording.words("choices_tuning"), plain or _choice("tuning", "power")),
        (wording.words("choices_digest"), str(gold.settings["digest"])[:_DIGITS]),
    ]


def _choice(name: str, value: str) -> Both:
    return Both.of(lambda language: say(f"choice_{name}_{value}", language))


def _notes(corpus: Mapping[str, Any], wording: Wording) -> list[Item]:
    """The reader's notes by kind and code, whichever way they are nested."""
    notes = corpus.get("notes")
    if not isinstance(notes, Mapping):
        return []
    items: list[Item] = [] if notes else [(wording.words("no_warnings"), "")]
    for kind, found in notes.items():
        known = kind in {"repaired", "inferred", "marked", "skipped"}
        head = wording.words(kind) if known else Both(str(kind), str(kind))
        if isinstance(found, int):
            items.append((head, count_words(found)))
        elif isinstance(found, Mapping):
            for what, n in found.items():
                items.append((Both(f"{head.id}: {what}", f"{head.en}: {what}"), _number(n)))
    return items


def _number(value: object) -> Any:
    """A count of the file of scores, or what stands there instead."""
    return count_words(value) if isinstance(value, int) else str(value)[:_DIGITS]


def _versions(known: Mapping[str, Any]) -> list[Item]:
    trained_with = known["bundle"].get("versions")
    versions = {**(trained_with if isinstance(trained_with, Mapping) else {}), **known["versions"]}
    return [(name, str(version)) for name, version in sorted(versions.items())]


def _warnings(tables: Tables, wording: Wording) -> list[Item]:
    """Each warning once, with the years and outlets it is about."""
    items: list[Item] = []
    for warning in warnings_of(tables):
        code, text, groups = warning["code"], warning["text"], warning["groups"]
        head = Both(caution(code, text, "id"), caution(code, text, "en"))
        items.append((head, _listed(groups, wording)))
    notes = tables.gold.notes if tables.gold else ()
    items += [(Both(*(caution(n.partition(":")[0], n, la) for la in LANGUAGES)), "") for n in notes]
    few = Counter(text.partition(":")[0] for row in tables.articles for text in row["warnings"])
    for code, n in sorted(few.items()):
        head = Both(caution(code, code, "id"), caution(code, code, "en"))
        items.append((head, Both(f"{n} artikel", f"{n} articles" if n > 1 else "1 article")))
    return items


def _listed(groups: Sequence[str], wording: Wording) -> Both | str:
    if not groups:
        return ""
    shown = [group_words(name, wording) for name in groups[:_SHOWN_GROUPS]]
    rest = " …" if len(groups) > _SHOWN_GROUPS else ""

    def say_it(language: Language) -> str:
        names = (name.pick(language) if isinstance(name, Both) else name for name in shown)
        return ", ".join(names) + rest

    return Both.of(say_it)
