"""Score tables made up for the report: invented sentences, outlets and readers."""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

STANCE = ("cooperative", "neutral", "confrontational")
SENTIMENT = ("positive", "neutral", "negative")
EVIL = (
    "</script><script>window.hacked=1;alert(1)</script> “kutip” & <b>tebal</b> \u202eterbalik\u202c"
)
OUTLETS = (
    "Warta Nusa", "Kabar Samudra", "Lintas Buana", "Harian Cakrawala",
    "Suara Khatulistiwa", "Antero Pos",
)  # fmt: skip
WEIGHTS = {
    "sepakat": 1.4, "kerja sama": 1.2, "berdialog": 1.1, "mendukung": 0.9, "perdamaian": 1.0,
    "bertemu": 0.6, "mencairkan": 0.8, "bantuan": 0.7, "menolak": -1.1, "mengancam": -1.5,
    "sanksi": -1.0, "mengecam": -1.3, "mengusir": -1.2, "ketegangan": -0.9, "mengerahkan": -0.8,
    "perang": -0.7, "damai": 0.9, "akur": 0.8, "munafik": -1.0, "bohong": -0.9, "rudal": -0.4,
    "baik": 0.5, "mengatakan": 0.05, "hari": -0.02, "pertemuan": 0.3,
}  # fmt: skip
WARM = (
    "Kedua pihak sepakat melanjutkan kerja sama di bidang penyelamatan kapal selam.",
    "Menteri luar negeri itu bertemu rekannya dan berdialog selama tiga jam.",
    "Aliansi menyambut baik pertemuan tersebut dan mendukung perdamaian di kawasan.",
    "Bantuan kemanusiaan dikirim bersama lewat jalur udara yang baru dibuka.",
    "Jabat tangan di pelabuhan itu mencairkan hubungan yang lama membeku.",
)
PLAIN = (
    "Pertemuan berlangsung pada hari Selasa di gedung dewan lama, kata juru bicara.",
    "Juru bicara mengatakan jadwal berikutnya akan diumumkan kemudian.",
    "Delegasi terdiri atas sebelas orang, termasuk dua penerjemah.",
    "Latihan itu digelar tiap dua tahun sejak 2009.",
)
COLD = (
    "Moskow mengecam langkah itu dan mengancam mengerahkan rudal ke perbatasan barat.",
    "Aliansi menolak tuntutan tersebut dan menyiapkan sanksi tambahan.",
    "Ketegangan memuncak setelah kedua negara saling mengusir diplomat.",
    "“Ini perang kata-kata yang berbahaya,” ujar seorang pengamat; ia menolak dikutip lebih jauh.",
)
READERS = (
    "semoga damai ya, capek lihat berita perang terus",
    "dua duanya munafik, bohong semua wkwkwk",
    "sanksi terus tapi minyaknya dibeli juga, munafik!!!",
    "Kalau akur kan enak, harga gandum turun",
    "admin typo tuh judulnya",
    "Jangan percaya, itu bohong. Rudal siapa yang ada di sana?",
    "mantap, akhirnya mau bertemu juga",
)
TITLES = (
    "Dewan Bersama Bertemu Lagi di {place}", "Latihan Militer di {place} Picu Protes",
    "Utusan Khusus Tiba di {place}, Perundingan Dibuka",
    "{place} dan Sanksi yang Tak Kunjung Dicabut",
    "Wawancara: Jalan Panjang Menuju {place}",
)  # fmt: skip
PLACES = ("Lisabon", "Kaliningrad", "Brussel", "Baku", "Jenewa", "Ankara", "Helsinki", "Vilnius")
YEARS = (*range(2010, 2015), *range(2016, 2025))  # no article of 2015: a gap in the trend

MakeScores = Callable[..., pa.Table]


def _scored(sentence: str, labels: Sequence[str], rng: np.random.Generator) -> dict[str, Any]:
    terms = []
    for word, weight in WEIGHTS.items():
        found = re.search(rf"\b{word}\b", sentence, re.IGNORECASE)
        if found:
            terms.append({"term": word, "words": found[0], "contribution": weight})
    terms.sort(key=lambda term: -abs(term["contribution"]))
    lean = sum(term["contribution"] for term in terms) + float(rng.normal(0, 0.3))
    odds = [math.exp(lean), math.exp(0.9 - 0.3 * abs(lean)), math.exp(-lean)]
    shares = [share / sum(odds) for share in odds]
    return {
        "label": labels[int(np.argmax(shares))],
        "score": shares[0] - shares[-1],
        **{f"p_{label}": share for label, share in zip(labels, shares, strict=True)},
        "intercept": 0.0,
        "terms": terms[:8],
    }


def _document(
    sentences: Sequence[str],
    about: Mapping[str, Any],
    labels: Sequence[str],
    rng: np.random.Generator,
) -> list[dict[str, Any]]:
    rows, start = [], 0
    for index, text in enumerate(sentences):
        place = {"index": index, "start": start, "end": start + len(text), "text": text}
        rows.append({**about, **place, **_scored(text, labels, rng)})
        start += len(text) + 1
    return rows


def _about(number: int, n_articles: int, rng: np.random.Generator, task: str) -> dict[str, Any]:
    year = YEARS[number * len(YEARS) // n_articles]
    day = f"{year}-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}"
    outlet = OUTLETS[number % len(OUTLETS)]
    title = TITLES[number % len(TITLES)].format(place=PLACES[number % len(PLACES)])
    return {
        "task": task,
        "kind": "article",
        "document_id": f"artikel-{number}",
        "article_id": f"artikel-{number}",
        "title": EVIL if number == 7 else title,
        "outlet": None if number == 5 else outlet,
        "published": None if number == 11 else day + ("T09:20:00+07:00" if number % 3 else ""),
        "published_precision": "unknown"
        if number == 11
        else "inferred"
        if number == 2
        else "minute",
        "url": f"https://www.{outlet.lower().replace(' ', '')}.example/{year}/{number}",
        "duplicate_of": "artikel-3" if number == 9 else None,
        "position": None,
        "commenter": None,
        "model": "0f3a9c51d2e4",
        "trained_on": number % 6 == 0,
        "error": None,
    }


def _sentences(number: int, year: int, n: int, rng: np.random.Generator) -> list[str]:
    warmth = 0.75 - (year - 2010) / 14 * 0.5 + 0.15 * math.sin(number)
    pools = [WARM if rng.random() < warmth else COLD for _ in range(n)]
    return [
        str(rng.choice(PLAIN if rng.random() < 0.35 else pool))  # type: ignore[arg-type]
        for pool in pools
    ]


def _failed(about: Mapping[str, Any], labels: Sequence[str]) -> dict[str, Any]:
    empty = dict.fromkeys(["index", "start", "end", "text", "label", "score", "intercept", "terms"])
    gone = {
        "document_id": "rusak",
        "article_id": "rusak",
        "error": "expected text, got 3 NUL bytes.",
    }
    return {**about, **empty, **dict.fromkeys(f"p_{label}" for label in labels), **gone}


ABOUT = {
    "bundle": {
        "task": "stance",
        "codebook": {"task": "stance", "version": "stance-1", "labels": list(STANCE)},
        "labels": {"cooperative": 201, "neutral": 260, "confrontational": 215},
        "validation": {
            "n_sentences": 676,
            "accuracy": 0.713,
            "macro_f1": 0.702,
            "calibration_error": 0.041,
        },
        "digest": "0f3a9c51d2e4aa",
        "settings": {"word_pairs": True, "seed": 0},
        "versions": {"numpy": "2.0", "scikit-learn": "1.9"},
    },
    "corpus": {
        "articles": 24,
        "comments": 80,
        "notes": {
            "repaired": {"mojibake": 3},
            "inferred": {"year-inferred": 1},
            "skipped": {"no-article": 2},
        },
    },
    "versions": {"stance": "0.1.0", "python": "3.11"},
}


def _made_up(
    n_articles: int = 24,
    n_sentences: int = 12,
    *,
    comments: bool = True,
    dates: bool = True,
    task: str = "stance",
) -> pa.Table:
    labels = STANCE if task == "stance" else SENTIMENT
    rng = np.random.default_rng(7)
    rows: list[dict[str, Any]] = []
    about: dict[str, Any] = {}
    for number in range(n_articles):
        about = _about(number, n_articles, rng, task)
        year = int((about["published"] or "2019")[:4])
        if not dates:
            about |= {"published": None, "published_precision": "unknown"}
        length = 2 if number == 4 else max(3, n_sentences + number % 5 - 2)
        rows += _document(_sentences(number, year, length, rng), about, labels, rng)
        for position in range(3 + number % 6 if comments and number % 2 else 0):
            said = str(rng.choice(READERS))
            own = {
                "kind": "comment",
                "document_id": f"{about['document_id']}-k{position}",
                "position": position,
            }
            who = {"commenter": f"{number:04x}{position:04x}", "duplicate_of": None}
            rows += _document(re.split(r"(?<=\.) ", said), about | own | who, labels, rng)
    rows.append(_failed(about, labels))
    return _as_table(rows, labels)


def _as_table(rows: list[dict[str, Any]], labels: Sequence[str]) -> pa.Table:
    from stance.score_table import COLUMNS

    names = list(COLUMNS)
    cut = names.index("intercept")
    order = [*names[:cut], *(f"p_{label}" for label in labels), *names[cut:]]
    schema = pa.schema([(name, COLUMNS.get(name, pa.float64())) for name in order])
    stored = {b"stance": json.dumps(ABOUT).encode()}
    return pa.Table.from_pylist(rows, schema=schema).replace_schema_metadata(stored)


@pytest.fixture(scope="session")
def make_scores() -> MakeScores:
    """A function that makes up a score table of a wanted size."""
    return _made_up


@pytest.fixture(scope="session")
def scores(make_scores: MakeScores) -> pa.Table:
    """24 articles of 2010-2024, half of them with comments; one failed, one with an evil title."""
    return make_scores()


@pytest.fixture(scope="session")
def make_unseen() -> MakeScores:
    """Like `make_scores`, but as of a classifier that has seen none of the documents."""

    def made(**shape: Any) -> pa.Table:
        scores = _made_up(**shape)
        place = scores.column_names.index("trained_on")
        return scores.set_column(place, "trained_on", pa.array([False] * scores.num_rows))

    return made


@pytest.fixture(scope="session")
def make_gold() -> Callable[..., pa.Table]:
    """A function that labels every third sentence of a score table; see `gold`."""
    return _made_up_gold


@pytest.fixture(scope="session")
def unseen(make_unseen: MakeScores) -> pa.Table:
    """The scores of `scores`, which no label has taught."""
    return make_unseen()


@pytest.fixture(scope="session")
def gold(unseen: pa.Table) -> pa.Table:
    """Gold labels of every third sentence; every eighth of them is not what was predicted."""
    return _made_up_gold(unseen)


def _made_up_gold(scores: pa.Table, *, kinds: Sequence[str] = ("article", "comment")) -> pa.Table:
    from stance.gold_table import GOLD_SCHEMA

    labels = [name[2:] for name in scores.column_names if name.startswith("p_")]
    known = [row for row in scores.to_pylist() if row["error"] is None and row["kind"] in kinds]
    rows = []
    for number, row in enumerate(known[::3]):
        wrong = labels[(labels.index(row["label"]) + 1) % len(labels)]
        rows.append(
            {
                **{name: row[name] for name in ("task", "document_id", "start", "end")},
                "label": wrong if number % 8 == 0 else row["label"],
                "probability": 1 / 3,
                "purpose": "gold",
            }
        )
    whole = [dict.fromkeys(GOLD_SCHEMA.names) | row for row in rows]
    return pa.Table.from_pylist(whole, schema=GOLD_SCHEMA)


def _made_up_curve() -> pa.Table:
    """Eight specifications of three choices; the first is the baseline."""
    rows = []
    for spec in range(8):
        value = 0.004 * (spec - 5)
        rows.append(
            {
                "spec": spec, "stems": "no" if spec % 2 else "yes", "unit": "sentence",
                "method": "corrected" if spec < 4 else "labels only", "quantity": "score",
                "value": value, "low": value - 0.01, "high": value + 0.01, "p": 0.3,
                "baseline": spec == 0, "error": None,
            }
        )  # fmt: skip
    schema = pa.schema(
        [("spec", pa.int32()), *((name, pa.string()) for name in ("stems", "unit", "method")),
         ("quantity", pa.string()),
         *((name, pa.float64()) for name in ("value", "low", "high", "p")),
         ("baseline", pa.bool_()), ("error", pa.string())]
    )  # fmt: skip
    settings = {"settings": {"estimand": {"what": "slope", "kind": "article"}}}
    return pa.Table.from_pylist(rows, schema=schema).replace_schema_metadata(
        {"stance": json.dumps(settings)}
    )


@pytest.fixture(scope="session")
def curve() -> pa.Table:
    """A small multiverse."""
    return _made_up_curve()


@pytest.fixture(scope="session")
def events() -> tuple[Any, ...]:
    """Two events a month apart, and one before the first article."""
    from datetime import date

    from stance.records import Event, Translated

    days = (date(2014, 3, 18), date(2014, 4, 20), date(1999, 1, 1))
    names = ("Aneksasi", "Perundingan", "Lama")
    return tuple(
        Event(day=day, name=Translated(en=f"{name} (en)", id=name))
        for day, name in zip(days, names, strict=True)
    )
