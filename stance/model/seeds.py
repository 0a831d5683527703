"""Unlabelled sentences and a few seed words in, a bundle out: to start where nothing is labelled.

What comes out is a bundle like any other, linear in the terms of a sentence. But nobody has looked
at a label: its probabilities are not calibrated, and it has no figures of how good it is.
"""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.corpus.labels.seeds import read_seeds
from stance.errors import InputError, SettingError
from stance.model.bundle import Bundle
from stance.model.features import FEATURES, Weighting, choose_terms, count_terms, kind_of, weigh
from stance.model.polarity import (
    HALF_WEIGHT,
    assumed_shares,
    cut,
    place_terms,
    polarity_of,
    shrink,
)
from stance.model.settings import (
    FEATURE_SETS,
    FeatureSet,
    TextSettings,
    check_seed,
    shipped_lexicon,
)
from stance.records import Codebook, Corpus
from stance.text import (
    STREAM,
    Lexicon,
    Preparation,
    split,
    split_documents,
)

Floats = NDArray[np.float64]

METHOD = "seeds"
"""What the manifest's ``validation`` says of such a bundle: the method, and no figures."""
FEATURES_FOR_SEEDS = ("marks", "words")
DIMENSIONS = 100
"""With marks 30 to 300 do alike; without, 100 did best on starter texts (`experiments/seeds`)."""
FEWEST_SENTENCES = 100
"""Different sentences with a known term: fewer cannot tell which terms go together."""
FEWEST_WITH_TERM = 5
"""So many sentences a term must stand in to have a place on the scale."""
LONGEST_TERM = 2


def train_from_seeds(
    source: Corpus | Sequence[str],
    *,
    codebook: Codebook,
    seeds: Mapping[str, str] | None = None,
    features: str = "marks",
    dimensions: int = DIMENSIONS,
    seed: int = 0,
) -> Bundle:
    """A scale of sentences from seed words and unlabelled text, as a bundle.

    Each term's weight is its mean similarity to the seeds of the codebook's first label minus that
    to those of the last, in a space that the sentences span (latent semantic scaling). Labels are
    cut so that they get assumed shares of these sentences: of three labels a quarter, a half, a
    quarter. **Nothing is calibrated**: the order of the sentences is what the method can tell, and
    how good even that is must be judged on labelled sentences (`stance.evaluate_bundle`).

    The same sentences in any order give the same bundle; a sentence that comes twice counts once.

    Parameters
    ----------
    source
        A corpus, or texts; they are split into sentences.
    codebook
        The labels, from the one scored +1 to the one scored -1.
    seeds
        Word or expression (of one or two stems) -> the first or the last label; by default those
        that come with the project for the codebook's task.
    features
        The feature set: ``marks`` (the project's lexicon sorts words, and hides names) or
        ``words`` (nothing but the corpus and the seeds).
    dimensions
        Of the space, at most; one for ten sentences.
    seed
        Of the randomised decomposition.

    Returns
    -------
    Bundle
        ``manifest["validation"]`` is ``{"method": "seeds"}``: there are no figures.
        ``manifest["seeds"]`` lists the seeds that were found and those that were not;
        ``manifest["top_terms"]`` has the terms nearest to each side.

    Raises
    ------
    InputError
        If there are too few sentences, a seed leans to no end of the codebook, one of the ends has
        no seeds, or none that occurs.
    SettingError
        If there is no such feature set, no dimension, or the seed is out of range.

    References
    ----------
    K. Watanabe (2021), "Latent Semantic Scaling: A Semisupervised Text Analysis Technique for New
    Domains and Languages", Communication Methods and Measures 15(2).
    """
    chosen, lexicon = _feature_set(features)
    _check_numbers(dimensions, seed)
    seeds = read_seeds(codebook.task) if seeds is None else seeds
    _check_leans(seeds, codebook)
    text = TextSettings.of(chosen, lexicon)
    preparation = text.preparation(lexicon)
    seed_terms = _terms_of(seeds, preparation)
    # In one order, and each once: what is copied from paper to paper tells nothing new.
    sentences = sorted(set(_sentences(source)))
    space = _Space.of(preparation.texts(sentences), keep={*seed_terms.values()})
    sides = _find_sides(seeds, seed_terms, space.terms, codebook)
    arrays, n_dimensions = _fit(
        space, sides, n_labels=len(codebook.labels), at_most=dimensions, seed=seed
    )
    ends = (codebook.labels[0], codebook.labels[-1])
    about = {
        **_describe(sentences, codebook, seed),
        "text": text.to_dict(),
        "seeds": {
            "found": {label: sorted(side) for label, side in zip(ends, sides, strict=True)},
            "missing": sorted(seeds.keys() - sides[0].keys() - sides[1].keys()),
            "n_sentences": space.features.shape[0],
            "n_dimensions": n_dimensions,
            "fewest_with_term": FEWEST_WITH_TERM,
            "half_weight": HALF_WEIGHT,
            "assumed_shares": list(assumed_shares(len(codebook.labels))),
        },
    }
    return Bundle.seal(about, terms=space.terms, arrays=arrays, lexicon=lexicon)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Space:
    """The terms that have a place on the scale, and the sentences that have such terms."""

    terms: tuple[str, ...]
    idf: Floats
    features: Any

    @classmethod
    def of(cls, prepared: Sequence[str], *, keep: Set[str]) -> "_Space":
        """Words and marks that stand in enough sentences, and of the pairs only those to keep."""
        counted = count_terms(prepared)
        all_terms = choose_terms(counted)
        sentences = np.bincount(counted.counts.indices, minlength=len(counted.terms))
        known = [
            sentences[column] >= FEWEST_WITH_TERM
            and (kind_of(counted.terms[column]) == "word" or counted.terms[column] in keep)
            for column in all_terms.columns
        ]
        weighting = Weighting(columns=all_terms.columns[known], idf=all_terms.idf[known])
        own = counted.counts[:, weighting.columns].tocsr()
        rows = np.flatnonzero(np.diff(own.indptr))
        if len(rows) < FEWEST_SENTENCES:
            raise InputError(
                f"Expected at least {FEWEST_SENTENCES} different sentences with words that stand "
                f"in {FEWEST_WITH_TERM} of them, got {len(rows)} (of {len(prepared)} "
                "different sentences). Add text: a scale is learnt from thousands of sentences."
            )
        terms = tuple(counted.terms[column] for column in weighting.columns)
        return cls(terms=terms, idf=weighting.idf, features=weigh(counted, weighting, rows))


def _feature_set(name: str) -> tuple[FeatureSet, Lexicon | None]:
    if name not in FEATURES_FOR_SEEDS:
        raise SettingError(
            f"Expected one of the feature sets {', '.join(FEATURES_FOR_SEEDS)} with seed words, "
            f"got {name[:40]!r}. Name one of them with --features."
        )
    features = FEATURE_SETS[name]
    return features, shipped_lexicon() if features.marks else None


def _check_numbers(dimensions: int, seed: int) -> None:
    if dimensions < 1:
        raise SettingError(f"Expected at least one dimension, got {dimensions}. Name more.")
    check_seed(seed)


def _check_leans(seeds: Mapping[str, str], codebook: Codebook) -> None:
    ends = (codebook.labels[0], codebook.labels[-1])
    for entry, lean in seeds.items():
        if lean not in ends:
            raise InputError(
                f"Expected every seed word to lean to {ends[0]!r} or {ends[1]!r}, the ends of "
                f"codebook {codebook.version}, got {lean[:40]!r} for {entry[:60]!r}. Correct the "
                "seed words, or name another codebook."
            )
    for label in ends:
        if label not in seeds.values():
            raise InputError(
                f"Expected seed words for both ends of codebook {codebook.version}, "
                f"{' and '.join(ends)}, got none for {label!r}. Add some, ten or more."
            )


def _terms_of(seeds: Mapping[str, str], preparation: Preparation) -> dict[str, str]:
    """Seed -> the term it is in prepared text."""
    prepared = preparation.texts(list(seeds))
    terms = dict(zip(seeds, (text.split(f" {STREAM}")[0] for text in prepared), strict=True))
    leans: dict[str, str] = {}
    for entry, term in terms.items():
        if not 1 <= len(term.split()) <= LONGEST_TERM or term.startswith(STREAM):
            raise InputError(
                f"Expected seed words of one or two stems, got {entry[:60]!r}, which is "
                f"{term[:60]!r} when it is stemmed. Remove it, or shorten it."
            )
        if leans.setdefault(term, seeds[entry]) != seeds[entry]:
            raise InputError(
                f"Expected seeds of the same stem to lean to one label, got {entry[:60]!r} "
                f"({term[:60]!r}) with {seeds[entry]!r} and {leans[term]!r}. Remove one of them."
            )
    return terms


def _sentences(source: Corpus | Sequence[str]) -> Iterator[str]:
    if isinstance(source, str):
        raise InputError("Expected a corpus or a list of texts, got one text. Put it into a list.")
    if isinstance(source, Corpus):
        found = split_documents([*source.articles, *source.comments])
        return (sentence.text for some in found for sentence in some)
    return (sentence.text for text in source for sentence in split(text))


def _find_sides(
    seeds: Mapping[str, str],
    seed_terms: Mapping[str, str],
    terms: Sequence[str],
    codebook: Codebook,
) -> tuple[dict[str, int], dict[str, int]]:
    """The seeds that occur, with their terms' places: those of the first label and of the last."""
    places = {term: place for place, term in enumerate(terms)}
    first, last = (
        {
            entry: places[seed_terms[entry]]
            for entry, lean in seeds.items()
            if lean == label and seed_terms[entry] in places
        }
        for label in (codebook.labels[0], codebook.labels[-1])
    )
    for label, side in ((codebook.labels[0], first), (codebook.labels[-1], last)):
        if not side:
            absent = [entry for entry, lean in seeds.items() if lean == label]
            raise InputError(
                f"Expected seed words of {label!r} in {FEWEST_WITH_TERM} or more sentences, found "
                f"none of {', '.join(absent)[:400]}. Add seed words that the texts use."
            )
    return first, last


def _fit(
    space: _Space,
    sides: tuple[dict[str, int], dict[str, int]],
    *,
    n_labels: int,
    at_most: int,
    seed: int,
) -> tuple[dict[str, Floats], int]:
    """The arrays of the bundle, and how many dimensions they come from."""
    # Two seeds of one stem are one seed.
    first, last = (sorted({*side.values()}) for side in sides)
    vectors = place_terms(space.features, dimensions=at_most, seed=seed)
    polarity = shrink(polarity_of(vectors, first=first, last=last), space.features)
    slopes, intercept = cut(space.features @ polarity, n_labels=n_labels)
    weights = slopes[:, np.newaxis] * polarity
    arrays = {"idf": space.idf, "weights": weights, "intercept": intercept}
    return arrays, vectors.shape[1]


def _describe(sentences: Sequence[str], codebook: Codebook, seed: int) -> dict[str, Any]:
    """What the manifest says of the data, with the entries of a bundle that learnt from labels."""
    digest = blake2b(digest_size=16)
    for sentence in sentences:
        digest.update(json.dumps(sentence).encode("ascii") + b"\n")
    return {
        "codebook": {
            "task": codebook.task,
            "version": codebook.version,
            "labels": list(codebook.labels),
        },
        "features": FEATURES,
        "labels": dict.fromkeys(codebook.labels, 0),
        "kinds": {},
        "data_digest": digest.hexdigest(),
        "seed": seed,
        "documents": [],
        "validation": {"method": METHOD},
    }
