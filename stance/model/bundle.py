"""The bundle: a trained classifier as plain arrays, a list of terms and a manifest.

Every prediction is a sum of one number a term, so that it can be explained exactly; nothing in a
bundle is code, so that it can be loaded from anywhere.
"""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import stance
from stance.model.classifier import make_classifier
from stance.model.features import make_vectorizer
from stance.model.settings import TextSettings
from stance.model.storage import (
    COMMENTS,
    FORMAT,
    MANIFEST,
    digest_of,
    encode_files,
    encode_manifest,
    seals_of,
    summary_of,
    write_bundle,
)
from stance.records import Kind
from stance.text import Lexicon, Preparation

Floats = NDArray[np.float64]

_N_TOP_TERMS = 20
_LIBRARIES = ("numpy", "scikit-learn", "PySastrawi")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bundle:
    """A linear classifier of prepared sentences, and everything said about it.

    ``softmax(features @ weights.T + intercept)`` are calibrated probabilities, where `features`
    are the L2-normalised ``(1 + ln count) * idf`` of the terms.

    `manifest` is plain JSON; `terms` are words, marks, pairs and runs of letters; `idf` has one
    number a term, `weights` one row a label in codebook order, `intercept` one number a label.
    `lexicon` is what leaves the marks, if there are any. `comments` is the classifier of readers'
    comments where they have one of their own; this one is then that of articles.
    """

    manifest: dict[str, Any]
    terms: tuple[str, ...]
    idf: Floats
    weights: Floats
    intercept: Floats
    lexicon: Lexicon | None = None
    comments: "Bundle | None" = None

    @classmethod
    def seal(
        cls,
        about: dict[str, Any],
        *,
        terms: Sequence[str],
        arrays: Mapping[str, Floats],
        lexicon: Lexicon | None = None,
        comments: "Bundle | None" = None,
    ) -> "Bundle":
        """A bundle with a complete manifest: format, versions, top terms and digests added.

        `arrays` are its `idf`, `weights` and `intercept`.
        """
        arrays = {name: _frozen(array) for name, array in arrays.items()}
        labels = about["codebook"]["labels"]
        top = _top_terms(labels, terms, arrays["weights"])
        manifest = {
            "format": FORMAT,
            **about,
            "comments": None if comments is None else summary_of(comments.manifest),
            "top_terms": {label: [term for term, _ in top[label]] for label in labels},
            "versions": _versions(),
            "files": seals_of(encode_files(terms, arrays, top, lexicon)),
        }
        manifest["digest"] = digest_of(manifest)
        return cls(
            manifest=manifest, terms=tuple(terms), lexicon=lexicon, comments=comments, **arrays
        )

    def of(self, kind: Kind) -> "Bundle":
        """The classifier of one kind of document: of comments their own, if they have one."""
        return self.comments if kind == "comment" and self.comments is not None else self

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in codebook order, from the one scored +1 to the one scored -1."""
        return tuple(self.manifest["codebook"]["labels"])

    @property
    def digest(self) -> str:
        """Hexadecimal digits that differ whenever anything in the bundle does."""
        return str(self.manifest["digest"])

    @property
    def documents(self) -> frozenset[str]:
        """The ids of the documents whose labels the bundle was trained on, comments' included."""
        own = frozenset(self.manifest["documents"])
        return own if self.comments is None else own | self.comments.documents

    def preparation(self) -> Preparation:
        """A new preparation of texts with the settings this bundle was trained with."""
        return TextSettings(**self.manifest["text"]).preparation(self.lexicon)

    def to_sklearn(self) -> Any:
        """The equivalent scikit-learn `Pipeline`: prepared texts in, probabilities out.

        Its `classes_` are the labels in codebook order. It holds nothing but scikit-learn's own
        types, so that it can be stored by skops without trusting anything.
        """
        from sklearn.pipeline import Pipeline

        return Pipeline(
            [
                ("features", make_vectorizer(self.terms, idf=self.idf)),
                ("classifier", make_classifier(self.weights, self.intercept, self.labels)),
            ]
        )

    def save(self, path: str | Path) -> None:
        """Write the bundle as a folder, in one step; a bundle that stands there is replaced.

        Raises
        ------
        OutputError
            If `path` is a file or a folder with other content, or cannot be written.
        """
        write_bundle(path, self._encode())

    def _encode(self) -> dict[str, bytes]:
        """The bytes of every file, by name."""
        arrays = {"idf": self.idf, "weights": self.weights, "intercept": self.intercept}
        top = _top_terms(self.labels, self.terms, self.weights)
        files = encode_files(self.terms, arrays, top, self.lexicon)
        files[MANIFEST] = encode_manifest(self.manifest)
        if self.comments is not None:
            inner = self.comments._encode()  # noqa: SLF001 - of the same class
            files |= {f"{COMMENTS}/{name}": data for name, data in inner.items()}
        return files


def _frozen(array: Floats) -> Floats:
    """A contiguous copy that cannot be changed: its digest is in the manifest."""
    copy = np.array(array, dtype=np.float64, order="C")
    copy.flags.writeable = False
    return copy


def _versions() -> dict[str, str]:
    libraries = {name: version(name) for name in _LIBRARIES}
    return {"stance": stance.__version__, "python": platform.python_version(), **libraries}


def _top_terms(
    labels: Sequence[str], terms: Sequence[str], weights: Floats
) -> dict[str, list[tuple[str, float]]]:
    """The terms that speak most for each label, against the mean of all labels."""
    against_mean = weights - weights.mean(axis=0)
    top = {}
    for label, row in zip(labels, against_mean, strict=True):
        best = np.argsort(-row, kind="stable")[:_N_TOP_TERMS]
        top[label] = [(terms[column], float(row[column])) for column in best if row[column] > 0]
    return top
