"""What is found: comments as the page gives them, and the block they stand in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RawComment:
    """One comment as it stands on its page.

    `name` and `when` are the page's words (``"3 jam yang lalu"``) or, in HTML, the machine-readable
    time where the page has one. `text` keeps the writer's line breaks. `reply_to` is the index, in
    the block's tuple, of the comment that this one answers.
    """

    name: str | None
    when: str | None
    text: str
    reply_to: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentBlock:
    """A page's comments, with what their heading says.

    `announced` is the number the heading claims, `title` the article's title where the heading
    quotes it. `first_line` to `last_line` count from 1 and include the heading and the form below
    the comments; both are 0 for a tree, whose comment nodes are taken out instead.
    """

    comments: tuple[RawComment, ...]
    announced: int | None
    title: str | None
    first_line: int
    last_line: int
