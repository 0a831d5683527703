"""The words of ``rules/comments.toml`` and the patterns made of them."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def rules() -> dict[str, Any]:
    """The tables of ``rules/comments.toml``."""
    text = files("stance.corpus").joinpath("rules", "comments.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def one_of(entries: Iterable[str]) -> str:
    """One pattern that matches any of the rules' entries, the longest spelling first."""
    ordered = sorted(entries, key=len, reverse=True)
    return (
        "(?:"
        + "|".join(entry.replace(" ?", r"\s*").replace(" ", r"\s+") for entry in ordered)
        + ")"
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _when_pattern() -> str:
    table = rules()["when"]
    count = rf"(?:\d{{1,3}}\s*|{one_of(table['one'])}\s+|se)"
    ago = (
        rf"(?:{one_of(table['about'])}\s+)?{count}{one_of(table['unit'])}\s+{one_of(table['ago'])}"
    )
    month, weekday = one_of(table["month"]), one_of(table["weekday"])
    clock = (
        r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*[ap]\.?m\.?)?"
        rf"(?:\s*\(?{one_of(table['zone'])}\)?)?"
    )
    day = (
        rf"(?:\d{{1,2}}[\s./-]+(?:{month}|\d{{1,2}})\.?(?:[\s./,-]+\d{{2,4}})?"
        rf"|{month}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{4}}-\d{{2}}-\d{{2}})"
    )
    joint = rf"(?:[\s,|@/·•T–-]+|\s+{one_of(table['joint'])}\s+|,\s*{one_of(table['joint'])}\s+)"
    day = rf"(?:{weekday},?\s+)?(?:{day}|{one_of(table['said'])})(?:{joint}{clock})?"
    return (
        rf"(?:{one_of(table['before'])}:?\s+)?(?:{ago}|{day}|{clock})"
        rf"(?:[\s·•|]+{one_of(table['after'])})*"
    )


def _heading_patterns() -> tuple[re.Pattern[str], ...]:
    table = rules()["heading"]
    word, titled = one_of(table["counted"]), one_of([*table["counted"], *table["titled"]])
    number = rf"(?P<n>\d(?:[\d.,]{{0,8}}\d)?|{one_of(table['numbers'])})"
    title = rf"\s+{one_of(table['link'])}\s+(?P<title>\S.*)"
    # without the marks "2 replies to my question" and "Tanggapan untuk Presiden" are text
    quoted = rf"\s+{one_of(table['link'])}\s+(?P<title>[“\"'‘«„]\S.*[”\"'’»“])"
    order = rf"(?:\s+{one_of(table['order'])}.{{0,40}})?"
    login = rf"(?:[\s·|]+.{{0,80}}?\s{one_of(table['login'])}(?:\s+\d+)?{order})?"
    return (
        _compiled(rf"{number}\s+{word}{title}"),
        _compiled(rf"{number}\s+{titled}{quoted}"),
        _compiled(rf"{number}\s+{word}{login}"),
        _compiled(
            rf"(?:semua\s+|all\s+)?{word}\s*[:(\[]?\s*(?P<n>\d(?:[\d.,]{{0,8}}\d)?)\s*[)\]]?"
        ),
        _compiled(rf"{titled}{quoted}"),
        _compiled(one_of(table["bare"]) + ":?"),
    )


@dataclass(frozen=True, slots=True)
class Patterns:
    """One pattern for each sort of line or part of a line.

    `headings`, `says`, `on`, `arrow` and `reply_line` find names and titles, so they read the line
    as it is; the others only tell what a line is and read it in lower case, which is several
    times faster than ignoring case.
    """

    heading_cue: re.Pattern[str]
    headings: tuple[re.Pattern[str], ...]
    furniture: re.Pattern[str]
    order: re.Pattern[str]
    form_start: re.Pattern[str]
    form: re.Pattern[str]
    stop: re.Pattern[str]
    when_cue: re.Pattern[str]
    when: re.Pattern[str]
    relative: re.Pattern[str]
    button: re.Pattern[str]
    reply: re.Pattern[str]
    says: re.Pattern[str]
    on: re.Pattern[str]
    arrow: re.Pattern[str]
    reply_line: re.Pattern[str]
    badge: re.Pattern[str]
    job: re.Pattern[str]
    small: re.Pattern[str]


@cache
def patterns() -> Patterns:
    """The rules' words as compiled patterns."""
    table = rules()
    when, name, buttons = _when_pattern(), table["name"], table["buttons"]
    reply = one_of(buttons["reply"])
    short = rf"\d{{1,3}}\s*{one_of(table['when']['short_unit'])}"
    button = rf"(?:(?P<word>{reply}|{one_of(buttons['other'])})|{when}|{short}|\d{{1,6}})(?!\w)"
    cues = [*table["when"]["ago"], *table["when"]["said"]]
    arrows = [re.escape(a) if not a[0].isalpha() else rf"\s{a}\s" for a in name["reply_arrow"]]
    return Patterns(
        heading_cue=re.compile(
            r"koment|comment|tangg|respon|balas|repl|thought|pemik|pendap|diskus|discus"
        ),
        headings=_heading_patterns(),
        furniture=re.compile(one_of(table["furniture"]["lines"])),
        order=re.compile(one_of(table["furniture"]["orders"])),
        form_start=re.compile(one_of(table["furniture"]["form_start"])),
        form=re.compile(one_of(table["furniture"]["form"])),
        stop=re.compile(one_of(table["furniture"]["stop"])),
        when_cue=re.compile(r"\d|" + one_of(cues)),
        when=re.compile(when),
        relative=re.compile(rf".*\b{one_of(table['when']['ago'])}\b.*"),
        button=re.compile(button),
        reply=re.compile(reply),
        says=_compiled(rf"(?P<head>\S.{{0,120}}?)\s+{one_of(name['says'])}\s*:\s*(?P<tail>.*)"),
        on=_compiled(rf"\s+{one_of(name['on'])}\s+"),
        arrow=_compiled(r"\s*(?:" + "|".join(arrows) + r")\s*"),
        reply_line=_compiled(one_of(name["reply_line"])),
        badge=re.compile(one_of(name["badge"])),
        job=re.compile(one_of(table["job"]["lead"]) + r"(?:\s.*)?"),
        small=re.compile(one_of(table["job"]["small"])),
    )
