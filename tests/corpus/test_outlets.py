"""Tables of rules: what they may hold, and how an outlet is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.pages import load_rules
from stance.corpus.pages.outlets import BUILT_IN, Phrases, Pieces, normal_line
from stance.errors import InputError, SettingError

RULES = load_rules()


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://internasional.kompas.com/read/1", "Kompas.com"),
        ("https://www.cnnindonesia.com/x", "CNN Indonesia"),
        ("news.detik.com/berita", "Detik"),
        ("https://kompas.com.palsu.example/1", None),
        ("https://bukankompas.com/1", None),
        ("http://[::1", None),
        ("", None),
    ],
)
def test_outlets_by_their_addresses(url, outlet):
    found = RULES.of_url(url)
    assert (found.outlet if found else None) == outlet


@pytest.mark.parametrize(
    ("name", "outlet"),
    [
        ("KOMPAS.COM", "Kompas.com"),
        ("detikNews", "Detik"),
        ("TEMPO.CO", "Tempo"),
        ("Kabar Kita", None),
    ],
)
def test_outlets_by_their_names(name, outlet):
    found = RULES.of_name(name)
    assert (found.outlet if found else None) == outlet


def test_a_marker_is_a_whole_word():
    assert RULES.of_marker(["Sumber: Okezone"]).outlet == "Okezone"
    assert RULES.of_marker(["Okezoners berkumpul"]) is None


def test_every_built_in_table_but_one_is_an_outlet():
    assert len(RULES.outlets) == len(list(BUILT_IN.glob("*.toml"))) - 1
    assert all(table.outlet and table.domains for table in RULES.outlets)


def test_loaded_rules_are_shared():
    assert load_rules(RULES) is RULES


def test_a_users_table_replaces_the_one_of_the_same_name(tmp_path):
    (tmp_path / "kompas.toml").write_text('outlet = "Kompas Saya"\ndomains = ["kompas.com"]')
    (tmp_path / "baru.toml").write_text('outlet = "Koran Baru"\ndomains = ["www.baru.example"]')
    rules = load_rules(tmp_path)
    assert rules.of_url("https://kompas.com/1").outlet == "Kompas Saya"
    assert rules.of_url("https://baru.example/1").outlet == "Koran Baru"
    assert len(rules.outlets) == len(RULES.outlets) + 1


def test_a_folder_without_tables_is_refused(tmp_path):
    with pytest.raises(SettingError, match=r"Expected a folder with rule tables .*got '.*'.*Give"):
        load_rules(tmp_path)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("outlet = ", "Expected a TOML table of rules in x.toml"),
        ('warna = "biru"', "Expected one of outlet, .* in x.toml, got 'warna'"),
        ('[lines]\nbuang = ["a"]', "Expected one of drop, .* in x.toml, got 'lines.buang'"),
        (
            'domains = "x.example"',
            "Expected a list of texts for domains in x.toml, got 'x.example'",
        ),
        ("markers = [1]", "Expected a list of texts for markers"),
        ('[lines]\ndrop = ["/(/"]', r"Expected regular expressions .*got .*\("),
        ("outlet = 3", "Expected a name for outlet in x.toml, got '3'"),
        ('lone_byline = "ya"', "Expected true or false for lone_byline"),
        ("lines = 3", "Expected a table for lines"),
    ],
)
def test_faults_in_tables_name_the_file_and_the_remedy(tmp_path, table, message):
    (tmp_path / "x.toml").write_text(table)
    with pytest.raises(InputError, match=message) as caught:
        load_rules(tmp_path)
    assert "\n" not in str(caught.value).strip()


def test_phrases():
    lines = Phrases(["Baca juga*", "Oleh *", "* network", r"/\d+ kali/"])
    matching = ["BACA JUGA: Dua", "• baca  juga", "Oleh Sari", "Kabar Network", "12 kali"]
    other = ["Harap baca juga", "Olehnya", "supernetwork", "12 kali lagi"]
    assert [lines.match(text) for text in matching] == [True] * len(matching)
    assert [lines.match(text) for text in other] == [False] * len(other)
    assert not Phrases([]).match("apa pun")


def test_pieces():
    pieces = Pieces(["a+b", r"/\[x\d\]/"])
    assert pieces.removed_from("1 A+B 2 [x3]").split() == ["1", "2"]
    assert pieces.all_in("a+b [x1]") == ["a+b", "[x1]"]
    assert pieces.found_in("aab") is False
    empty = Pieces([])
    assert (empty.removed_from("a"), empty.all_in("a"), empty.found_in("a")) == ("a", [], False)


@given(st.text(max_size=100))
def test_any_line_is_compared(text):
    assert normal_line(normal_line(text)) == normal_line(text)
    assert isinstance(RULES.any_page.drop.match(text), bool)
