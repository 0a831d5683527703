"""A column of a table that says something of each document: its topic, its desk, its author."""

from pathlib import Path

from stance.corpus.labels.gold import row_document
from stance.corpus.tables.rows import read_rows
from stance.errors import InputError


def read_groups(path: str | Path, column: str, *, document: str | None = None) -> dict[str, str]:
    r"""What a table says of each document in one of its columns.

    Parameters
    ----------
    path
        A table (CSV, TSV, JSONL, Parquet): one of labelled texts, or one made for the purpose,
        with a row a document.
    column
        The column to read, such as ``topic``. Rows in which it is empty are left out.
    document
        The column with the documents' ids. Without it, as in `read_labels`: ``article_id`` where
        the table has it, else ``document_id``, else each row is a document.

    Returns
    -------
    dict
        Document id -> the column's value as text.

    Raises
    ------
    InputError
        If the file cannot be read, has no such column, or says two things of one document.

    Examples
    --------
    >>> import tempfile
    >>> table = Path(tempfile.mkdtemp()) / "topics.csv"
    >>> _ = table.write_text("document_id,topic\na,Krimea\nb,energi\n")
    >>> read_groups(table, "topic")
    {'a': 'Krimea', 'b': 'energi'}
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(
            f"Expected a table with the column {column!r}, but there is no file at {path}. "
            "Check the name."
        )
    rows = read_rows(path)
    if column not in rows.columns:
        raise InputError(
            f"Expected a column {column!r} in {path}, got the columns {', '.join(rows.columns)}. "
            "Name one of these."
        )
    found: dict[str, str] = {}
    for number, row in rows:
        value = str(row.get(column) or "").strip()
        given = row.get(document) if document else row.get("article_id") or row.get("document_id")
        name = row_document(path, number, given)
        if value and found.setdefault(name, value) != value:
            raise InputError(
                f"Expected one {column!r} a document in {path}, got {found[name]!r} and {value!r} "
                f"for {name!r} (line {number}). Keep one of them."
            )
    return found
