"""A ledger checked against its corpus, as the splitter cuts it now."""

from pathlib import Path

from stance.corpus.labels.check import check_ledger
from stance.corpus.labels.codebook_text import read_codebook_text
from stance.corpus.labels.places import CorpusInput, open_corpus
from stance.corpus.labels.problems import LabelCheck
from stance.text import split_documents


def check_labels(
    path: str | Path,
    *,
    corpus: CorpusInput = None,
    task: str = "stance",
    codebook: str | Path | None = None,
) -> LabelCheck:
    """What is wrong with a label ledger, each problem with its code, severity and place.

    Parameters
    ----------
    path
        A label ledger, or a folder of them. A line that cannot be read is a problem like others.
    corpus
        A corpus, or what `stance.read` takes. By default the folder ``articles`` beside the
        labels.
    task
        Annotations of this task are checked; those of other known tasks are passed over.
    codebook
        A codebook's TOML file, instead of the shipped one of the task.

    Raises
    ------
    InputError
        If there is no such file, codebook or corpus.
    """
    book = read_codebook_text(codebook or task)
    documents = open_corpus(corpus, labels=Path(path))
    return check_ledger(path, corpus=documents, codebook=book, split=split_documents)
