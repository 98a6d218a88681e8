"""Evidence as people type it does what it says, or is refused with the form that works."""

from __future__ import annotations

import pytest

from factdb.domain.enums import Question, Stance
from factdb.domain.typed_evidence import EvidenceKind, TypedEvidence, read
from factdb.errors import BadValueError

FILES = {"notes.pdf", "my notes.txt", "7.1"}.__contains__
URL, FILE, INTERVIEW, ITEM = EvidenceKind


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("https://e.org/a", TypedEvidence(URL, "https://e.org/a")),
        (
            "quote:refutes:https://e.org/a: b the words: here",
            TypedEvidence(URL, "https://e.org/a:", Question.QUOTE, Stance.REFUTES, "b the words: here"),
        ),
        ("notes.pdf", TypedEvidence(FILE, "notes.pdf")),
        ("truth: notes.pdf", TypedEvidence(FILE, "notes.pdf", Question.TRUTH)),
        ("quote:file:my notes.txt it stands", TypedEvidence(FILE, "my notes.txt", Question.QUOTE, None, "it stands")),
        ("7.1", TypedEvidence(ITEM, "7.1")),
        ("quote:7.1", TypedEvidence(ITEM, "7.1", Question.QUOTE)),
        ("file:7.1", TypedEvidence(FILE, "7.1")),
        ("interview: Jane Doe, 3 May", TypedEvidence(INTERVIEW, "Jane Doe, 3 May")),
        ("Supports: Interview: Jane Doe", TypedEvidence(INTERVIEW, "Jane Doe", None, Stance.SUPPORTS)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_evidence_is_read_as_it_is_typed(typed: str, expected: TypedEvidence) -> None:
    assert read(typed, FILES) == expected


def test_an_interview_with_a_whole_date_has_that_day() -> None:
    assert str(read("interview: Jane Doe, 3 May 2026", FILES).published) == "2026-05-03"
    assert str(read("interview: Jane Doe, 3/5/2026", FILES).published) == "unknown"


@pytest.mark.parametrize(
    ("typed", "sentence", "next_step"),
    [
        ("www.e.org/a", "is not a whole address", "https://www.e.org/a"),
        ("quote:www.e.org/a", "is not a whole address", "https://www.e.org/a"),
        ("missing.pdf", "is not a URL, a file or evidence", "a file that exists"),
        ("interview:", "is not a URL, a file or evidence", '"interview: NAME"'),
        ("file:///tmp/notes.pdf", "is not a page of the web", "by its path: /tmp/notes.pdf"),
        ("lies:https://e.org/a", "begins with an unknown mark", "quote:, truth:"),
        ("", "is not a URL, a file or evidence", "Give a URL"),
    ],
)
def test_other_words_are_refused_with_the_form_that_works(typed: str, sentence: str, next_step: str) -> None:
    with pytest.raises(BadValueError, match=sentence) as refusal:
        read(typed, FILES)
    assert next_step in refusal.value.next_step
