"""The reports that are made in Python: what each is called, what it says, its parameters, and the form of an answer.

The command line makes its options of these declarations, and the pages their forms. Nothing here reads a database:
help must not wait for that. `desk_answers` makes the reports.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factdb.domain.enums import Comparison, ContactKind, Question
from factdb.reports.parameters import Parameter, ParameterKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factdb.reports.catalogue import Chart

SUBJECTS = (
    "Verdicts",
    "Speakers and outlets",
    "Evidence and pages",
    "Checks by other publishers",
    "Work of the desk",
    "Corrections and replies",
)
"""The headings under which reports are listed, in this order; a desk's own reports may have others."""


@dataclass(frozen=True, slots=True)
class DeskReport:
    """A report that is made in Python: `help` says in a sentence what it shows, `about` what its figures mean."""

    name: str
    title: str
    help: str
    about: str
    subject: str
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of a report: its title, its columns, and its rows by column."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ReportAnswer:
    """A finished report: the values of its parameters as text, what it counted, its tables, and itself as a document.

    Files of rows have the first table. `chart` says how that table is drawn, where it is.
    """

    parameters: Mapping[str, Sequence[str]]
    facts: Sequence[str]
    tables: Sequence[ReportTable]
    document: object
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class ReportViewer:
    """The person who asks: their number, whether the desk is blind, and whether they may know who complained."""

    reviewer_id: int | None
    blind: bool
    reads_complaints: bool


AGREEMENT = DeskReport(
    "agreement",
    "Agreement of reviewers",
    "Show how far the assessments of reviewers agree.",
    "The report compares claims that at least two reviewers assessed. Kappa and alpha are 1 if all agree, and 0 if "
    "they agree no more than by chance. Krippendorff relies on an alpha of 0.800 or more, and draws no firm conclusion "
    "below 0.667. On a blind desk, assessments that you may not see yet are left out.",
    "Work of the desk",
    (
        Parameter("question", "", "Question of the assessments (default: truth).", ParameterKind.WORD, words=Question),
        Parameter(
            "round",
            "1",
            "Compare assessment N of each reviewer (default: 1, the first).",
            ParameterKind.NUMBER,
            least=1,
            most=1_000,
        ),
        Parameter("since", "", "Include assessments from this day (UTC) or later.", ParameterKind.FIRST_DAY),
        Parameter(
            "reviewer", "", "Include only this reviewer (repeatable).", ParameterKind.REVIEWER, is_repeatable=True
        ),
    ),
)
MINE = DeskReport(
    "mine",
    "My assessments beside the published verdicts",
    "List my assessments beside the published verdicts.",
    "The newest assessment comes first, with the rating and the reason of the verdict in force. A verdict counts as "
    "soon as it is published; until then the list shows nothing of it, and never the assessments of others.",
    "Work of the desk",
    (
        Parameter("question", "", "List only assessments of this question.", ParameterKind.WORD, words=Question),
        Parameter(
            "comparison",
            "",
            "List only assessments that agree with the published verdict, that differ, or without one yet.",
            ParameterKind.WORD,
            words=Comparison,
        ),
    ),
)
CORRECTIONS = DeskReport(
    "corrections",
    "Corrections and retractions",
    "List corrections and retractions, with their reasons.",
    "This is the public log: the time, the claim, the values before and after, and the note for readers.",
    "Corrections and replies",
    (Parameter("since", "", "Show corrections made on this day (UTC), at this time, or later.", ParameterKind.TIME),),
)
REPLIES = DeskReport(
    "replies",
    "Replies that are missing",
    "List the replies that are missing.",
    "Open complaints, people who were asked and have not answered, and claims that were published without asking "
    "anybody. Who complained is shown to reviewers, editors and admins only.",
    "Corrections and replies",
    (
        Parameter(
            "kind",
            "",
            "List only contacts of this kind (repeatable): reply, complaint, outreach.",
            ParameterKind.WORD,
            words=ContactKind,
            is_repeatable=True,
        ),
        Parameter("older_than", "", "List only contacts made so many days or weeks ago.", ParameterKind.DURATION),
    ),
)
TAKEDOWNS = DeskReport(
    "takedowns",
    "Erasures that people asked for",
    "Count the erasures that people asked for, and what became of them.",
    "For each kind of person: how many were asked, done, refused and are open, and after how many days. Nothing in the "
    "report says who asked, or what was erased.",
    "Corrections and replies",
    (Parameter("since", "", "Count erasures asked on this day (UTC), or later.", ParameterKind.TIME),),
)
DESK_REPORTS = (AGREEMENT, CORRECTIONS, MINE, REPLIES, TAKEDOWNS)
