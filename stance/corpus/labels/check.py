"""A ledger held against its corpus and codebook: every problem listed, not only the first."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stance.corpus.labels.annotations import ADJUDICATOR, Place, anchor, parse_annotation, settle
from stance.corpus.labels.codebook import shipped_tasks
from stance.corpus.labels.gold import documents_by_id, ledger_files
from stance.corpus.labels.places import Document
from stance.corpus.labels.problems import SEVERITIES, Coverage, LabelCheck, LabelProblem
from stance.errors import InputError
from stance.records import Annotation, Article, CodebookText, Corpus, Kind, Sentence

_SHOWN = 60
_TWO = 2
Split = Callable[[Sequence[Document]], Iterable[Sequence[Sentence]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One annotation with the line it stands on; its offsets are where its sentence is now."""

    annotation: Annotation
    file: str
    number: int

    @property
    def place(self) -> Place:
        return self.annotation.document_id, self.annotation.start, self.annotation.end


def check_ledger(
    path: str | Path, *, corpus: Corpus, codebook: CodebookText, split: Split
) -> LabelCheck:
    """What is wrong with a ledger, or a folder of them, as the corpus and codebook are now.

    Parameters
    ----------
    path
        The ledger, or the folder.
    corpus
        The documents it points into.
    codebook
        The whole codebook of the task: its labels, flags and compatible versions.
    split
        What splits documents into sentences.

    Raises
    ------
    InputError
        If a file cannot be read at all.
    """
    path = Path(path)
    files = (ledger_files(path) or []) if path.is_dir() else [path]
    return _Check(corpus, codebook, split).run(files)


class _Check:
    """Goes through a ledger once, and collects problems on the way."""

    def __init__(self, corpus: Corpus, codebook: CodebookText, split: Split) -> None:
        self.book = codebook
        self.documents = documents_by_id(corpus)
        pieces = split(list(self.documents.values()))
        self.sentences = {
            name: [(sentence.start, sentence.end) for sentence in found]
            for name, found in zip(self.documents, pieces, strict=True)
        }
        self.known_tasks = {*shipped_tasks(), codebook.codebook.task}
        self.problems: list[LabelProblem] = []

    def run(self, files: Sequence[Path]) -> LabelCheck:
        lines = [line for file in files for line in self._read(file)]
        placed = [found for line in lines if (found := self._place(line)) is not None]
        last = self._latest(placed)
        self._check_decisions(last)
        self._check_overlaps(last)
        coverage = self._coverage(last)
        return LabelCheck(
            task=self.book.codebook.task,
            codebook=self.book.codebook.version,
            n_files=len(files),
            n_annotations=len(lines),
            annotators=dict(sorted(Counter(one.annotation.annotator for one in lines).items())),
            coverage=coverage,
            problems=tuple(sorted(self.problems, key=_order)),
        )

    def _say(self, code: str, detail: str, said_at: _Line | None = None, **place: Any) -> None:
        if said_at is not None:
            place = {
                "file": said_at.file,
                "line": said_at.number,
                "document_id": said_at.annotation.document_id,
            }
        where = {"file": None, "line": None, "document_id": None} | place
        self.problems.append(
            LabelProblem(code=code, severity=SEVERITIES[code], detail=detail, **where)
        )

    def _read(self, file: Path) -> Iterator[_Line]:
        """The annotations of one file that can be used, each line judged on its own."""
        try:
            content = file.read_bytes().removeprefix(b"\xef\xbb\xbf")
        except OSError as error:
            raise InputError(
                f"Expected a label ledger at {file}, but: {error.strerror}. Check the name."
            ) from error
        for number, raw in enumerate(content.split(b"\n"), start=1):
            if raw.strip():
                annotation = self._parse(raw, file=str(file), line=number)
                if annotation is not None:
                    yield _Line(annotation=annotation, file=str(file), number=number)

    def _parse(self, raw: bytes, **where: Any) -> Annotation | None:
        """The annotation of a line; `None` if it is of another task or cannot be used."""
        short = self.book.codebook
        try:
            text = raw.decode("utf-8")
            row = json.loads(text)
            # Label and purpose are judged below, so that each gets its own code.
            known = {"label": short.labels[0], "purpose": "train"} if _names_them(row) else {}
            parse_annotation(json.dumps(row | known), codebook=short, where="this line")
        except InputError as error:
            self._say("unparsable", str(error), **where)
            return None
        except (ValueError, TypeError, RecursionError):
            self._say("unparsable", f"not one JSON object: {_short(raw)}", **where)
            return None
        where["document_id"] = row["document_id"]
        if row["task"] != short.task:
            if row["task"] not in self.known_tasks:
                self._say("unknown-task", _unknown(row["task"], self.known_tasks), **where)
            return None
        return self._judge(row, where)

    def _judge(self, row: dict[str, Any], where: dict[str, Any]) -> Annotation | None:
        short = self.book.codebook
        versions = (short.version, *self.book.compatible)
        flags = [flag.name for flag in self.book.flags]
        if row["codebook"] not in versions:
            self._say("unknown-codebook", _unknown(row["codebook"], versions), **where)
        for flag in row.get("flags", []):
            if flag not in flags:
                self._say("unknown-flag", _unknown(flag, flags), **where)
        usable = True
        for code, name, known in (
            ("unknown-label", "label", short.labels),
            ("unknown-purpose", "purpose", ("train", "gold")),
        ):
            if row[name] not in known:
                self._say(code, _unknown(row[name], known), **where)
                usable = False
        return Annotation(**{**row, "flags": tuple(row.get("flags", ()))}) if usable else None

    def _place(self, line: _Line) -> _Line | None:
        """The line with its offsets where its sentence stands now, or `None` if it is gone."""
        said = line.annotation
        if said.document_id not in self.documents:
            self._say("no-document", f"no document {said.document_id!r} in the corpus", line)
            return None
        text = self.documents[said.document_id].text
        place = anchor(said, text)
        if place is None:
            outside = said.end > len(text)
            detail = f"{said.start}-{said.end} of {len(text)} characters" if outside else (
                f"{said.start}-{said.end} is now {_short(text[said.start : said.end])}"
            )  # fmt: skip
            self._say("outside" if outside else "gone", detail, line)
            return None
        start, end = place
        if place != (said.start, said.end):
            self._say("re-anchored", f"{said.start}-{said.end} is now {start}-{end}", line)
        spans = self.sentences[said.document_id]
        if place not in spans:
            there = ", ".join(f"{a}-{b}" for a, b in spans if a < end and start < b) or "none"
            self._say("not-a-sentence", f"{start}-{end}; sentences there: {there}", line)
        return replace(line, annotation=replace(said, start=start, end=end))

    def _latest(self, lines: Sequence[_Line]) -> dict[Place, dict[str, _Line]]:
        """Each annotator's last word on each place; what it supersedes is said."""
        last: dict[Place, dict[str, _Line]] = defaultdict(dict)
        for line in lines:
            said = last[line.place]
            before = said.get(line.annotation.annotator)
            if before is not None:
                labels = f"{before.annotation.label} by {line.annotation.label}"
                self._say("superseded", f"{labels}, {line.file}:{line.number}", before)
            said[line.annotation.annotator] = line
        return dict(sorted(last.items()))

    def _check_decisions(self, last: Mapping[Place, Mapping[str, _Line]]) -> None:
        for given in last.values():
            annotations = {who: line.annotation for who, line in given.items()}
            labels = {row.label for who, row in annotations.items() if who != ADJUDICATOR}
            newest = list(given.values())[-1]
            if ADJUDICATOR in given and len(labels) < _TWO:
                said = "nobody else labelled it" if not labels else f"all said {labels.pop()}"
                self._say("needless-adjudication", said, given[ADJUDICATOR])
            elif settle(annotations) is None:
                votes = ", ".join(f"{who} {row.label}" for who, row in annotations.items())
                self._say("tied", f"{votes}; no adjudicator decided", newest)

    def _check_overlaps(self, last: Mapping[Place, Mapping[str, _Line]]) -> None:
        """Places are in order of document and start: each is held against the furthest before."""
        furthest: Place = ("", 0, 0)
        for place, given in last.items():
            if place[0] == furthest[0] and place[1] < furthest[2]:
                detail = f"{place[1]}-{place[2]} overlaps {furthest[1]}-{furthest[2]}"
                self._say("overlap", detail, next(iter(given.values())))
            furthest = max(furthest, place, key=lambda one: (one[0], one[2]))

    def _coverage(self, last: Iterable[Place]) -> tuple[Coverage, ...]:
        labelled = set(last)
        found: dict[Kind, Counter[str]] = {"article": Counter(), "comment": Counter()}
        for name, spans in self.sentences.items():
            kind: Kind = "article" if isinstance(self.documents[name], Article) else "comment"
            n = sum((name, start, end) in labelled for start, end in spans)
            found[kind].update(documents=1, sentences=len(spans), labelled=n)
            if n < len(spans):
                detail = f"{len(spans) - n} of {len(spans)} sentences have no label"
                self._say("unlabelled", detail, document_id=name)
        return tuple(
            Coverage(
                kind=kind,
                n_documents=sums["documents"],
                n_sentences=sums["sentences"],
                n_labelled=sums["labelled"],
            )
            for kind, sums in found.items()
        )


def _order(problem: LabelProblem) -> tuple[bool, str, int, str]:
    """By file and line; what no line is to blame for comes last."""
    no_line = problem.line is None
    return no_line, problem.file or "", problem.line or 0, problem.document_id or ""


def _names_them(row: object) -> bool:
    return isinstance(row, dict) and all(isinstance(row.get(k), str) for k in ("label", "purpose"))


def _unknown(value: str, known: Iterable[str]) -> str:
    return f"{_short(value)}; known: {', '.join(sorted(known)) or 'none'}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
