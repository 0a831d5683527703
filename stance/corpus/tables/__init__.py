"""Tables of any common format and encoding: their rows, and the articles and comments in them."""

from stance.corpus.tables.rows import read_rows, table_suffix
from stance.corpus.tables.table import read_table

__all__ = ["read_rows", "read_table", "table_suffix"]
