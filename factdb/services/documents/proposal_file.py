"""The file of proposals: one JSON object a line for each article, with its facts, its text and its proposals.

It needs neither the articles' files nor the same machine: what was read and proposed in one place is added in another.
Whoever edits it may drop proposals, and change who said what and when; a passage must stay the article's own words.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from factdb.domain import dates, text
from factdb.domain.enums import Attribution, Basis, Kind, Medium
from factdb.domain.passages import Span
from factdb.errors import FactdbError, UnreadableFileError
from factdb.extract.proposal import Proposal
from factdb.formats.files import opening, strict_json
from factdb.services.documents.article_batch import ArticleToAdd
from factdb.services.documents.article_reading import NewArticle
from factdb.services.documents.documents import DocumentDraft

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

_TEXTS = ("url", "typed_url", "source", "title", "author", "language", "headline")
_WORDS = {"attribution": Attribution, "kind": Kind, "said_basis": Basis}
_AGAIN = "Write the proposals again: factdb articles propose FOLDER -o proposals.jsonl"


def article_line(name: str, article: NewArticle, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the line of an article; `rows` are its proposals as lists print them, and `name` is that of its file."""
    draft = article.draft
    return {
        "article": {
            "file": name,
            **{field: getattr(draft, field) for field in _TEXTS},
            "published": dates.shown(draft.published.day, draft.published.precision),
            "medium": draft.medium,
            "doubts": list(article.doubts),
            "text": article.text,
        },
        "proposals": list(rows),
    }


def read_articles(stream: IO[bytes], name: str) -> Iterator[ArticleToAdd | FactdbError]:
    """Yield the articles of a file of proposals; a line that cannot be read is a refusal, and the others go on."""
    opened = opening.open_file(stream, name)
    if opened.text is None:
        raise UnreadableFileError(name, "it is no text", _AGAIN)
    for number, line in enumerate(opened.text.lines(), start=1):
        if line.strip():
            yield _article(line, f"{name}, line {number}")


def _article(line: str, name: str) -> ArticleToAdd | FactdbError:
    """Return the article of a line, or why it is none."""
    try:
        content = strict_json.decode(line)
        if flaw := strict_json.flaw(content):
            return UnreadableFileError(name, f"{flaw.path} {flaw.why}", _AGAIN)
        return _to_add(content, name)
    except json.JSONDecodeError as error:
        return UnreadableFileError(name, f"it is not JSON: {strict_json.syntax_reason(error)}", _AGAIN)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        return UnreadableFileError(name, f"it is no line of factdb articles propose ({error})", _AGAIN)
    except FactdbError as error:
        return UnreadableFileError(name, str(error), error.next_step)


def _to_add(content: Any, name: str) -> ArticleToAdd:  # noqa: ANN401 - whatever the line holds
    facts, words = content["article"], content["article"]["text"]
    texts: dict[str, Any] = {field: _optional_text(facts, field) for field in _TEXTS}
    draft = DocumentDraft(
        **texts,
        published=dates.parse(facts.get("published") or "unknown"),
        medium=text.member(Medium, "medium", facts.get("medium") or Medium.NEWS),
        is_article=True,
    )
    if not isinstance(words, str) or not words.strip():
        raise UnreadableFileError(name, "it has no text of an article", _AGAIN)
    doubts = tuple(str(doubt) for doubt in facts.get("doubts", ()))
    file_name = (_optional_text(facts, "file") or "").replace("\\", "/").rpartition("/")[2] or None
    article = NewArticle(words, draft, file_name, doubts)
    return ArticleToAdd(name, article, [_proposal(row, words) for row in content["proposals"]], is_final=True)


def _optional_text(facts: dict[str, Any], field: str) -> str | None:
    value = facts.get(field)
    if value is not None and not isinstance(value, str):
        message = f"{field} is no text"
        raise TypeError(message)
    return value


def _proposal(row: dict[str, Any], words: str) -> Proposal:
    start, end, said_on = row["start"], row["end"], dates.parse(row.get("said_on") or "unknown")
    if not (type(start) is int and type(end) is int and 0 <= start < end <= len(words)):
        message = f"no passage from {start} to {end} is in the text"
        raise ValueError(message)
    if row["text"] != words[start:end]:
        message = f"the text from {start} to {end} is another than that of the proposal"
        raise ValueError(message)
    if not isinstance(row["claim"], str) or not row["claim"].strip():
        message = f"the proposal at {start} has no claim"
        raise ValueError(message)
    closed_lists: dict[str, Any] = {
        field: text.member(members, field.replace("_", " "), row[field]) for field, members in _WORDS.items()
    }
    return Proposal(
        **closed_lists,
        start=start,
        end=end,
        text=words[start:end],
        claim=row["claim"],
        speaker=_optional_text(row, "speaker"),
        mention=_optional_text(row, "mention"),
        occasion=_optional_text(row, "occasion"),
        addressee=None,
        said_on=said_on.day,
        said_precision=said_on.precision,
        worth=0,
        worth_reasons=(),
        rule="",
        confidence=0,
        alternatives=(),
        marks=tuple(row.get("marks") or ()),
        run=0,
        parts=(Span(start, end),),
        mention_at=None,
        is_minor=bool(row.get("is_minor")),
    )
