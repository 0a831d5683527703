"""To annotation tools and back, by files that the tools themselves wrote."""

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stance
from stance.corpus.labels.annotations import text_digest
from stance.corpus.labels.exchange.formats import FORMATS
from stance.corpus.labels.exchange.items import Item
from stance.errors import InputError, OutputError, SettingError, StanceError
from stance.records import Annotation, Article, Comment, Corpus

FILES = Path(__file__).parent / "labels"
NAMES = {"1": "siti", "2": "budi"}
SITI = {
    ("selat-01", 0): ("cooperative", ()),
    ("selat-01", 79): ("neutral", ()),
    ("selat-01", 138): ("confrontational", ()),
    ("selat-01", 224): ("neutral", ()),
    ("blok-02", 0): ("neutral", ("mixed", "unsure")),
    ("blok-02", 93): ("cooperative", ()),
    ("selat-01#0", 0): ("cooperative", ("unsure",)),
}
BUDI = {
    ("selat-01", 0): ("cooperative", ()),
    ("selat-01", 79): ("confrontational", ()),
    ("selat-01", 138): ("confrontational", ()),
}
BOTH = [
    *(FILES / "doccano" / f"apart-{form}.zip" for form in ("csv", "json", "jsonl")),
    *(FILES / "label-studio" / f"export{end}" for end in (".json", "-min.json", ".csv", ".tsv")),
    *(FILES / "potato" / f"annotations.{end}" for end in ("jsonl", "csv", "tsv")),
    FILES / "by-hand" / "potato-1",
    FILES / "by-hand" / "potato-1.tsv",
    FILES / "by-hand" / "prodigy-choice.jsonl",
]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return stance.read(FILES / "documents.jsonl")


def bring(path, ledger, corpus=None, *, codebook="stance", **settings):
    return stance.import_labels(
        path,
        ledger,
        corpus=corpus,
        split=stance.split,
        codebook=codebook,
        settings=stance.ImportSettings(**settings),
    )


def said_by(annotations, who):
    return {
        (one.document_id, one.start): (one.label, one.flags)
        for one in annotations
        if one.annotator == who
    }


def write_jsonl(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", BOTH, ids=lambda path: str(path.relative_to(FILES)))
def test_every_tool_gives_back_what_was_said(path, tmp_path, corpus):
    done = bring(path, tmp_path / "ledger.jsonl", corpus, names=NAMES)
    assert said_by(done.annotations, "siti") == SITI
    assert said_by(done.annotations, "budi") == BUDI
    assert len(done.annotations) == len(SITI) + len(BUDI)


@pytest.mark.parametrize("path", BOTH, ids=lambda path: str(path.relative_to(FILES)))
def test_what_was_imported_is_a_ledger_of_the_corpus(path, tmp_path, corpus):
    ledger = tmp_path / "ledger.jsonl"
    bring(path, ledger, corpus, names=NAMES)
    rows = stance.read_ledger(ledger, codebook=stance.read_codebook("stance"))
    texts = {one.id: one.text for one in (*corpus.articles, *corpus.comments)}
    for row in rows:
        assert text_digest(texts[row.document_id][row.start : row.end]) == row.digest


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_doccano_project_that_shares_annotations_names_nobody(form, tmp_path, corpus):
    path = FILES / "doccano" / f"together-{form}.zip"
    with pytest.raises(InputError, match="says who annotated"):
        bring(path, tmp_path / "ledger.jsonl", corpus)
    done = bring(path, tmp_path / "ledger.jsonl", corpus, annotator="siti")
    assert said_by(done.annotations, "siti") == SITI
    assert [note.what for note in done.notes] == ["several-labels", "no-label", "no-label"]


def test_label_studio_says_what_was_skipped_and_what_nobody_did(tmp_path, corpus):
    path = FILES / "label-studio" / "export.json"
    done = bring(path, tmp_path / "ledger.jsonl", corpus, names=NAMES)
    assert [note.what for note in done.notes] == ["skipped", "no-label", "no-label"]


def test_users_that_are_only_numbers_are_named_after_the_tool(tmp_path, corpus):
    done = bring(FILES / "label-studio" / "export.csv", tmp_path / "l.jsonl", corpus)
    assert {one.annotator for one in done.annotations} == {"label-studio-1", "label-studio-2"}
    with pytest.raises(InputError, match="whom 'siti' would name, got the users 1, 2"):
        bring(FILES / "label-studio" / "export.csv", tmp_path / "m.jsonl", annotator="siti")


def test_dates_come_from_the_file_where_it_has_them(tmp_path, corpus):
    for path in (FILES / "label-studio" / "export.json", FILES / "by-hand/prodigy-choice.jsonl"):
        done = bring(path, tmp_path / f"{path.stem}.jsonl", corpus, names=NAMES)
        assert {one.created for one in done.annotations} == {"2026-11-22"}


def test_prodigy_rejected_and_ignored_are_no_labels(tmp_path, corpus):
    done = bring(FILES / "by-hand" / "prodigy-choice.jsonl", tmp_path / "l.jsonl", corpus)
    assert sorted(note.what for note in done.notes) == ["ignored", "rejected", "rejected"]


def test_texts_without_a_place_are_found_or_reported_never_guessed(tmp_path, corpus):
    path = FILES / "by-hand" / "prodigy-teach.jsonl"
    done = bring(path, tmp_path / "l.jsonl", corpus, annotator="siti")
    assert said_by(done.annotations, "siti") == {("selat-01", 0): ("cooperative", ())}
    assert [(note.what, note.line) for note in done.notes] == [
        ("rejected", 2),
        ("ambiguous", 3),
        ("not-found", 4),
    ]


def test_a_table_that_a_spreadsheet_saved_in_windows_encoding(tmp_path, corpus):
    done = bring(FILES / "by-hand" / "spreadsheet.csv", tmp_path / "l.jsonl", corpus)
    wanted = {place: said for place, said in SITI.items() if place != ("selat-01#0", 0)}
    assert said_by(done.annotations, "siti") == wanted


def test_a_digest_that_a_spreadsheet_took_for_a_number_is_done_without(tmp_path, corpus):
    path = write_jsonl(
        tmp_path / "a.jsonl",
        {"text": "Setuju", "label": "cooperative", "document_id": "selat-01#2", "start": 0,
         "end": 6, "digest": "8.12E+15", "annotator": "siti"},
    )  # fmt: skip
    done = bring(path, tmp_path / "l.jsonl", corpus)
    assert done.annotations[0].document_id == "selat-01#2"
    assert done.annotations[0].digest == text_digest("Setuju")


def test_a_sentence_that_has_moved_is_found_again_and_one_that_is_gone_is_reported(tmp_path):
    path = FILES / "potato" / "annotations.jsonl"
    moved = Corpus(
        articles=(
            Article(id="selat-01", title="", text="Baru. Tahun lalu, selat itu dilalui 4.000 kapal "
                    "dagang, naik 3%."),
        )
    )  # fmt: skip
    done = bring(path, tmp_path / "l.jsonl", moved)
    assert [(one.start, one.label) for one in done.annotations] == [(6, "neutral")]
    assert {note.what for note in done.notes} == {"re-anchored", "no-sentence", "no-document"}


def test_a_text_that_annotators_have_changed_is_reported(tmp_path, corpus):
    row = {"text": "Setuju!", "label": "neutral", "document_id": "selat-01#1", "start": 0, "end": 6,
           "digest": text_digest("Setuju"), "annotator": "siti"}  # fmt: skip
    path = write_jsonl(tmp_path / "a.jsonl", row)
    for known in (corpus, None):
        done = bring(path, tmp_path / "l.jsonl", known)
        assert [note.what for note in done.notes] == ["text-changed"]


def test_without_a_corpus_only_places_are_believed(tmp_path):
    done = bring(FILES / "potato" / "annotations.csv", tmp_path / "l.jsonl")
    assert said_by(done.annotations, "siti") == SITI
    lost = bring(FILES / "by-hand/prodigy-teach.jsonl", tmp_path / "m.jsonl", annotator="siti")
    assert {note.what for note in lost.notes} == {"no-place", "rejected"}


def test_the_articles_beside_the_ledger_are_the_corpus(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.jsonl").write_bytes((FILES / "documents.jsonl").read_bytes())
    path = FILES / "by-hand" / "prodigy-teach.jsonl"
    done = bring(path, tmp_path / "labels" / "siti.jsonl", annotator="siti")
    assert len(done.annotations) == 1


def test_an_annotator_who_contradicts_herself_is_not_believed_either_way(tmp_path, corpus):
    row = {"text": "Amin", "annotator": "siti"}
    path = write_jsonl(
        tmp_path / "a.jsonl", row | {"label": "neutral"}, row | {"label": "cooperative"}
    )
    done = bring(path, tmp_path / "l.jsonl", corpus)
    assert [note.what for note in done.notes] == ["contradicts-itself"] * 2
    assert not (tmp_path / "l.jsonl").exists()


def test_labels_that_are_in_the_ledger_are_refused_and_nothing_is_added(tmp_path, corpus):
    ledger = tmp_path / "l.jsonl"
    bring(FILES / "potato" / "annotations.jsonl", ledger, corpus)
    before = ledger.read_bytes()
    with pytest.raises(InputError, match=r"got 10 of 10 that are: .* --known skip"):
        bring(FILES / "potato" / "annotations.csv", ledger, corpus)
    assert ledger.read_bytes() == before


def test_known_labels_can_be_skipped_or_updated(tmp_path, corpus):
    ledger = tmp_path / "l.jsonl"
    bring(FILES / "potato" / "annotations.jsonl", ledger, corpus)
    rows = [
        {"text": "Amin", "label": "neutral", "annotator": "siti"},
        {"text": corpus.comments[0].text.split("\n")[0], "label": "neutral", "annotator": "siti"},
    ]
    path = write_jsonl(tmp_path / "a.jsonl", *rows)
    skipped = bring(path, ledger, corpus, known="skip")
    assert [one.start for one in skipped.annotations] == [60]
    assert [note.what for note in skipped.notes] == ["known"]
    updated = bring(path, ledger, corpus, known="update")
    assert [one.label for one in updated.annotations] == ["neutral"]


def test_a_ledger_without_a_last_line_break_keeps_its_last_line(tmp_path, corpus):
    ledger = tmp_path / "l.jsonl"
    bring(FILES / "potato" / "annotations.jsonl", ledger, corpus)
    ledger.write_bytes(ledger.read_bytes().rstrip(b"\n"))
    path = write_jsonl(tmp_path / "a.jsonl", {"text": "Amin", "label": "neutral", "annotator": "x"})
    bring(path, ledger, corpus)
    assert len(stance.read_ledger(ledger, codebook=stance.read_codebook("stance"))) == 11


# ------------------------------------------------------------------------------- round trips

TEXTS = st.text(min_size=1, max_size=40) | st.sampled_from(
    [
        "=1+1",
        "'=1",
        "''-x",
        "+62",
        "-5",
        "@kata",
        '"',
        "a,b;c",
        "\r",
        "a\tb",
        "🙏",
        "'Ya', katanya.",
    ]
)


@st.composite
def labelled_documents(draw):
    """A corpus of one document a sentence, and one annotation of each."""
    texts = draw(st.lists(TEXTS, min_size=1, max_size=4))
    rows = [
        Annotation(
            document_id=f"{draw(st.sampled_from(['d', '=d', 'd:1', 'd#']))}-{number}",
            start=0,
            end=len(text),
            digest=text_digest(text),
            task="stance",
            label=draw(st.sampled_from(["cooperative", "neutral", "confrontational"])),
            annotator=draw(st.sampled_from(["siti", "=budi", "annotator-1"])),
            codebook="stance-1.1",
            purpose="train",
            probability=draw(st.sampled_from([1.0, 0.25, 1 / 3])),
            created="2026-01-02",
            flags=draw(st.sampled_from([(), ("mixed",), ("mixed", "unsure")])),
        )
        for number, text in enumerate(texts)
    ]
    return list(zip(texts, rows, strict=True))


@pytest.mark.parametrize("tool", FORMATS)
@settings(max_examples=25)
@given(documents=labelled_documents())
def test_what_goes_out_with_labels_comes_back_the_same(tool, documents, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trip")
    form, choices = FORMATS[tool], stance.corpus.labels.exchange.asking.choices_of("stance")
    items = [
        Item(text=text, document_id=row.document_id, start=0, end=row.end, digest=row.digest,
             title='Ju"dul', probability=row.probability, label=row.label, flags=row.flags,
             annotator=row.annotator, created=row.created)
        for text, row in documents
    ]  # fmt: skip
    name = f"out{form.ending}"
    (folder / name).write_bytes(form.write(items, choices, name)[name].encode())
    done = bring(folder / name, folder / "ledger.jsonl", tool=tool)
    assert list(done.annotations) == [row for _, row in documents]


@pytest.mark.parametrize("tool", FORMATS)
def test_blind_means_that_no_label_goes_out(tool, tmp_path, corpus):
    ledger = tmp_path / "ledger.jsonl"
    bring(FILES / "potato" / "annotations.jsonl", ledger, corpus)
    out = tmp_path / "out" / f"sentences{FORMATS[tool].ending}"
    settings = stance.ExportSettings(corpus=corpus)
    done = stance.export_sentences(ledger, out, tool=tool, settings=settings)
    assert (done.n_sentences, done.n_labelled) == (len(SITI), 0)
    assert "siti" not in out.read_text(encoding="utf-8")
    assert len(list(out.parent.iterdir())) == len(done.files)


def test_the_tools_settings_stand_beside_the_sentences(tmp_path, corpus):
    for tool in ("doccano", "label-studio", "potato"):
        stance.export_sentences(corpus, tmp_path / f"{tool}.x", tool=tool, split=stance.split)
    labels = json.loads((tmp_path / "doccano.labels.json").read_text(encoding="utf-8"))
    assert [one["text"] for one in labels] == [
        "cooperative", "neutral", "confrontational", "mixed", "unsure",
    ]  # fmt: skip
    interface = (tmp_path / "label-studio.interface.xml").read_text(encoding="utf-8")
    assert interface.count("<Choice ") == 5
    assert 'data_files: ["potato.x"]' in (tmp_path / "potato.yaml").read_text(encoding="utf-8")


def test_documents_kinds_and_order_are_chosen(tmp_path, corpus):
    def exported(**settings):
        path = tmp_path / "a.jsonl"
        chosen = stance.ExportSettings(**settings)
        stance.export_sentences(corpus, path, tool="jsonl", split=stance.split, settings=chosen)
        lines = path.read_text(encoding="utf-8").splitlines()
        return [(row["document_id"], row["start"]) for row in map(json.loads, lines)]

    assert len(exported()) == 10
    assert {name for name, _ in exported(documents=["selat-01"])} == {
        "selat-01", "selat-01#0", "selat-01#1", "selat-01#2",
    }  # fmt: skip
    assert len(exported(documents=["selat-01"], kind="article")) == 4
    assert exported(seed=1) != exported()
    assert exported(seed=1) == exported(seed=1)
    assert sorted(exported(seed=1)) == sorted(exported())


def test_gold_labels_go_out_without_an_annotator(tmp_path, corpus):
    ledger, out = tmp_path / "l.jsonl", tmp_path / "gold.jsonl"
    bring(FILES / "potato" / "annotations.jsonl", ledger, corpus)
    settings = stance.ExportSettings(corpus=corpus, with_labels="gold")
    done = stance.export_sentences(ledger, out, tool="jsonl", settings=settings)
    assert (done.n_sentences, done.n_labelled) == (7, 6)  # one is tied
    lines = out.read_text(encoding="utf-8").splitlines()
    assert all(json.loads(line)["annotator"] is None for line in lines)


def test_what_cannot_be_exported_is_said(tmp_path, corpus):
    ledger = tmp_path / "l.jsonl"
    bring(FILES / "potato" / "annotations.jsonl", ledger, corpus)
    out, split = tmp_path / "a.csv", stance.split

    def attempt(source, tool="csv", **settings):
        chosen = stance.ExportSettings(corpus=corpus, **settings)
        stance.export_sentences(source, out, tool=tool, split=split, settings=chosen)

    with pytest.raises(SettingError, match="Expected one of the formats csv, jsonl"):
        attempt(corpus, tool="brat")
    with pytest.raises(SettingError, match="Expected a ledger to take the labels of 'gold'"):
        attempt(corpus, with_labels="gold")
    with pytest.raises(SettingError, match=r"an annotator of the ledger \(budi, siti\)"):
        attempt(ledger, with_labels="ani")
    with pytest.raises(InputError, match="ids of documents in the corpus, got 'x'"):
        attempt(corpus, documents=["x"])
    with pytest.raises(InputError, match="none is left"):
        attempt(corpus, documents=["blok-02"], kind="comment")
    broken = Corpus(articles=(Article(id="a", title="", text="Setengah \ud83d huruf."),))
    with pytest.raises(OutputError, match="half a character"):
        attempt(broken)
    assert not out.exists()


# -------------------------------------------------------------------------- what cannot be read

KEYS = ("text", "label", "flags", "document_id", "start", "end", "digest", "probability", "data",
        "annotations", "annotator", "annotation_id", "lead_time", "created_at", "created", "accept",
        "answer", "_timestamp", "_annotator_id", "instance_id", "id", "labels", "predictions",
        "label_annotations", "user_id", "stance", "result", "value", "choices", "type")  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | (
    st.sampled_from(["neutral", "mixed", "choices", "accept", "0123456789abcdef:0:3:1:a"])
)  # fmt: skip
ANY_JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    tool=st.sampled_from([None, *FORMATS]),
    rows=st.lists(st.dictionaries(st.sampled_from(KEYS), ANY_JSON, max_size=8), min_size=1),
)
def test_whatever_a_file_holds_it_is_read_or_refused(tool, rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    path = write_jsonl(folder / "a.jsonl", *rows)
    try:
        done = bring(path, folder / "ledger.jsonl", tool=tool, annotator="siti")
    except StanceError:
        assert not (folder / "ledger.jsonl").exists()
    else:
        assert (folder / "ledger.jsonl").exists() == bool(done.annotations)


def test_a_format_that_is_not_certain_is_asked_for(tmp_path):
    path = write_jsonl(tmp_path / "a.jsonl", {"kalimat": "Amin", "kelas": "neutral"})
    with pytest.raises(InputError, match=r"whose format is certain, got .* kalimat, kelas"):
        bring(path, tmp_path / "l.jsonl")
    with pytest.raises(InputError, match="Expected a column 'label'"):
        bring(path, tmp_path / "l.jsonl", tool="jsonl")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", b"{}\nhalo\n", "Expected JSON at .*a.jsonl, line 2"),
        ("a.json", b"[1]", "Expected a JSON object for each sentence at .*entry 1"),
        ("a.csv", b"text,label\na,b,c\n", "Expected 2 cells, .* line 2, got 3"),
        ("a.csv", b'text,label\n"a,b\n', "Expected a table that can be read"),
        ("a.csv", b"text,label\n", "Expected labelled sentences in .*, found none"),
        ("a.jsonl", b"\xff\xfe\x00", "Expected text in UTF-8"),
        ("a.zip", b"PK\x05\x06" + bytes(18), "Expected files that end in .jsonl"),
    ],
)
def test_broken_files_are_refused_with_their_place(name, content, message, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        bring(path, tmp_path / "l.jsonl", annotator="siti")


def test_a_zip_with_a_password_or_too_much_is_refused(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.jsonl", "{}")
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the bit that says: encrypted
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(InputError, match="a zip that can be unpacked"):
        bring(path, tmp_path / "l.jsonl", annotator="siti")


@pytest.mark.parametrize("settings", [{"probability": 0.0}, {"annotator": " "}, {"tool": "brat"}])
def test_settings_that_cannot_be_are_refused(settings, tmp_path):
    with pytest.raises(SettingError, match="Expected "):
        bring(FILES / "potato" / "annotations.csv", tmp_path / "l.jsonl", **settings)


def test_labels_of_another_codebook_are_named(tmp_path, corpus):
    path = FILES / "potato" / "annotations.jsonl"
    done = bring(path, tmp_path / "l.jsonl", corpus, codebook="sentiment")
    assert {note.what for note in done.notes} == {"unknown-label"}
    assert {one.label for one in done.annotations} == {"neutral"}


def test_comments_of_the_same_words_are_told_apart_by_their_articles_title(tmp_path):
    articles = tuple(Article(id=name, title=f"Judul {name}", text="Isi.") for name in "ab")
    comments = tuple(
        Comment(id=f"{name}#0", article_id=name, text="Setuju.", position=0) for name in "ab"
    )
    row = {"text": "Setuju.", "label": "neutral", "annotator": "siti", "title": "Judul b"}
    path = write_jsonl(tmp_path / "a.jsonl", row)
    done = bring(path, tmp_path / "l.jsonl", Corpus(articles=articles, comments=comments))
    assert [one.document_id for one in done.annotations] == ["b#0"]
