"""Documents in, one row a sentence out.

`score_batch` is the one function that scores; `score_documents` only cuts a corpus into batches,
lets it run on them, here or in other processes, and puts the rows back in the corpus's order.
"""

import json
import platform
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa

import stance
from stance.errors import InputError, SettingError, StanceError
from stance.model import Bundle
from stance.records import Comment, Corpus, Kind
from stance.score.engine import Engine
from stance.score.rows import Placed, Row, build_table, describe, identify, locate
from stance.score.schema import storable
from stance.score.tokens import LONGEST_TEXT, TokenisedBatch, join, split_checked, tokenise
from stance.score_table import METADATA

NO_SENTENCES = "no sentences: the text is blank"
_BATCH = 64
# Batches a worker: more of them even the load out, but the engine is sent along with each.
_BATCHES_A_JOB = 4
_LONGEST_REASON = 200
_LEFT_OUT = ("documents", "files", "top_terms")


def place(corpus: Corpus) -> list[Placed]:
    """All articles in the corpus's order, then all comments in theirs."""
    articles = {article.id: article for article in corpus.articles}
    return [
        *(Placed(document=article, article=article) for article in corpus.articles),
        *(
            Placed(document=comment, article=articles.get(comment.article_id))
            for comment in corpus.comments
        ),
    ]


def score_documents(
    corpus: Corpus,
    *,
    bundle: Bundle,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> pa.Table:
    """A score for every sentence of every article and comment.

    Parameters
    ----------
    corpus
        What was read.
    bundle
        A trained bundle.
    jobs
        Worker processes. The table is the same for any number.
    progress
        Called with the number of documents scored so far and of all documents.

    Returns
    -------
    pyarrow.Table
        One row a sentence, with the columns of `stance.score_table.score_schema`: articles in
        the corpus's order, then comments. A document that failed, or has no sentence, is one row
        with its reason in ``error`` and no score. The schema's metadata ``stance`` says in JSON
        which bundle, corpus and versions the scores come from.

    Raises
    ------
    SettingError
        If there is no job.
    """
    if jobs < 1:
        raise SettingError(f"Expected at least one job, got {jobs}.")
    documents = place(corpus)
    size = _BATCH if jobs == 1 else max(_BATCH, -(-len(documents) // (jobs * _BATCHES_A_JOB)))
    batches = _cut(documents, size) or [[]]
    tables, done = [], 0
    for batch, table in zip(batches, _run(batches, bundle, jobs), strict=True):
        tables.append(table)
        done += len(batch)
        if progress is not None:
            progress(done, len(documents))
    metadata = json.dumps(_origin(corpus, bundle))
    return pa.concat_tables(tables).combine_chunks().replace_schema_metadata({METADATA: metadata})


def _cut(documents: Sequence[Placed], size: int) -> list[Sequence[Placed]]:
    """The documents in batches of one kind each, in order."""
    kinds = [list(some) for _, some in groupby(documents, key=_kind)]
    return [some[start : start + size] for some in kinds for start in range(0, len(some), size)]


def _kind(placed: Placed) -> Kind:
    return "comment" if isinstance(placed.document, Comment) else "article"


def _run(batches: Sequence[Sequence[Placed]], bundle: Bundle, jobs: int) -> Iterator[pa.Table]:
    kinds = [_kind(batch[0]) if batch else "article" for batch in batches]
    engines = {kind: Engine(bundle, kind=kind) for kind in dict.fromkeys(kinds)}
    tasks = [(batch, engines[kind]) for batch, kind in zip(batches, kinds, strict=True)]
    if jobs == 1 or len(batches) == 1:
        return (score_batch(batch, engine=engine) for batch, engine in tasks)
    from joblib import Parallel, delayed

    # Each word is stemmed once, here, and not once in every process: the engine takes them along.
    for engine in engines.values():
        mine = (placed.document.text for some, its in tasks if its is engine for placed in some)
        sound = [text for text in mine if isinstance(text, str) and len(text) <= LONGEST_TEXT]
        engine.preparation.learn(sound, jobs=jobs)
    pool = Parallel(n_jobs=jobs, return_as="generator")
    tables: Iterator[pa.Table] = pool(
        delayed(score_batch)(batch, engine=engine) for batch, engine in tasks
    )
    return tables


def score_batch(batch: Sequence[Placed], *, engine: Engine) -> pa.Table:
    """The score table of some documents of one kind. It raises for none of them.

    The rows depend on nothing but the documents and the engine's bundle.
    """
    rows: list[Row] = []
    batches: list[TokenisedBatch] = []
    trained_on = engine.whole.documents
    split = split_checked([placed.document for placed in batch])
    for placed, found in zip(batch, split, strict=True):
        about = identify(placed, engine.whole, trained_on)
        try:
            about |= describe(placed)
            if isinstance(found, InputError):
                raise found  # noqa: TRY301 - it becomes a row like every other failure
            batches.append(tokenise(found, engine))
        except Exception as error:  # noqa: BLE001 - one bad document must not cost the others
            rows.append({**about, "error": _reason(error)})
            continue
        rows += [{**about, **locate(sentence)} for sentence in found]
        if not found:
            rows.append({**about, "error": NO_SENTENCES})
    return build_table(rows, join(batches), engine)


def _reason(error: Exception) -> str:
    """Why a document failed, in one line."""
    kind = "" if isinstance(error, StanceError) else f"{type(error).__name__}: "
    words = storable(" ".join(f"{kind}{error}".split()))
    return words if len(words) <= _LONGEST_REASON else words[: _LONGEST_REASON - 1] + "…"


def _origin(corpus: Corpus, bundle: Bundle) -> dict[str, Any]:
    """Where scores come from; no time and no place, so that the same input gives the same bytes."""
    notes: dict[str, Counter[str]] = {}
    for note in corpus.notes:
        notes.setdefault(note.kind, Counter())[note.what] += 1
    return {
        "bundle": {name: value for name, value in bundle.manifest.items() if name not in _LEFT_OUT},
        "corpus": {
            "articles": len(corpus.articles),
            "comments": len(corpus.comments),
            "notes": {kind: dict(counts) for kind, counts in notes.items()},
        },
        "versions": {
            "stance": stance.__version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "pyarrow": pa.__version__,
        },
    }
