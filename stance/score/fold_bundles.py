"""The bundles of folds: each trained on the labels outside its fold, with given settings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from stance.errors import InputError, SettingError
from stance.model import Bundle, Grid, train
from stance.model.training import FEWEST_DOCUMENTS
from stance.records import Codebook, Kind, LabelledText, LabelSet

_BOTH: tuple[Kind, ...] = ("article", "comment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What the bundle of a fold is made of: for each classifier its grid and its texts.

    A second classifier is that of readers' comments.
    """

    codebook: Codebook
    parts: tuple[tuple[Grid, tuple[LabelledText, ...]], ...]
    seed: int

    def run(self) -> Bundle:
        """The trained bundle."""
        first, *rest = (
            train(texts, codebook=self.codebook, grid=grid, seed=self.seed)
            for grid, texts in self.parts
        )
        if not rest:
            return first
        return Bundle.seal(
            first.manifest,
            terms=first.terms,
            arrays={"idf": first.idf, "weights": first.weights, "intercept": first.intercept},
            lexicon=first.lexicon,
            comments=rest[0],
        )


def plan_trainings(
    labels: LabelSet, *, bundle: Bundle, fold_of: Mapping[str, int], folds: int, seed: int
) -> list[Training]:
    """The training of each fold: the labels that are not in it, and the bundle's own settings.

    Parameters
    ----------
    labels
        The labelled texts; those whose document is in no fold take part in every training.
    bundle
        Whose feature sets and strengths are taken, those of comments where they have a classifier
        of their own.
    fold_of
        Article id -> fold, from 0.
    folds
        How many there are.
    seed
        Of every training.

    Raises
    ------
    InputError
        If, outside some fold, a label is in fewer than two documents.
    SettingError
        If the bundle was not trained on labels.
    """
    grids = _grids_of(bundle)
    trainings = []
    for fold in range(folds):
        others = [text for text in labels.texts if fold_of.get(text.document_id) != fold]
        parts = []
        for kinds, grid in grids.items():
            texts = tuple(text for text in others if text.kind in kinds)
            _check_documents(texts, labels.codebook, kinds=kinds, fold=fold)
            n_documents = len({text.document_id for text in texts})
            parts.append((replace(grid, folds=min(grid.folds, n_documents)), texts))
        trainings.append(Training(codebook=labels.codebook, parts=tuple(parts), seed=seed))
    return trainings


def train_folds(
    trainings: Sequence[Training], *, jobs: int = 1, step: Callable[[int], None] | None = None
) -> list[Bundle]:
    """The bundles of the folds, the same for any number of `jobs`.

    `step` is called with the number of bundles trained so far.
    """
    bundles = []
    for bundle in _run(trainings, jobs):
        bundles.append(bundle)
        if step is not None:
            step(len(bundles))
    return bundles


def _run(trainings: Sequence[Training], jobs: int) -> Iterator[Bundle]:
    if jobs == 1:
        return (training.run() for training in trainings)
    from joblib import Parallel, delayed

    pool = Parallel(n_jobs=jobs, return_as="generator")
    bundles: Iterator[Bundle] = pool(delayed(training.run)() for training in trainings)
    return bundles


def _grids_of(bundle: Bundle) -> dict[tuple[Kind, ...], Grid]:
    """The settings of a bundle's one or two classifiers: nothing is left to choose."""
    if "C" not in bundle.manifest["validation"]:
        raise SettingError(
            "Expected a bundle that was trained on labels, got one from seed words: no label has "
            "trained it, so that all may correct it. Score without --cross-fit."
        )
    if bundle.comments is None:
        return {_BOTH: _grid_of(bundle)}
    return {("article",): _grid_of(bundle), ("comment",): _grid_of(bundle.comments)}


def _grid_of(bundle: Bundle) -> Grid:
    chosen = bundle.manifest["validation"]
    return Grid(
        features=(chosen["features"],),
        strengths=(chosen["C"],),
        lexicon=bundle.lexicon,
        folds=chosen["n_folds"],
    )


def _check_documents(
    texts: Sequence[LabelledText], codebook: Codebook, *, kinds: Sequence[Kind], fold: int
) -> None:
    """Refuse what `train` would refuse, before the first fold is trained."""
    names = " and ".join(f"{kind}s" for kind in kinds)
    for label in codebook.labels:
        n_documents = len({text.document_id for text in texts if text.label == label})
        if n_documents < FEWEST_DOCUMENTS:
            raise InputError(
                f"Expected every label of codebook {codebook.version} in {FEWEST_DOCUMENTS} or "
                f"more documents outside each fold, got {label!r} in {n_documents} outside fold "
                f"{fold + 1} (of {names}). Label more documents, or draw other folds with --folds "
                "or --seed."
            )
