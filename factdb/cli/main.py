"""The program `factdb`: its options, its commands, and the one place that turns errors into exit codes."""

from __future__ import annotations

import os
import sys
from typing import Any, TextIO

import click

from factdb.cli.completion.values import HANDLE
from factdb.cli.desk import Desk
from factdb.cli.lazy import CommandEntry, LazyGroup
from factdb.cli.terminal import display
from factdb.errors import FactdbError, short

_EVERYDAY, _EXCHANGE, _WORDS = "Everyday", "Exchange", "People and words"
_DATABASE, _DESK = "Database", "Desk"
COMMANDS = {
    "init": CommandEntry(
        "factdb.cli.administration.init:init", "Make the database ready, and yourself its admin.", _EVERYDAY
    ),
    "claims": CommandEntry("factdb.cli.claims.claims:claims", "List, show, add and decide claims.", _EVERYDAY),
    "evidence": CommandEntry("factdb.cli.articles.evidence:evidence", "Link documents to claims.", _EVERYDAY),
    "articles": CommandEntry(
        "factdb.cli.articles.articles:articles", "Add and read the articles that make claims.", _EVERYDAY
    ),
    "report": CommandEntry("factdb.cli.report.report:report", "Report on the desk's work.", _EVERYDAY),
    "sql": CommandEntry(
        "factdb.cli.report.sql:sql", "Ask the ledger in SQL, in one statement that only reads.", _EVERYDAY
    ),
    "import": CommandEntry("factdb.cli.exchange.importing:import_", "Import claims from a file.", _EXCHANGE),
    "export": CommandEntry(
        "factdb.cli.exchange.export:export", "Export claims, evidence, verdicts or history to a file.", _EXCHANGE
    ),
    "speakers": CommandEntry("factdb.cli.people.speakers:speakers_group", "List and edit who makes claims.", _WORDS),
    "sources": CommandEntry(
        "factdb.cli.people.sources:sources_group", "List and edit the outlets that carry claims.", _WORDS
    ),
    "topics": CommandEntry(
        "factdb.cli.people.topics:topics_group", "List, rename and merge what claims are about.", _WORDS
    ),
    "ratings": CommandEntry(
        "factdb.cli.people.ratings:ratings", "List the ratings that verdicts give, and what each says.", _WORDS
    ),
    "documents": CommandEntry(
        "factdb.cli.articles.documents:documents", "List every page, file and interview that the desk has used.", _WORDS
    ),
    "reviewers": CommandEntry(
        "factdb.cli.administration.reviewers:reviewers",
        "List and edit who may act on the desk, and in which role.",
        _DESK,
    ),
    "verify": CommandEntry(
        "factdb.cli.administration.verify:verify_command", "Prove that nothing was altered behind factdb's back.", _DESK
    ),
    "policy": CommandEntry("factdb.cli.administration.policy:policy", "Show and set how the desk works.", _DESK),
    "version": CommandEntry(
        "factdb.cli.administration.config:version", "Print the versions of factdb and of what it runs on.", _DESK
    ),
    "config": CommandEntry(
        "factdb.cli.administration.config:config", "Show what is set, and where each value comes from.", _DESK
    ),
    "completion": CommandEntry(
        "factdb.cli.completion.shells:completion", "Print what lets your shell complete words.", _DESK
    ),
    "db": CommandEntry(
        "factdb.cli.administration.db:db", "Upgrade, check, back up, dump and load the database.", _DATABASE
    ),
}


class Refused(click.ClickException):
    """A refusal of ours, as click shows it: one sentence and one next step, on stderr."""

    def __init__(self, sentence: str, next_step: str, exit_code: int) -> None:
        super().__init__(sentence)
        self.next_step = next_step
        self.exit_code = exit_code  # type: ignore[misc]  # click reads it from the instance

    def show(self, file: Any = None) -> None:
        """Print the sentence, and the next step below it."""
        from factdb.domain.text import for_terminal

        out = file or sys.stderr
        click.echo(f"factdb: {for_terminal(self.message)}", file=out)
        if self.next_step:
            click.echo(f"  {for_terminal(self.next_step)}", file=out)


class Program(LazyGroup):
    """The group at the top, which turns what a command raises into a sentence and an exit code."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Read the options of the program itself; what can't be taken is a refusal like any other."""
        try:
            return super().make_context(*args, **kwargs)
        except click.UsageError as error:
            raise _usage_refusal(error) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; with --debug what it raises passes as it is."""
        try:
            return super().invoke(ctx)
        except FactdbError as error:
            if ctx.params.get("debug"):
                raise
            raise Refused(str(error), error.next_step, error.exit_code) from error
        except (KeyboardInterrupt, EOFError, click.Abort) as error:
            raise Refused("interrupted; nothing was half done", "", 130) from error
        except click.UsageError as error:
            raise _usage_refusal(error) from error
        # click shows these itself, and ends quietly where `| head` has closed the pipe.
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            raise self._unexpected(error) from error

    @staticmethod
    def _unexpected(error: Exception) -> Refused:
        if isinstance(error, OSError) and error.strerror:
            where = f"{error.filename}: " if error.filename else ""
            return Refused(f"{where}{error.strerror}; nothing was half done", "", 1)
        if isinstance(error, UnicodeEncodeError):  # bytes on the command line that its encoding doesn't have
            return Refused(f"{short(error.object)} is no text: it was typed in another encoding", "", 2)
        kind = type(error).__name__
        return Refused(
            f"something that factdb didn't expect: {kind}: {error}", "the whole story: factdb --debug ...", 1
        )


def _usage_refusal(error: click.UsageError) -> Refused:
    where = error.ctx.command_path if error.ctx else "factdb"
    return Refused(error.format_message(), f"see: {where} --help", error.exit_code)


@click.group(cls=Program, entries=COMMANDS, invoke_without_command=True)
@click.option("--db", metavar="URL|PATH", help="The database: a SQLite file or postgresql://...")
@click.option("--as", "user", type=HANDLE, help="Who acts: a reviewer's handle.")
@click.option("--color", type=click.Choice(display.CHOICES), default="auto", help="Default: colours on a terminal.")
@click.option("--no-pager", is_flag=True, help="Print long pages as they are.")
@click.option("--debug", is_flag=True, help="Show the whole story of an error.")
@click.version_option(package_name="factdb", message="%(prog)s %(version)s")
@click.pass_context
def factdb(ctx: click.Context, /, db: str | None, user: str | None, color: str, **_: bool) -> None:
    """The ledger of a fact-checking desk: who said what, when and where, and what you found.

    \b
    First steps:
      factdb init --demo        a worked example: one article, 22 claims
      factdb claims list        what is claimed, and where it stands
      factdb claims show 7      one claim with its verdict and evidence
    """
    ctx.color = display.choose_colour(color, os.environ)
    ctx.obj = Desk(db=db, user=user)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run() -> None:
    """Run the program: the console script's entry."""
    display.accept_all_letters()
    if "_FACTDB_COMPLETE" in os.environ:
        from factdb.cli.completion import shells

        shells.register()
    try:
        factdb(prog_name="factdb")
    except KeyboardInterrupt:
        click.echo("factdb: interrupted; nothing was half done", err=True)
        os._exit(130)
    finally:
        _drop_unwritten(sys.stdout)


def _drop_unwritten(stream: TextIO | None) -> None:
    """Drop what a full disk or a closed pipe hasn't taken: Python would complain of it once more on its way out."""
    if stream is None:  # whoever started the program closed it
        return
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
