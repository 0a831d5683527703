"""Saving and loading: the same bundle back, and everything else refused."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save as encode_arrays

from stance.errors import BundleError, OutputError
from stance.model import Bundle, load, train
from stance.model.settings import Grid
from stance.model.storage import digest_of, file_digest
from stance.text import Lexicon
from stance.text.lexicon import encode_lexicon

TERM_WORDS = st.text(min_size=1, max_size=6).filter(lambda word: len(word.split()) == 1).map(
    lambda word: word.split()[0]
)  # fmt: skip


@pytest.fixture
def saved(bundle, tmp_path):
    bundle.save(tmp_path / "bundle")
    return tmp_path / "bundle"


@pytest.fixture
def pair(double, tmp_path):
    """The folder of a bundle with a lexicon and a classifier of comments."""
    double.save(tmp_path / "pair")
    return tmp_path / "pair"


def arrays_of(bundle):
    return {name: getattr(bundle, name) for name in ("idf", "weights", "intercept")}


def assert_same(loaded, bundle):
    assert (loaded.manifest, loaded.terms) == (bundle.manifest, bundle.terms)
    for name, array in arrays_of(bundle).items():
        assert np.array_equal(getattr(loaded, name), array)
    assert loaded.digest == bundle.digest
    assert loaded.documents == bundle.documents
    assert loaded.lexicon == bundle.lexicon


def test_loads_as_it_was_saved(bundle, saved):
    assert_same(load(saved), bundle)
    assert load(saved).comments is None


def test_both_classifiers_load_as_they_were_saved(double, pair, lexicon):
    loaded = load(pair)
    assert_same(loaded, double)
    assert_same(loaded.comments, double.comments)
    assert loaded.lexicon == loaded.comments.lexicon == lexicon
    assert loaded.preparation().texts(["NATO"]) == double.preparation().texts(["NATO"])


def test_the_classifier_of_comments_is_a_bundle_by_itself(double, pair):
    assert_same(load(pair / "comments"), double.comments)


def test_files_of_two_classifiers_with_a_lexicon(pair, lexicon):
    names = ["arrays.safetensors", "lexicon.tsv", "manifest.json", "terms.txt", "top-terms.tsv"]
    assert sorted(file.name for file in (pair / "comments").iterdir()) == names
    assert sorted(file.name for file in pair.iterdir()) == sorted(["comments", *names])
    lines = (pair / "lexicon.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "actors\tamerika serikat\tstate\t"
    assert "acts\tdamai\tcalm\tcooperative" in lines
    assert len(lines) == sum(map(len, lexicon.layers.values()))


def test_files_are_plain_and_for_the_eye(labelled, codebook, tmp_path):
    bundle = train(labelled, codebook=codebook, grid=Grid(features=("words",), strengths=(1.0,)))
    saved = tmp_path / "bundle"
    bundle.save(saved)
    names = sorted(file.name for file in saved.iterdir())
    assert names == ["arrays.safetensors", "manifest.json", "terms.txt", "top-terms.tsv"]
    lines = (saved / "top-terms.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "label\tterm\tweight"
    label, term, weight = lines[1].split("\t")
    assert (label, term) == ("cooperative", bundle.manifest["top_terms"]["cooperative"][0])
    assert float(weight) > 0


def test_saving_twice_writes_the_same_bytes(double, tmp_path):
    for name in ("one", "two"):
        double.save(tmp_path / name)
    files = [file for file in (tmp_path / "one").rglob("*") if file.is_file()]
    assert len(files) == 10
    for file in files:
        other = tmp_path / "two" / file.relative_to(tmp_path / "one")
        assert file.read_bytes() == other.read_bytes()


def test_pipeline_gives_the_same_after_loading(bundle, saved):
    prepared = bundle.preparation().texts(["Mereka sepakat bertemu.", "", "xyz"])
    expected = bundle.to_sklearn().predict_proba(prepared)
    assert np.array_equal(load(saved).to_sklearn().predict_proba(prepared), expected)
    assert expected.sum(axis=1) == pytest.approx([1, 1, 1])


def test_arrays_cannot_be_changed(bundle, saved):
    for one in (bundle, load(saved)):
        with pytest.raises(ValueError, match="read-only"):
            one.weights[0, 0] = 1


# Few: each writes and reads the whole lexicon, which the classifier's settings name.
@settings(max_examples=20)
@given(st.lists(TERM_WORDS, min_size=1, max_size=8, unique=True), st.integers(0, 2**32))
def test_any_terms_survive(tmp_path_factory, bundle, words, seed):
    terms = sorted({*words, *(f"{first} {second}" for first, second in pairwise(words))})
    rng = np.random.default_rng(seed)
    about = {name: bundle.manifest[name] for name in (
        "codebook", "text", "features", "labels", "validation", "documents",
    )}  # fmt: skip
    made = Bundle.seal(
        about, terms=terms, lexicon=bundle.lexicon,
        arrays={
            "idf": rng.random(len(terms)) + 1,
            "weights": rng.normal(size=(3, len(terms))),
            "intercept": rng.normal(size=3),
        },
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("any") / "bundle"
    made.save(folder)
    loaded = load(folder)
    assert loaded.terms == tuple(terms)
    assert np.array_equal(loaded.weights, made.weights)


def test_replaces_a_bundle_and_an_empty_folder(bundle, saved):
    other = Bundle.seal(
        {**bundle.manifest, "seed": 99}, terms=bundle.terms, arrays=arrays_of(bundle),
        lexicon=bundle.lexicon,
    )  # fmt: skip
    other.save(saved)
    assert load(saved).manifest["seed"] == 99
    (saved.parent / "empty").mkdir()
    other.save(saved.parent / "empty")
    assert {entry.name for entry in saved.parent.iterdir()} == {"bundle", "empty"}


def test_a_bundle_of_one_classifier_replaces_one_of_two(bundle, double, pair):
    bundle.save(pair)
    assert not (pair / "comments").exists()
    assert_same(load(pair), bundle)
    double.save(pair)
    assert_same(load(pair).comments, double.comments)


def test_does_not_replace_what_others_put_beside_the_comments(bundle, pair):
    (pair / "comments" / "chapter-1.txt").write_text("precious")
    with pytest.raises(OutputError, match=r"such as 'comments/chapter-1\.txt'"):
        bundle.save(pair)
    assert (pair / "comments" / "chapter-1.txt").read_text() == "precious"


def test_does_not_replace_other_content(bundle, tmp_path):
    folder = tmp_path / "thesis"
    folder.mkdir()
    (folder / "chapter-1.txt").write_text("precious")
    with pytest.raises(OutputError) as refusal:
        bundle.save(folder)
    assert str(refusal.value) == (
        f"Expected a new or empty folder, or a bundle to replace, at {str(folder)!r}, got a folder "
        "with other content such as 'chapter-1.txt'. Choose another name."
    )
    assert (folder / "chapter-1.txt").read_text() == "precious"


def test_does_not_replace_a_bundle_with_something_beside_it(bundle, saved):
    (saved / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"such as 'notes\.txt'"):
        bundle.save(saved)


def test_does_not_replace_a_file(bundle, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="Expected a folder to write the bundle to, got the file"):
        bundle.save(tmp_path / "file")


def test_an_interrupted_save_leaves_the_old_bundle(bundle, saved, monkeypatch):
    before = load(saved).digest
    original = type(saved).replace

    def fail(self, target):
        if self.parent.name.endswith(".part"):
            raise KeyboardInterrupt
        return original(self, target)

    monkeypatch.setattr(type(saved), "replace", fail)
    with pytest.raises(KeyboardInterrupt):
        bundle.save(saved)
    monkeypatch.undo()
    assert load(saved).digest == before
    assert [entry.name for entry in saved.parent.iterdir()] == ["bundle"]


def test_an_unwritable_place_is_said(bundle, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="Expected to write"):
        bundle.save(tmp_path / "file" / "bundle")


def truncate(folder, name):
    path = folder / name
    path.write_bytes(path.read_bytes()[:-7])


def flip(folder, name):
    data = bytearray((folder / name).read_bytes())
    data[-3] ^= 1
    (folder / name).write_bytes(data)


def edit(folder, **changes):
    """Change the manifest and seal it anew, as a forger would."""
    path = folder / "manifest.json"
    manifest = {**json.loads(path.read_text()), **changes}
    manifest["digest"] = digest_of(manifest)
    path.write_text(json.dumps(manifest))


def forge(folder, name, data):
    """Put other bytes in place of a file, with the right size and digest in the manifest."""
    (folder / name).write_bytes(data)
    files = json.loads((folder / "manifest.json").read_text())["files"]
    files[name] = {"bytes": len(data), "blake2b": file_digest(data)}
    edit(folder, files=files)


def forge_arrays(folder, **changes):
    arrays = arrays_of(load(folder))
    forge(folder, "arrays.safetensors", encode_arrays({**arrays, **changes}))


def with_files(folder, name):
    files = json.loads((folder / "manifest.json").read_text())["files"]
    return {**files, name: {"bytes": 1, "blake2b": "0"}}


def text_of(folder):
    return json.loads((folder / "manifest.json").read_text())["text"]


def remove_comments(folder):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["comments"]
    path.write_text(json.dumps({**manifest, "digest": digest_of(manifest)}))


def codebook_of(labels):
    return {"task": "stance", "version": "stance-1", "labels": labels}


def flip_label(folder):
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"seed": 0', '"seed": 1'))


AGAIN = " Copy the bundle again, or train it anew with `stance train`."
WRITTEN = " Name the folder that `stance train` wrote."
ENTRIES = (
    "Expected the entries of a trained bundle at 'manifest.json', got other or missing ones."
    + AGAIN
)
REFUSALS = {
    "no manifest": (
        lambda folder: (folder / "manifest.json").unlink(),
        "Expected a bundle's manifest at 'manifest.json', got a folder without it." + WRITTEN,
    ),
    "truncated manifest": (
        lambda folder: truncate(folder, "manifest.json"),
        "Expected a manifest in JSON at 'manifest.json', got something else (",
    ),
    "binary manifest": (
        lambda folder: (folder / "manifest.json").write_bytes(b"\xff\x00\x80"),
        "Expected a manifest in JSON at 'manifest.json', got something else (",
    ),
    "deeply nested manifest": (
        lambda folder: (folder / "manifest.json").write_text("[" * 100_000),
        "Expected a manifest in JSON at 'manifest.json', got something else (",
    ),
    "a list": (
        lambda folder: (folder / "manifest.json").write_text("[]"),
        "Expected a manifest with a format number at 'manifest.json', got JSON without one.",
    ),
    "altered manifest": (
        flip_label,
        "Expected a manifest as it was written at 'manifest.json', got one that was altered "
        "(digest mismatch)." + AGAIN,
    ),
    "another format": (
        lambda folder: edit(folder, format=1),
        "Expected bundle format 2 at 'manifest.json', got format '1'. Train it anew with this "
        "version of stance, or use the version that wrote it.",
    ),
    "a format that is no number": (
        lambda folder: edit(folder, format=True),
        "Expected bundle format 2 at 'manifest.json', got format 'True'.",
    ),
    "another text version": (
        lambda folder: edit(folder, text={"stems": True, "slang": True, "version": "old"}),
        "got one for 'old': its terms were made by other rules. Train it anew with `stance train`.",
    ),
    "no text settings": (
        lambda folder: edit(folder, text=None),
        "got one for 'None': its terms were made by other rules.",
    ),
    "one label": (lambda folder: edit(folder, codebook=codebook_of(["a"])), ENTRIES),
    "the same label twice": (
        lambda folder: edit(folder, codebook=codebook_of(["a", "a"])),
        ENTRIES,
    ),
    "labels that are no text": (lambda folder: edit(folder, codebook=codebook_of([1, 2])), ENTRIES),
    "no codebook": (lambda folder: edit(folder, codebook=None), ENTRIES),
    "other features": (lambda folder: edit(folder, features={"analyzer": "char"}), ENTRIES),
    "text settings that are no switches": (
        lambda folder: edit(folder, text={**text_of(folder), "names": "no"}),
        ENTRIES,
    ),
    "a text setting too many": (
        lambda folder: edit(folder, text={**text_of(folder), "emoji": True}),
        ENTRIES,
    ),
    "a lexicon that is no digest": (
        lambda folder: edit(folder, text={**text_of(folder), "lexicon": 7}),
        ENTRIES,
    ),
    "nothing said of comments": (remove_comments, ENTRIES),
    "comments that are a list": (lambda folder: edit(folder, comments=[]), ENTRIES),
    "documents that are no list": (lambda folder: edit(folder, documents="d1"), ENTRIES),
    "a path among the files": (
        lambda folder: edit(folder, files=with_files(folder, "../../secret")),
        ENTRIES,
    ),
    "no seals": (lambda folder: edit(folder, files={}), ENTRIES),
    "a missing file": (
        lambda folder: (folder / "terms.txt").unlink(),
        "Expected a file of the bundle at 'terms.txt', got none." + AGAIN,
    ),
    "a folder in place of a file": (
        lambda folder: ((folder / "terms.txt").unlink(), (folder / "terms.txt").mkdir()),
        "Expected a file of the bundle at 'terms.txt', got none." + AGAIN,
    ),
    "truncated arrays": (
        lambda folder: truncate(folder, "arrays.safetensors"),
        "it was truncated or altered." + AGAIN,
    ),
    "altered arrays": (
        lambda folder: flip(folder, "arrays.safetensors"),
        "Expected the file as it was written at 'arrays.safetensors', got one that was altered "
        "(digest mismatch)." + AGAIN,
    ),
    "altered terms": (lambda folder: flip(folder, "terms.txt"), "(digest mismatch)." + AGAIN),
    "altered top terms": (lambda folder: flip(folder, "top-terms.tsv"), "(digest mismatch)."),
    "forged arrays": (
        lambda folder: forge(folder, "arrays.safetensors", b"\x80\x04}."),
        "Expected arrays in the safetensors format at 'arrays.safetensors', got ",
    ),
    "an absurd header": (
        lambda folder: forge(folder, "arrays.safetensors", b"\xff" * 7 + b"\x7f{}"),
        "Expected arrays in the safetensors format at 'arrays.safetensors', got ",
    ),
    "arrays of another shape": (
        lambda folder: forge_arrays(folder, intercept=np.zeros(4)),
        "Expected arrays of shape {'idf': (",
    ),
    "an array too many": (
        lambda folder: forge_arrays(folder, extra=np.zeros(4)),
        "Expected arrays of shape {'idf': (",
    ),
    "arrays of another type": (
        lambda folder: forge_arrays(folder, intercept=np.zeros(3, dtype=np.float32)),
        "Expected finite float64 numbers in 'intercept' at 'arrays.safetensors', got others.",
    ),
    "not a number": (
        lambda folder: forge_arrays(folder, intercept=np.array([0, np.nan, 0])),
        "Expected finite float64 numbers in 'intercept' at 'arrays.safetensors', got others.",
    ),
    "a negative idf": (
        lambda folder: forge_arrays(folder, idf=-load(folder).idf),
        "Expected weights above 0 in 'idf' at 'arrays.safetensors', got others.",
    ),
    "terms in other bytes": (
        lambda folder: forge(folder, "terms.txt", b"a\n\xff\n"),
        "Expected terms in UTF-8 at 'terms.txt', got other bytes." + AGAIN,
    ),
    "a term twice": (
        lambda folder: forge(folder, "terms.txt", b"a\na\n"),
        "Expected different words and word pairs, one a line at 'terms.txt', got other lines.",
    ),
    "a term of three words": (
        lambda folder: forge(folder, "terms.txt", b"a b c\n"),
        "Expected different words and word pairs, one a line at 'terms.txt', got other lines.",
    ),
    "no terms": (
        lambda folder: forge(folder, "terms.txt", b""),
        "Expected different words and word pairs, one a line at 'terms.txt', got other lines.",
    ),
    "terms without an end": (
        lambda folder: forge(folder, "terms.txt", b"a\nb"),
        "Expected different words and word pairs, one a line at 'terms.txt', got other lines.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSALS)
def test_refuses(what, saved):
    change, message = REFUSALS[what]
    change(saved)
    with pytest.raises(BundleError) as refusal:
        load(saved)
    said = str(refusal.value).replace(f"{saved}/", "")
    assert message in said
    assert "\n" not in said
    assert len(said) < 500


def forge_inner(folder, **changes):
    """Change the classifier of comments, and seal it and the bundle anew."""
    edit(folder / "comments", **changes)
    inner = json.loads((folder / "comments" / "manifest.json").read_text())
    names = ("digest", "labels", "kinds", "text", "validation")
    edit(folder, comments={name: inner[name] for name in names})


def exchange(folder):
    """Put the classifier of articles in place of that of comments."""
    shutil.rmtree(folder / "comments")
    shutil.copytree(folder, folder.with_name("copy"))
    shutil.move(folder.with_name("copy"), folder / "comments")


def nest(folder):
    """Comments within comments, every seal right."""
    shutil.copytree(folder / "comments", folder.with_name("inner"))
    shutil.move(folder.with_name("inner"), folder / "comments" / "comments")
    forge_inner(folder, comments=json.loads((folder / "manifest.json").read_text())["comments"])


OTHER = Lexicon(layers={"acts": {"damai": "calm"}})
ANOTHER = (
    "Expected the comments' classifier this bundle was made with at 'comments', got another."
    + AGAIN
)
WITHIN = {
    "no lexicon": (
        lambda folder: (folder / "lexicon.tsv").unlink(),
        "Expected a file of the bundle at 'lexicon.tsv', got none." + AGAIN,
    ),
    "a truncated lexicon": (
        lambda folder: truncate(folder, "lexicon.tsv"),
        "it was truncated or altered." + AGAIN,
    ),
    "an altered lexicon": (
        lambda folder: flip(folder, "lexicon.tsv"),
        "Expected the file as it was written at 'lexicon.tsv', got one that was altered (digest "
        "mismatch)." + AGAIN,
    ),
    "a forged lexicon": (
        lambda folder: forge(folder, "lexicon.tsv", b"acts damai calm\n"),
        "Expected a lexicon: layer, entry, class and lean at 'lexicon.tsv', got ",
    ),
    "a lexicon in other bytes": (
        lambda folder: forge(folder, "lexicon.tsv", b"\xff\t\t\t\n"),
        "Expected a lexicon: layer, entry, class and lean at 'lexicon.tsv', got ",
    ),
    "a lexicon of another": (
        lambda folder: forge(folder, "lexicon.tsv", encode_lexicon(OTHER)),
        "Expected the lexicon the bundle was trained with at 'lexicon.tsv', got another one."
        + AGAIN,
    ),
    "a lexicon without its digest": (
        lambda folder: edit(folder, text={**text_of(folder), "lexicon": None}),
        ENTRIES,
    ),
    "no seal of the lexicon": (
        lambda folder: edit(
            folder, files={name: {"bytes": 1, "blake2b": "0"} for name in BARE_FILES}
        ),
        ENTRIES,
    ),
    "no comments": (
        lambda folder: shutil.rmtree(folder / "comments"),
        "Expected a bundle's manifest at 'comments/manifest.json', got no folder." + WRITTEN,
    ),
    "altered comments": (
        lambda folder: flip(folder, "comments/arrays.safetensors"),
        "Expected the file as it was written at 'comments/arrays.safetensors', got one that was "
        "altered (digest mismatch)." + AGAIN,
    ),
    "an altered lexicon of comments": (
        lambda folder: flip(folder, "comments/lexicon.tsv"),
        "at 'comments/lexicon.tsv', got one that was altered",
    ),
    "comments with another seed": (lambda folder: edit(folder / "comments", seed=7), ANOTHER),
    "articles in place of comments": (exchange, ANOTHER),
    "comments under another codebook": (
        lambda folder: forge_inner(folder, codebook=codebook_of(["a", "b", "c"])),
        ANOTHER,
    ),
    "comments under other text rules": (
        lambda folder: forge_inner(folder, text={**text_of(folder), "version": "old"}),
        "got one for 'old': its terms were made by other rules.",
    ),
    "comments within comments": (nest, ANOTHER),
}
BARE_FILES = ("arrays.safetensors", "terms.txt", "top-terms.tsv")


@pytest.mark.parametrize("what", WITHIN)
def test_refuses_a_broken_lexicon_or_classifier_of_comments(what, pair):
    change, message = WITHIN[what]
    change(pair)
    with pytest.raises(BundleError) as refusal:
        load(pair)
    said = str(refusal.value).replace(f"{pair}/", "")
    assert message in said
    assert "\n" not in said
    assert len(said) < 500


def test_refuses_the_comments_of_another_bundle(double, bundle, pair):
    shutil.rmtree(pair / "comments")
    bundle.save(pair / "comments")
    with pytest.raises(BundleError, match=r"made with at '.*/comments', got another\. Copy"):
        load(pair)


def test_refuses_comments_without_end(pair):
    # Each folder holds itself: what loads must not follow.
    shutil.rmtree(pair / "comments")
    (pair / "comments").symlink_to(pair)
    with pytest.raises(BundleError, match="got another"):
        load(pair)


def test_a_folder_of_comments_that_no_manifest_speaks_of_is_no_part_of_the_bundle(saved, double):
    double.comments.save(saved / "comments")
    assert load(saved).comments is None


def test_refuses_where_nothing_is(tmp_path):
    with pytest.raises(BundleError, match="got no folder"):
        load(tmp_path / "nothing")


def test_refuses_files_of_absurd_size(saved, monkeypatch):
    monkeypatch.setattr("stance.model.loading._MOST_MANIFEST_BYTES", 10)
    with pytest.raises(BundleError, match="Expected at most 10 bytes"):
        load(saved)


def test_refuses_what_cannot_be_read(saved, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(saved), "read_bytes", refuse)
    with pytest.raises(BundleError, match=r"got Permission denied\. Check its permissions"):
        load(saved)


def test_loading_runs_no_code_and_needs_no_scikit_learn(saved):
    program = (
        "import sys; from stance.model import load; load(sys.argv[1]); "
        "print(sorted({'sklearn', 'scipy', 'pickle'} & set(sys.modules) - before))"
    )
    program = "import sys, numpy; before = set(sys.modules); " + program
    run = subprocess.run(
        [sys.executable, "-c", program, str(saved)], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


@given(st.binary(max_size=200))
def test_any_manifest_is_refused_in_one_line(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("any")
    (folder / "manifest.json").write_bytes(data)
    with pytest.raises(BundleError):
        load(folder)


def test_a_bundle_says_nothing_of_time_or_place(bundle, tmp_path, saved):
    text = (saved / "manifest.json").read_text()
    assert str(tmp_path) not in text
    assert "created" not in replace(bundle).manifest


def test_a_folder_that_cannot_be_listed_is_said(bundle, saved, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(saved), "iterdir", refuse)
    with pytest.raises(OutputError, match="cannot be read: Permission denied"):
        bundle.save(saved)
