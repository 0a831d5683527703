import re
import shutil

import pytest

import stance
from stance.corpus.labels.codebook_text import read_codebook_text
from stance.errors import InputError

HEAD = 'task = "x"\nversion = "1"\n[[labels]]\nname = "a"\n[[labels]]\nname = "b"\n'
RULE = '[[rules]]\nnumber = 1\nen = "One"\nid = "Satu"\n'
EXAMPLE = '[[rules.examples]]\ntext = "Ya."\nlabel = "a"\nen = "Why"\nid = "Sebab"\n'


def read_text(tmp_path, content):
    path = tmp_path / "mine.toml"
    path.write_text(content, encoding="utf-8")
    return read_codebook_text(path)


@pytest.mark.parametrize(
    ("task", "n_rules", "n_examples"), [("stance", 11, 50), ("sentiment", 8, 30)]
)
def test_the_shipped_codebooks_have_examples_for_every_rule(task, n_rules, n_examples):
    text = read_codebook_text(task)
    assert [rule.mark for rule in text.rules] == [str(n) for n in range(1, n_rules + 1)]
    assert all(len(rule.examples) >= 4 for rule in text.rules)
    assert len(text.examples) >= n_examples
    assert {example.label for example in text.examples} == set(text.codebook.labels)


@pytest.mark.parametrize("task", ["stance", "sentiment"])
def test_the_shipped_codebooks_accept_the_labels_of_their_first_version(task):
    text = read_codebook_text(task)
    assert text.codebook.version == f"{task}-1.1"
    assert text.compatible == (f"{task}-1",)


@pytest.mark.parametrize("task", ["stance", "sentiment"])
def test_each_label_of_the_shipped_codebooks_has_plain_and_borderline_examples(task):
    text = read_codebook_text(task)
    kinds = {(example.label, example.borderline) for example in text.examples}
    assert kinds == {(label, hard) for label in text.codebook.labels for hard in (True, False)}


def test_flags_stand_with_the_neutral_label_only():
    for task in ("stance", "sentiment"):
        flagged = [one for one in read_codebook_text(task).examples if one.flag]
        assert {one.flag for one in flagged} == {"mixed", "unsure"}
        assert {one.label for one in flagged} == {"neutral"}


def test_no_example_is_a_sentence_of_the_starter_corpus(root):
    corpus = stance.read(root / "articles")
    texts = " ".join(row.text for row in (*corpus.articles, *corpus.comments))
    flat = re.sub(r"\W+", " ", texts).lower()
    for example in (
        *read_codebook_text("stance").examples,
        *read_codebook_text("sentiment").examples,
    ):
        words = re.sub(r"\W+", " ", example.text).lower().strip()
        assert len(words.split()) < 4 or f" {words} " not in flat, example.text


def test_a_codebook_of_names_alone_is_one(tmp_path):
    text = read_text(tmp_path, HEAD)
    assert text.codebook.labels == ("a", "b")
    assert (text.question, text.flags, text.rules, text.examples) == (None, (), (), ())


def test_a_codebook_in_one_language_shows_it_in_both(tmp_path):
    text = read_text(tmp_path, 'languages = ["id"]\n' + HEAD + '[question]\nid = "Apa?"\n')
    assert text.question.pick("en") == text.question.pick("id") == "Apa?"


BAD = {
    "Expected a text `id` at question of the codebook": '[question]\nen = "What?"\n',
    "Expected a table with the texts `en` and `id` at unit": 'unit = "text"\n',
    "Expected `number` 1 at rules 1": RULE.replace("number = 1", "number = 2"),
    "Expected `letter` 'a' at borders 1": '[[borders]]\nletter = "b"\nen = "x"\nid = "x"\n',
    "Expected a text `id` at rule 1": RULE.replace('id = "Satu"', ""),
    "Expected one of the labels a, b at rule 1, example 1": RULE + EXAMPLE.replace('"a"', '"c"'),
    "Expected one of the flags [] at rule 1, example 1": RULE + EXAMPLE + 'flag = "mixed"\n',
    "Expected another text than at rule 1, example 1 at rule 1, example 2": RULE + EXAMPLE * 2,
    "Expected a text `en` at rule 1, example 1": RULE + EXAMPLE.replace('en = "Why"', 'en = " "'),
    "Expected the kind 'article' or 'comment' at": RULE + EXAMPLE + 'kind = "tweet"\n',
    "Expected true or false as `borderline` at": RULE + EXAMPLE + "borderline = 1\n",
    "Expected a list of tables `rules` at rules": 'rules = "none"\n',
    "Expected a list of texts at compatible": "compatible = 1\n",
    "Expected 'en' or 'id' or both at languages": 'languages = ["fr"]\n',
}  # fmt: skip


@pytest.mark.parametrize("message", BAD)
def test_a_slip_is_named_with_its_place(tmp_path, message):
    extra = BAD[message]
    content = HEAD + extra if extra.startswith("[") else extra + HEAD
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        read_text(tmp_path, content)
    assert "mine.toml" in str(caught.value)


def test_the_last_example_of_a_border_is_checked_too(tmp_path, root):
    path = tmp_path / "stance.toml"
    shutil.copy(root / "labels" / "codebook" / "stance.toml", path)
    with path.open("a", encoding="utf-8") as file:
        file.write('[[borders.examples]]\ntext = "x"\nlabel = "warm"\nen = "x"\nid = "x"\n')
    with pytest.raises(InputError, match=r"at border l, example 5 of the codebook .* got 'warm'"):
        read_codebook_text(path)
