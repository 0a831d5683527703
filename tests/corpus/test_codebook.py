import pytest

from stance.corpus.labels.codebook import read_codebook
from stance.errors import InputError


@pytest.mark.parametrize(
    ("task", "labels"),
    [
        ("stance", ("cooperative", "neutral", "confrontational")),
        ("sentiment", ("positive", "neutral", "negative")),
    ],
)
def test_the_shipped_codebooks_have_their_labels_in_order(task, labels):
    book = read_codebook(task)
    assert (book.task, book.labels) == (task, labels)


def test_an_unknown_task_is_told_the_known_ones():
    with pytest.raises(InputError, match=r"'mood'\. Available: sentiment, stance"):
        read_codebook("mood")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("task = ", "Expected a codebook in TOML"),
        ('task = "x"', "lacks 'version'|lacks 'labels'"),
        ('task = "x"\nversion = "1"\nlabels = [{name = "a"}]', "two or more different labels"),
        (
            'task = "x"\nversion = "1"\nlabels = [{name = "a"}, {name = "a"}]',
            "two or more different labels",
        ),
        ('task = "x"\nversion = "1"\nlabels = ["a", "b"]', "lacks"),
    ],
)
def test_a_file_that_is_no_codebook_is_refused(tmp_path, content, message):
    path = tmp_path / "mine.toml"
    path.write_text(content)
    with pytest.raises(InputError, match=message):
        read_codebook(path)


def test_a_codebook_of_ones_own(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('task = "tone"\nversion = "1"\nlabels = [{name = "warm"}, {name = "cold"}]')
    assert read_codebook(path).labels == ("warm", "cold")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.toml"):
        read_codebook(tmp_path / "none.toml")
