"""What to do after a refusal, in the words of the pages: a field or a button, where the command line has an option."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factdb.errors import ClaimChangedError
from factdb.errors.archive import ConsentNeededError, NoArticlePageError
from factdb.errors.claims import (
    ArticleNoteNeededError,
    EmptyOfficeError,
    NoSuchClaimError,
    NothingToEditError,
    OfficeDatesError,
    ReasonNeededError,
    RoleNeededError,
    WordsNeededError,
)
from factdb.errors.decisions import (
    ClaimPublishedError,
    CorrectionWaitsError,
    NoPublicNoteError,
    NoRatingError,
    NoReasonsError,
    NothingToCorrectError,
    RetractionWaitsError,
    TwoReasonsError,
)
from factdb.errors.desk import (
    ArticleChangedError,
    ChangedItError,
    ContactOutcomeError,
    FourEyesError,
    NothingToChangeError,
    NothingToReleaseError,
    NothingToUndoError,
    NothingWaitsError,
    NotTakenError,
    ProposalChangedError,
    PublishApartError,
    SearchNameTakenError,
    TooManySearchesError,
)
from factdb.errors.evidence import (
    EvidenceContradictsError,
    EvidenceNeededError,
    NothingContradictsError,
    StanceNeededError,
)
from factdb.errors.exchange import (
    BadMappingError,
    ImportUndoneError,
    LaterImportError,
    NoClaimColumnError,
    RowRefusedError,
    RowsRefusedError,
    TwoColumnsError,
    UnknownFormatError,
    WrongFormatError,
)
from factdb.errors.import_files import LayoutColumnsError, LayoutFitsError, LayoutNotNeededError, NoHeadingsError
from factdb.errors.people import BadScaleFileError, NameReasonNeededError, NothingToSplitError
from factdb.errors.reports import NoValueError, QuestionError, QuestionTooLongError, QuestionTooSlowError

if TYPE_CHECKING:
    from collections.abc import Callable

    from factdb.errors import FactdbError

_WAITS = "Approve it, or withdraw it: both are buttons of the claim's page."
_OTHER_EDITOR = "Another editor must sign in and approve it."
_NEVERTHELESS = "“Flags, places searched, contrary evidence”"
_ON_PAGES: dict[type[FactdbError], str] = {
    ArticleChangedError: "Look at the facts below, which are as you typed them, and save again.",
    ArticleNoteNeededError: "Write the note to readers; “Show what would change” lists the claims.",
    ChangedItError: _OTHER_EDITOR,
    ClaimChangedError: "Look at what changed, and save again: what you typed is below.",
    ClaimPublishedError: "To change what readers may have seen: Correct in public.",
    BadScaleFileError: "Correct it as in the example beside the form.",
    BadMappingError: "Choose another field for the column.",
    ConsentNeededError: "Tick that the address may become known, and ask again.",
    ContactOutcomeError: "Choose the outcome, and write its answer.",
    CorrectionWaitsError: _WAITS,
    EvidenceContradictsError: f"Untick or withdraw what does not count; or say why under {_NEVERTHELESS}.",
    EvidenceNeededError: "Paste the address of a page under New evidence, or tick evidence of the claim.",
    EmptyOfficeError: "Write one of the three.",
    FourEyesError: _OTHER_EDITOR,
    ImportUndoneError: "To take its claims up again, import the file again.",
    LaterImportError: "Undo the later import first.",
    LayoutColumnsError: "Choose no public data set, or another one.",
    LayoutNotNeededError: "Choose no public data set, or another format.",
    LayoutFitsError: "Choose it as the public data set, or leave the column of evidence out.",
    NameReasonNeededError: "Write why the name changes under Reason.",
    NoArticlePageError: "Save the page in your browser, and choose its file; or paste its text.",
    NoClaimColumnError: "Choose the column that has the field claim, and show the summary again.",
    NoHeadingsError: "Choose the public data set that it is of, or put a line with the name of each column before it.",
    NoPublicNoteError: "Write the note to readers.",
    NoRatingError: "Choose one.",
    NoReasonsError: "Write them under Reasons.",
    NoSuchClaimError: "",  # the page has a link to all claims
    NothingContradictsError: f"Empty the field for that under {_NEVERTHELESS}.",
    NothingToCorrectError: "Choose a rating, or change the facts of the claim.",
    NothingToChangeError: "Change a field first.",
    NothingToEditError: "Change a field first.",
    NothingToSplitError: "Tick claims or names, or write numbers of claims.",
    NothingToReleaseError: "The lease may have ended. An assignment ends on the page of the claim.",
    NothingToUndoError: "",
    NothingWaitsError: "Leave the topic empty, or see all claims.",
    NotTakenError: "The lease may have ended. An assignment ends on the page of the claim.",
    NoValueError: "Write the value itself in its place, in single quotes.",
    OfficeDatesError: "Check the days under Since and Until.",
    ProposalChangedError: "Look at what waits now, and approve that.",
    PublishApartError: "Save it. Another editor then publishes the claim.",
    QuestionTooLongError: "Shorten it.",
    QuestionTooSlowError: "Ask for less, such as fewer months; `factdb sql` on the command line may take longer.",
    ReasonNeededError: "Write it under Reason.",
    RetractionWaitsError: _WAITS,
    RoleNeededError: "Ask an admin for the role.",
    RowRefusedError: "Correct the row and upload the file again, or import the other rows.",
    RowsRefusedError: "A dry run lists them. Correct them and upload the file again, or import the other rows.",
    SearchNameTakenError: "Choose another name; or tick that the search of this name is replaced.",
    StanceNeededError: "Write what the page does before its address: supports:https://…, refutes: or context:",
    TooManySearchesError: "Delete one first.",
    TwoColumnsError: "Choose a field for the right column, leave the others out, and show the summary again.",
    TwoReasonsError: "Write them as one text.",
    UnknownFormatError: "Choose the format, and show the summary again.",
    WordsNeededError: "Select or paste a passage, or write the claim in neutral words.",
    WrongFormatError: "Choose the right format, and show the summary again.",
}


def _see_owner(match: re.Match[str]) -> str:
    see = f"See {match[1]} {match[2]} under People"
    return f"{see}; if both are the same, merge them." if match[3] else f"{see}."


# Sentences of many errors, and of the refused rows of an import.
_PHRASES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"^See all (\w+): factdb [a-z]+(?: list)?$"), r"See the list of all \1."),
    (
        re.compile(r"[Nn]ame the order: --date-order dmy, or --date-order mdy"),
        "Choose the “Order of dates”.",
    ),
    (re.compile(r"name the order: --date-order ORDER"), "choose the “Order of dates”."),
    (
        re.compile(r"If marks are text in this file: --quoting none"),
        "If marks are text, choose none as marks.",
    ),
    (re.compile(r"Rate the claim first: factdb claims rate .*"), "Rate the claim first, on its page."),
    (re.compile(r"Open the claim again: factdb claims status .*"), "Open it again: move it to in-review, on its page."),
    (re.compile(r"correct each publicly: factdb claims correct .*"), "correct each in public, on its page."),
    (
        re.compile(r"See that (\w+): factdb \w+ show (\d+)(; if both are the same)?(?:: factdb \w+ merge \d+ \d+)?"),
        _see_owner,
    ),
    (re.compile(r"--searched \(where you looked\)"), f"the places searched, under {_NEVERTHELESS}"),
)
_COMMAND = re.compile(r"--\w|factdb [a-z-]")


def in_page_words(sentence: str) -> str:
    """Return a sentence with fields of the pages in place of options of the command line."""
    for phrase, words in _PHRASES:
        sentence = phrase.sub(words, sentence)
    return sentence


def next_step(error: FactdbError) -> str:
    """Return what to do next. Where no page does it, the command line does, and the sentence says so."""
    if type(error) in _ON_PAGES:
        return _ON_PAGES[type(error)]
    if isinstance(error, QuestionError) and _COMMAND.search(error.next_step):
        return "The SQL page lists the views and their columns beside the question."
    step = in_page_words(error.next_step)
    is_of_pages = type(error).__module__ == "factdb.errors.web"
    if step and not is_of_pages and _COMMAND.search(step):
        return f"On the command line: {step}"
    return step
