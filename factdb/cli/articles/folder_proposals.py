"""`factdb articles propose` for a folder: a line of JSON for each article, which `articles add` takes."""

from __future__ import annotations

from contextlib import closing, suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from factdb.cli.articles import article_files
from factdb.errors import FactdbError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from factdb.cli.articles.article_files import FileArticle
    from factdb.cli.desk import Desk
    from factdb.extract.proposal import Proposal
    from factdb.services.claims.proposals import KnownArticle, KnownSpeakers
    from factdb.services.documents.article_reading import NewArticle

    Row = Callable[[int, Proposal, str | None], dict[str, Any]]

_CHUNK = 50  # articles that are looked up in the ledger at once
_MOST_NAMES = 5
_HOW_TO_STATE = (
    "Write these facts into their lines. Or propose a folder of these files alone: --source and --published hold for"
    " all files of a folder, also for pages that state others."
)


def require_lines(row_format: str | None, columns: str | None, output: str | None) -> None:
    """Refuse a form that the proposals of a folder do not have, and a name by which nobody would know them."""
    is_named = output in {None, "-"} or article_files.is_of_proposals(str(output))
    if columns or row_format not in {None, "jsonl"} or not is_named:
        raise click.UsageError(
            "The proposals of a folder are written as jsonl, a line for each article, whole: -o proposals.jsonl"
        )


def propose_folder(
    desk: Desk, folder: str, details: dict[str, Any], row: Row, *, show_all: bool, jobs: int | None, output: str | None
) -> None:
    """Write the proposals of all articles in a folder; `row` returns that of a proposal, as lists have it."""
    from factdb.cli.terminal.files import article_files as files_in
    from factdb.cli.terminal.files import open_to_write, output_path
    from factdb.errors.claims import ArticlesLeftOutError
    from factdb.errors.database import NoDatabaseError
    from factdb.formats import rows
    from factdb.services.claims import proposals

    names = list(files_in([folder]))
    speakers: KnownSpeakers | None = None
    with suppress(NoDatabaseError), desk.reading(before_writing=True) as session:
        speakers = proposals.known_speakers(session)
    written = _Written(desk, row, speakers, show_all=show_all)
    names_by_key = article_files.speaker_names(speakers.names if speakers else {})
    processes = article_files.process_count(jobs, names)
    articles = article_files.read_articles(desk, names, details, names_by_key, processes, proposes=True)
    path = output_path(desk, output)
    progress = desk.show_progress(lambda: f"{written.articles + written.refused:,} of {len(names):,} articles")
    with progress, closing(articles), open_to_write(path) as out:
        for line in written.lines(articles):
            out.write(f"{rows.line(line)}\n".encode())
        if not written.articles:  # then there is no file
            raise ArticlesLeftOutError(written.refused, again="read the folder again")
    desk.hint(*written.summary(), *([f"Add them: factdb articles add {path} --accept all"] if path else []))
    if written.refused:
        raise ArticlesLeftOutError(written.refused, again="read the folder again")


class _Written:
    """What was written of a folder so far: how many articles and proposals, and how many files were refused."""

    def __init__(self, desk: Desk, row: Row, speakers: KnownSpeakers | None, *, show_all: bool) -> None:
        self._desk = desk
        self._row = row
        self._speakers = speakers
        self._show_all = show_all
        self.articles = self.refused = 0
        self._proposals = 0
        self._lacking: list[str] = []  # files; each is one of many, so all are named only if they are few

    def summary(self) -> list[str]:
        """Return how much was written, and how many articles lack what `articles add` needs."""
        from factdb.cli.terminal.lists_and_facts import count_with_noun

        counts = f"{count_with_noun(self.articles, 'article')}, {count_with_noun(self._proposals, 'proposal')}"
        named = ", ".join(self._lacking[:_MOST_NAMES]) + (", ..." if len(self._lacking) > _MOST_NAMES else "")
        lacking = [
            f"{count_with_noun(len(self._lacking), 'article')} without a source or a day: {named}",
            _HOW_TO_STATE,
        ]
        return [counts, *lacking] if self._lacking else [counts]

    def lines(self, articles: Iterator[FileArticle]) -> Iterator[dict[str, Any]]:
        """Yield the line of each article; say why a file has none."""
        while chunk := list(islice(articles, _CHUNK)):
            readable: list[tuple[FileArticle, NewArticle]] = []
            for read in chunk:
                if isinstance(read.article, FactdbError):
                    self._desk.hint(article_files.refusal(read.article))
                    self.refused += 1
                else:
                    readable.append((read, read.article))
            on_desk = self._on_desk([article for _, article in readable])
            for (read, article), article_on_desk in zip(readable, on_desk, strict=True):
                yield self._line(read, article, article_on_desk)

    def _line(self, read: FileArticle, article: NewArticle, on_desk: KnownArticle) -> dict[str, Any]:
        from factdb.domain.proposals import worth_showing
        from factdb.services.documents import proposal_file
        from factdb.services.reads import recording_times

        shown, _ = worth_showing(on_desk.waiting(read.proposals, article.text), show_all=self._show_all)
        places = [proposal.start for proposal in shown]
        times = recording_times.shown_times(article.draft.medium, article.text, places)
        self.articles += 1
        self._proposals += len(shown)
        if on_desk.number is None and article.missing_facts(None):
            self._lacking.append(read.name)
        numbered = enumerate(zip(shown, times, strict=True), start=1)
        return proposal_file.article_line(read.name, article, [self._row(n, *proposed) for n, proposed in numbered])

    def _on_desk(self, articles: Iterable[NewArticle]) -> list[KnownArticle]:
        """Return what the ledger knows of each article: nothing, where there is no ledger."""
        from factdb.services.claims import proposals

        if self._speakers is None:
            nobody = proposals.KnownSpeakers({})
            return [proposals.KnownArticle(nobody, article.draft.source) for article in articles]
        with self._desk.reading(before_writing=True) as session:
            return [proposals.known_article(session, article, self._speakers) for article in articles]
