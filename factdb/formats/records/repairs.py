"""Repairs the texts of a record: letters that were read in a wrong encoding, and control characters."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from factdb.domain.text import remove_controls
from factdb.errors.exchange import RowRefusedError
from factdb.formats.records.claim_record import CheckRecord, ClaimRecord, EvidenceRecord, Repair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from factdb.formats.records.row_errors import Records

Part = TypeVar("Part", ClaimRecord, EvidenceRecord, CheckRecord)

# The texts that people read. An id, an address and a word of a closed list stay as they are, or are refused.
_TEXTS: dict[type, tuple[str, ...]] = {
    ClaimRecord: (
        "claim", "quote", "attributed_to", "speaker", "speaker_title", "speaker_party", "occasion", "source",
        "document_title", "author", "headline",
    ),
    EvidenceRecord: ("title", "excerpt", "note", "asked", "answer_type"),
    CheckRecord: ("publisher", "headline", "label"),
}  # fmt: skip


def repair_text(text: str) -> str:
    r"""Return a text with what is surely wrong put right, and without control characters.

    Surely wrong is Windows-1252 that was read as Latin-1 (`Jos\x92s`), and UTF-8 that was read as Windows-1252 or the
    like (`Donâ€™t`). ftfy leaves a text alone that could be meant so: its rules were made from millions of texts.
    """
    if text.isascii() and text.isprintable():
        return text
    return remove_controls(_fix_encoding()(text)).strip()


def repaired(file: str, records: Records) -> Records:
    """Yield the records with their texts repaired, and each change in `repairs`; the raw row stays as it was.

    A claim of which nothing is left is refused.
    """
    for record in records:
        yield record if isinstance(record, RowRefusedError) else repair_record(file, record)


def repair_record(file: str, record: ClaimRecord) -> ClaimRecord | RowRefusedError:
    """Return one record as `repaired` yields it."""
    changes: list[Repair] = []
    mended = _repair_record(record, changes)
    if mended.claim:
        return replace(mended, repairs=tuple(changes)) if changes else record
    why = "has nothing but control characters"
    return RowRefusedError(file, record.line, why, column="claim", value=record.claim).of(dict(record.raw))


def _repair_record(record: ClaimRecord, changes: list[Repair]) -> ClaimRecord:
    mended = _repair_texts(record, "", changes)
    evidence = tuple(_repair_texts(part, f"evidence[{at}].", changes) for at, part in enumerate(record.evidence))
    checks = tuple(_repair_texts(part, f"checks[{at}].", changes) for at, part in enumerate(record.checks))
    topics = tuple(dict.fromkeys(filter(None, _changed("topics", record.topics, changes))))
    return replace(mended, topics=topics, evidence=evidence, checks=checks)


def _repair_texts(part: Part, path: str, changes: list[Repair]) -> Part:
    texts = {name: text for name in _TEXTS[type(part)] if (text := getattr(part, name))}
    mended: dict[str, Any] = {
        name: next(_changed(f"{path}{name}", (text,), changes)) or None for name, text in texts.items()
    }
    return part if mended == texts else replace(part, **mended)


def _changed(field: str, texts: tuple[str, ...], changes: list[Repair]) -> Iterator[str]:
    for text in texts:
        mended = repair_text(text)
        if mended != text:
            changes.append(Repair(field, text, mended))
        yield mended


@cache
def _fix_encoding() -> Callable[[str], str]:
    import ftfy  # noqa: PLC0415 - its tables are needed by this option alone

    only_the_encoding = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_encoding=True,
        # A letter that is lost already would be guessed.
        replace_lossy_sequences=False,
        fix_c1_controls=True,
        # What somebody may have meant so: ligatures, wide letters, curly marks.
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    return lambda text: ftfy.fix_text(text, only_the_encoding)
