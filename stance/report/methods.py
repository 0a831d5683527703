"""A methods section that writes itself: how figures came about, with the sources, for a paper.

Plain facts go in, sentences come out, in English or Indonesian. A fact that is not given leaves
its sentence, or its part of one, out.
"""

from collections.abc import Collection
from importlib.resources import files

from stance.errors import SettingError
from stance.report.claims import may_not_say, may_say
from stance.report.facts import Facts, in_words, said
from stance.report.words import Language

__all__ = ["bibliography", "cited", "may_not_say", "may_say", "methods_paragraph"]


def methods_paragraph(facts: Facts, language: Language) -> str:
    """How the figures came about, ready to be pasted into a paper.

    Parameters
    ----------
    facts
        Any of these; what is `None`, 0 or left out is not spoken of.

        The corpus: ``articles``, ``comments``, ``sentences``, ``outlets`` (numbers),
        ``first_year``, ``last_year``; ``task`` and ``labels`` (in codebook order).

        The classifier: ``macro_f1`` (0..1) out of fold on ``judged`` sentences; ``folds`` of
        cross-fitted scores.

        The gold labels: ``gold`` (how many), in ``gold_articles`` articles, by ``annotators``
        annotators under version ``codebook``; ``alpha`` with ``alpha_low`` and ``alpha_high``;
        ``strata`` (names of columns) and ``plan`` (digest) where they were drawn;
        ``without_gold``: names of the periods that have none.

        The estimates: ``level`` of the intervals (0..1); ``tuning`` (0..1) where it was set;
        ``commenters`` (how many) where errors are clustered by these, too; ``draws`` of whole
        articles where they, not the jackknife, give the intervals; ``periods`` of a trend and
        ``break_draws`` for dates of breaks; ``settings`` (digest), ``version`` of stance;
        ``kind``, ``trend`` and ``gap`` as in `may_say`.
    language
        ``en`` or ``id``.

    Raises
    ------
    SettingError
        A fact has another name.

    Examples
    --------
    >>> facts = {"articles": 1200, "outlets": 3, "gold": 400, "tuning": 1.0}
    >>> methods_paragraph(facts, "en").partition(" Shares")[0].partition(". ")[2]
    'Classification errors were measured by 400 gold labels.'
    """
    found = said("methods", in_words(facts, language), language)
    return " ".join(text for _, text in found)


def cited(facts: Facts) -> list[str]:
    """The keys of the sources that the paragraph names, in order, each once.

    >>> cited({"articles": 3})
    ['hopkins2010']
    """
    found = said("methods", in_words(facts, "en"), "en")
    return list(dict.fromkeys(key for entry, _ in found for key in entry.get("cites", ())))


def bibliography(keys: Collection[str] | None = None) -> str:
    """The sources as BibTeX, in the order of their keys.

    Parameters
    ----------
    keys
        Which of them, as `cited` gives them; `None` for all that the estimates rest on.

    Raises
    ------
    SettingError
        There is no such source.

    Examples
    --------
    >>> print(bibliography(["kish1965"]), end="")
    @book{kish1965,
      author = {Kish, Leslie},
      title = {Survey Sampling},
      publisher = {Wiley},
      year = {1965}
    }
    """
    text = files("stance.report").joinpath("sources.bib").read_text(encoding="utf-8")
    entries = {_key(entry): entry.strip() for entry in text.split("\n\n")}
    unknown = sorted(set(keys or ()) - entries.keys())
    if unknown:
        raise SettingError(
            f"Expected keys of sources, got {', '.join(unknown)}. "
            f"Available keys: {', '.join(sorted(entries))}."
        )
    chosen = sorted(entries) if keys is None else sorted(set(keys))
    return "\n\n".join(entries[key] for key in chosen) + "\n"


def _key(entry: str) -> str:
    return entry.partition("{")[2].partition(",")[0]
