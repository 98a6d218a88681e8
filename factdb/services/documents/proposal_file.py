"""The file of proposals: one JSON object a line for each article, with its facts, its text and its proposals.

It needs neither the articles' files nor the same machine: what was read and proposed in one place is added in another.
Whoever edits it may drop proposals, and change who said what and when; a passage must stay the article's own words.
"""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any, NoReturn

from factdb.domain import dates, names, text
from factdb.domain.enums import Attribution, Basis, Kind, Medium
from factdb.domain.passages import Span
from factdb.errors import FactdbError, UnreadableFileError
from factdb.errors.import_files import ProposalLineError
from factdb.extract.proposal import Proposal
from factdb.formats.files import opening, strict_json
from factdb.services.documents.article_batch import ArticleToAdd
from factdb.services.documents.article_reading import NewArticle
from factdb.services.documents.documents import DocumentDraft

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import IO

_LINE_KEYS = frozenset({"article", "proposals"})
_TEXTS = ("url", "typed_url", "source", "title", "author", "language", "headline")
_WORDS = {"attribution": Attribution, "kind": Kind, "said_basis": Basis}
_ARTICLE_KEYS = frozenset({*_TEXTS, "file", "published", "medium", "doubts", "text"})
_PROPOSAL_TEXTS = ("claim", "speaker", "mention", "said_on", "occasion")
_PROPOSAL_KEYS = frozenset({
    *_PROPOSAL_TEXTS, *_WORDS, "n", "start", "end", "text", "said_precision", "recording_time", "addressee", "worth",
    "worth_reasons", "rule", "confidence", "alternatives", "marks", "is_minor",
})  # fmt: skip
_AGAIN = "Write the proposals again: factdb articles propose FOLDER -o proposals.jsonl"


def article_line(name: str, article: NewArticle, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the line of an article; `rows` are its proposals as lists print them, and `name` is that of its file."""
    draft = article.draft
    return {
        "article": {
            "file": name.encode(errors="replace").decode(),  # bytes that are no UTF-8 are no text
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
    handled = 0
    try:
        for number, line in _lines(stream, name):
            handled += 1
            yield _article(line, f"{name}, line {number}")
    except ProposalLineError as error:
        yield error
    except UnreadableFileError as error:  # from some line on: those before it are articles
        yield FactdbError(str(error), _AGAIN)
    else:
        if not handled:
            yield ProposalLineError(name, "it has no article", _AGAIN)


def _lines(stream: IO[bytes], name: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not empty, with their numbers; refuse a file whose objects are laid out for people."""
    opened = opening.open_file(stream, name)
    if opened.text is None:
        raise ProposalLineError(name, "it is no text", _AGAIN)
    lines = ((number, line) for number, line in enumerate(opened.text.lines(), start=1) if line.strip())
    for first in lines:
        if first[1].strip() in {"{", "["}:  # otherwise each of a million lines would be refused by itself
            why = "an article stands on several lines"
            raise ProposalLineError(name, why, f"Write each article on one line: jq -c . {name} > lines.jsonl")
        yield from chain([first], lines)


def _article(line: str, name: str) -> ArticleToAdd | FactdbError:
    """Return the article of a line, or why it is none."""
    try:
        content = strict_json.decode(line)
        if flaw := strict_json.flaw(content):
            return ProposalLineError(name, f"{flaw.path} {flaw.why}".strip(), _AGAIN)
        return _to_add(content, name)
    except json.JSONDecodeError as error:
        return ProposalLineError(name, f"it is not JSON: {strict_json.syntax_reason(error)}", _AGAIN)
    except ValueError as error:  # an edit: nobody should lose it by writing the file again
        return ProposalLineError(name, str(error), "")
    except ProposalLineError as error:
        return error
    except FactdbError as error:
        return ProposalLineError(name, str(error), error.next_step)


def _to_add(content: object, name: str) -> ArticleToAdd:
    if not isinstance(content, dict) or "article" not in content:
        raise ProposalLineError(
            name, "it is no line of factdb articles propose", "A file of claims: factdb import FILE"
        )
    line = _object(content, "the line", _LINE_KEYS)
    facts = _object(line["article"], "article", _ARTICLE_KEYS)
    rows, words = _required(line, "proposals"), facts.get("text")
    texts: dict[str, Any] = {field: _optional_text(facts, field) for field in _TEXTS}
    draft = DocumentDraft(
        **texts,
        published=dates.parse(_optional_text(facts, "published") or "unknown"),
        medium=text.member(Medium, "medium", _optional_text(facts, "medium") or Medium.NEWS),
        is_article=True,
    )
    if not isinstance(words, str) or not words.strip():
        _refuse("it has no text of an article")
    if not isinstance(rows, list):
        _refuse("proposals is no list")
    file_name = (_optional_text(facts, "file") or "").replace("\\", "/").rpartition("/")[2] or None
    article = NewArticle(words, draft, file_name, tuple(_list_of_texts(facts, "doubts")))
    proposals = [_proposal(_object(row, "a proposal", _PROPOSAL_KEYS), words, draft.published) for row in rows]
    return ArticleToAdd(name, article, proposals, is_final=True)


def _refuse(why: str) -> NoReturn:
    raise ValueError(why)


def _object(value: object, what: str, keys: Collection[str]) -> Mapping[str, Any]:
    """Return a value that is an object; refuse a key that nobody reads: what somebody wrote there would be lost."""
    if not isinstance(value, dict):
        _refuse(f"{what} is no object")
    for key in value:
        if key not in keys:
            near = names.nearest_names(key, keys, limit=1)
            _refuse(f'{what} has a key that factdb does not read: "{key}"{f" (near: {near[0]})" if near else ""}')
    return value


def _required(values: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 - whatever the line holds
    if key not in values:
        _refuse(f"it has no {key}")
    return values[key]


def _optional_text(values: Mapping[str, Any], key: str) -> str | None:
    value = values.get(key)
    if value is not None and not isinstance(value, str):
        _refuse(f"{key} is no text")
    return value


def _list_of_texts(values: Mapping[str, Any], key: str) -> list[str]:
    value = values.get(key) or []
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        _refuse(f"{key} is no list of texts")
    return value


def _proposal(row: Mapping[str, Any], words: str, published: dates.PartialDate) -> Proposal:
    start, end = _required(row, "start"), _required(row, "end")
    if not (type(start) is int and type(end) is int and 0 <= start < end <= len(words)):
        _refuse(f"no passage from {start} to {end} is in the text")
    if _required(row, "text") != words[start:end]:
        _refuse(f"the text from {start} to {end} is another than that of the proposal")
    texts = {field: _optional_text(row, field) for field in _PROPOSAL_TEXTS}
    if not (claim := texts["claim"] or "").strip():
        _refuse(f"the proposal at {start} has no claim")
    is_minor = row.get("is_minor", False)
    if type(is_minor) is not bool:
        _refuse("is_minor is neither true nor false")
    closed_lists: dict[str, Any] = {
        field: text.member(members, field.replace("_", " "), str(_required(row, field)))
        for field, members in _WORDS.items()
    }
    said_on = dates.parse(texts["said_on"] or "unknown")
    # A day that somebody corrected is not that of publication any more, and must not follow it.
    if closed_lists["said_basis"] is Basis.PUBLISHED and said_on != published:
        closed_lists["said_basis"] = Basis.EXPLICIT
    return Proposal(
        **closed_lists,
        start=start,
        end=end,
        text=words[start:end],
        claim=claim,
        speaker=texts["speaker"],
        mention=texts["mention"],
        occasion=texts["occasion"],
        addressee=None,
        said_on=said_on.day,
        said_precision=said_on.precision,
        worth=0,
        worth_reasons=(),
        rule="",
        confidence=0,
        alternatives=(),
        marks=tuple(_list_of_texts(row, "marks")),
        run=0,
        parts=(Span(start, end),),
        mention_at=None,
        is_minor=is_minor,
    )
