"""Seed words from a file, and those that come with the project."""

import pytest

from stance.corpus import read_codebook
from stance.corpus.labels.seeds import read_seeds, tasks_with_seeds
from stance.errors import InputError
from stance.text import Preparation


@pytest.mark.parametrize("task", tasks_with_seeds())
def test_shipped_seeds_lean_to_the_ends_of_their_codebook(task):
    labels, seeds = read_codebook(task).labels, read_seeds(task)
    leans = list(seeds.values())
    assert set(leans) == {labels[0], labels[-1]}
    assert all(10 <= leans.count(label) <= 20 for label in set(leans))


@pytest.mark.parametrize("task", tasks_with_seeds())
def test_shipped_seeds_are_different_terms_of_one_or_two_stems(task):
    terms = Preparation().texts(list(read_seeds(task)))
    assert len(set(terms)) == len(terms)
    assert all(1 <= len(term.split()) <= 2 for term in terms)


def test_comments_blank_lines_and_an_editors_mark_are_passed_over(tmp_path):
    path = tmp_path / "seeds.tsv"
    path.write_text("\ufeff# mine\nentry\tlean\r\n\r\nhangat \tpro\r\n", encoding="utf-8")
    assert read_seeds(path) == {"hangat": "pro"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "an empty file"),
        ("word\tside\n", "got word, side"),
        ("entry\tlean\nhangat\n", "line 2, got 'hangat'"),
        ("entry\tlean\nhangat\t\n", "line 2"),
        ("entry\tlean\nhangat\tpro\n# twice\nhangat\tcontra\n", "'hangat' again at .*, line 4"),
    ],
)
def test_lines_that_are_no_seeds_are_refused(tmp_path, content, said):
    path = tmp_path / "seeds.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_seeds(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "latin.tsv").write_bytes(b"entry\tlean\ncaf\xe9\tpro\n")
    for name in ("nothing.tsv", "latin.tsv"):
        with pytest.raises(InputError, match=name):
            read_seeds(tmp_path / name)


def test_a_task_without_seeds_is_told_those_that_have_some():
    with pytest.raises(InputError, match="sentiment, stance"):
        read_seeds("mood")
