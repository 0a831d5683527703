"""Words filled in, and numbers and dates as each language writes them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from stance.report.panels import printable
from stance.report.words import LABELS, LANGUAGES, MONTHS, TASKS, WARNINGS, WORDS, Language

_MINUS = "−"


def say(key: str, language: Language, /, **values: str) -> str:
    """The words for `key`, with its placeholders filled.

    >>> say("count_articles", "id", n="3"), say("count_articles", "en", n="3")
    ('3 artikel', '3 articles')
    """
    return WORDS[key][LANGUAGES.index(language)].format(**values)


def plural(key: str, count: int) -> str:
    """The key of the words for `count` things: Indonesian needs no other, English does for one.

    >>> plural("count_articles", 1), plural("count_articles", 2)
    ('count_articles_one', 'count_articles')
    """
    return key + "_one" if count == 1 else key


def caution(code: str, text: str, language: Language) -> str:
    """A warning of the estimates in words; an unknown code keeps its own `text`.

    >>> caution("no-sentences", "no-sentences: ...", "id")
    'Tidak ada kalimat yang dinilai.'
    """
    return WARNINGS[code][LANGUAGES.index(language)] if code in WARNINGS else text


def measure(task: str, language: Language) -> str:
    """What a task measures.

    >>> measure("sentiment", "id"), measure("mood", "id")
    ('sentimen', 'mood')
    """
    return TASKS.get(task, (task, task))[LANGUAGES.index(language)]


def label(name: str, language: Language) -> str:
    """A label's name for people; a label of a user's own codebook goes by its own name.

    >>> label("confrontational", "id"), label("joy", "id")
    ('konfrontatif', 'joy')
    """
    return LABELS.get(name, (name, name))[LANGUAGES.index(language)]


def vocabulary(task: str, labels: tuple[str, ...], language: Language) -> dict[str, str]:
    """The values of the placeholders that most words share."""
    noun = measure(task, language)
    return {
        "measure": noun,
        "Measure": noun[:1].upper() + noun[1:],
        "first": label(labels[0], language),
        "last": label(labels[-1], language),
    }


def signed(number: float | None, language: Language) -> str:
    """A score or gap with its sign and two decimals.

    >>> signed(0.125, "en"), signed(-0.5, "id"), signed(-0.001, "en"), signed(None, "en")
    ('+0.13', '−0,50', '0.00', '–')
    """
    if number is None:
        return "–"
    rounded = int(abs(number) * 100 + 0.5) / 100
    sign = "" if rounded == 0 else "+" if number > 0 else _MINUS
    return sign + _localized(f"{rounded:.2f}", language)


def count(number: int, language: Language) -> str:
    """A whole number with its thousands set apart.

    >>> count(12500, "id"), count(12500, "en")
    ('12.500', '12,500')
    """
    return _localized(f"{number:,}", language)


def percent(share: float | None, language: Language) -> str:
    """A share in percent.

    >>> percent(0.345, "id"), percent(0.004, "en"), percent(0.0001, "en")
    ('34%', '0.4%', '0%')
    """
    if share is None:
        return "–"
    places = 1 if 0.0005 <= share < 0.01 else 0  # noqa: PLR2004 - below 1 % a decimal tells more
    return _localized(f"{share * 100:.{places}f}", language) + "%"


def decimal(number: float, language: Language, places: int = 2) -> str:
    """A plain number.

    >>> decimal(0.8214, "id")
    '0,82'
    """
    return _localized(f"{number:.{places}f}", language)


def day(iso: str | None, language: Language) -> str:
    """The day of an ISO date or time in words.

    >>> day("2016-07-04T09:20:00+07:00", "id"), day(None, "en")
    ('4 Juli 2016', 'undated')
    """
    if not iso:
        return say("no_date", language)
    when = date.fromisoformat(iso[:10])
    return f"{when.day} {MONTHS[language][when.month - 1]} {when.year}"


def _localized(number: str, language: Language) -> str:
    if language == "en":
        return number
    return number.translate(str.maketrans(".,", ",."))


@dataclass(frozen=True, slots=True)
class Both:
    """The same said in both languages; as HTML it holds both, and the style hides one.

    >>> print(Both("ya", "yes").__html__())
    <span class="id" lang="id">ya</span><span class="en" lang="en">yes</span>
    >>> print(Both("<2016>", "<2016>").__html__())
    &lt;2016&gt;
    """

    id: str
    en: str

    def pick(self, language: Language) -> str:
        """What is said in one language."""
        return self.id if language == "id" else self.en

    def __html__(self) -> Markup:
        if self.id == self.en:
            return escape(printable(self.id))
        spoken = '<span class="id" lang="id">{}</span><span class="en" lang="en">{}</span>'
        return Markup(spoken).format(printable(self.id), printable(self.en))  # noqa: S704 - a constant; format escapes

    @classmethod
    def of(cls, say_it: Callable[[Language], str]) -> "Both":
        """Both languages of one function."""
        return cls(say_it("id"), say_it("en"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of a report on one task, in both languages."""

    task: str
    labels: tuple[str, ...]

    def vocabulary(self, language: Language) -> dict[str, str]:
        """The values of the placeholders that most words share."""
        return vocabulary(self.task, self.labels, language)

    def words(self, key: str, **values: Both | str) -> Both:
        """The words for `key`; a value may itself be in both languages.

        >>> wording = Wording(task="stance", labels=("cooperative", "confrontational"))
        >>> wording.words("trend_title").en
        'Stance by year'
        """

        def say_it(language: Language) -> str:
            filled = {
                name: value.pick(language) if isinstance(value, Both) else value
                for name, value in values.items()
            }
            return say(key, language, **{**self.vocabulary(language), **filled})

        return Both.of(say_it)

    def label(self, name: str) -> Both:
        """A label's name for people."""
        return Both.of(lambda language: label(name, language))


def group_words(name: str, wording: Wording) -> Both | str:
    """A group of estimates for people: a year, an outlet, or that neither is known.

    >>> group_words("2016", Wording(task="stance", labels=("pro", "contra")))
    '2016'
    """
    unknown = {"undated": "no_date", "(unknown)": "no_outlet"}
    return wording.words(unknown[name]) if name in unknown else printable(name)


def score_words(number: float | None) -> Both:
    """A score or gap with its sign."""
    return Both.of(lambda language: signed(number, language))


def count_words(number: int) -> Both:
    """A whole number."""
    return Both.of(lambda language: count(number, language))


def percent_words(share: float | None) -> Both:
    """A share in percent."""
    return Both.of(lambda language: percent(share, language))


def day_words(iso: str | None) -> Both:
    """A day in words."""
    return Both.of(lambda language: day(iso, language))
