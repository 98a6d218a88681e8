"""The program `factdb`: its options, its commands, and the one place where errors become exit codes."""

from __future__ import annotations

import errno
import gc
import os
import sys
from contextlib import suppress
from itertools import islice
from typing import Any, TextIO

import click

from factdb.cli import habits
from factdb.cli.completion.values import HANDLE
from factdb.cli.desk import Desk
from factdb.cli.lazy import CommandEntry, LazyGroup
from factdb.cli.terminal import display
from factdb.errors import FactdbError, short
from factdb.errors.database import DatabaseError
from factdb.errors.endings import InterruptedCommandError, OutputError, Stored, UnexpectedError, UnusableFileError

_EVERYDAY, _EXCHANGE, _WORDS = "Everyday", "Exchange", "People and words"
_DATABASE, _DESK = "Database", "Desk"
COMMANDS = {
    "init": CommandEntry(
        "factdb.cli.administration.init:init", "Create the database and become the admin of the desk.", _EVERYDAY
    ),
    "claims": CommandEntry("factdb.cli.claims.claims:claims", "List, show, add and decide claims.", _EVERYDAY),
    "evidence": CommandEntry(
        "factdb.cli.articles.evidence:evidence", "Link documents to claims as evidence.", _EVERYDAY
    ),
    "articles": CommandEntry(
        "factdb.cli.articles.articles:articles", "Add articles, read them and find the claims in them.", _EVERYDAY
    ),
    "report": CommandEntry("factdb.cli.report.report:report", "Report on the desk's work.", _EVERYDAY),
    "log": CommandEntry("factdb.cli.report.log:log", "Show what the desk did, newest first.", _EVERYDAY),
    "undo": CommandEntry("factdb.cli.claims.undoing:undo", "Take back your last action.", _EVERYDAY),
    "serve": CommandEntry("factdb.cli.serve:serve", "Show the review pages in a browser.", _EVERYDAY),
    "sql": CommandEntry("factdb.cli.report.sql:sql", "Query the ledger with one read-only SQL statement.", _EVERYDAY),
    "import": CommandEntry("factdb.cli.exchange.importing:import_", "Import claims from a file.", _EXCHANGE),
    "imports": CommandEntry(
        "factdb.cli.exchange.imports:imports_group",
        "List imports of files, show what they did, and undo one.",
        _EXCHANGE,
    ),
    "export": CommandEntry(
        "factdb.cli.exchange.export:export", "Export claims, evidence, verdicts or history to a file.", _EXCHANGE
    ),
    "schema": CommandEntry(
        "factdb.cli.exchange.schema:schema_command",
        "Print the JSON Schema of a command's JSON output, or of factdb.toml.",
        _EXCHANGE,
    ),
    "speakers": CommandEntry(
        "factdb.cli.people.speakers:speakers_group",
        "List and edit the people and organisations who make claims.",
        _WORDS,
    ),
    "sources": CommandEntry(
        "factdb.cli.people.sources:sources_group", "List and edit the outlets that carry claims.", _WORDS
    ),
    "topics": CommandEntry("factdb.cli.people.topics:topics_group", "List, add, rename and merge topics.", _WORDS),
    "searches": CommandEntry(
        "factdb.cli.claims.searches:searches_group", "List, save, rename and delete your saved searches.", _WORDS
    ),
    "ratings": CommandEntry(
        "factdb.cli.people.ratings:ratings", "List ratings, and map the labels of other publishers.", _WORDS
    ),
    "documents": CommandEntry(
        "factdb.cli.articles.documents:documents", "List the pages, files and interviews that the desk used.", _WORDS
    ),
    "reviewers": CommandEntry(
        "factdb.cli.administration.reviewers:reviewers",
        "List and edit the reviewers of the desk and their roles.",
        _DESK,
    ),
    "verify": CommandEntry(
        "factdb.cli.administration.verify:verify_command", "Check that nothing was altered outside factdb.", _DESK
    ),
    "erase": CommandEntry(
        "factdb.cli.administration.erase:erase", "Erase personal words on request, such as a complaint.", _DESK
    ),
    "policy": CommandEntry("factdb.cli.administration.policy:policy", "Show and set the rules of the desk.", _DESK),
    "whoami": CommandEntry(
        "factdb.cli.administration.config:whoami", "Print who you are on this desk, and your role.", _DESK
    ),
    "version": CommandEntry(
        "factdb.cli.administration.config:version", "Print the versions of factdb, Python and the libraries.", _DESK
    ),
    "config": CommandEntry(
        "factdb.cli.administration.config:config", "Show the settings and where each value comes from.", _DESK
    ),
    "help": CommandEntry("factdb.cli.guide:help_command", "Show the help of a command.", _DESK),
    "guide": CommandEntry("factdb.cli.guide:guide_command", "List the pages of the guide, read one, or search.", _DESK),
    "completion": CommandEntry(
        "factdb.cli.completion.shells:completion", "Print the completion script for your shell.", _DESK
    ),
    "db": CommandEntry(
        "factdb.cli.administration.db:db", "Upgrade, check, back up, dump and load the database.", _DATABASE
    ),
}


# Errors of a write, without the name of a file: the files that factdb writes have errors of their own, so it is stdout.
_OUTPUT_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EPIPE})


class Refused(click.ClickException):
    """An error of factdb as click prints it on stderr: one sentence and one next step."""

    def __init__(self, sentence: str, next_step: str, exit_code: int) -> None:
        super().__init__(sentence)
        self.next_step = next_step
        self.exit_code = exit_code  # type: ignore[misc]  # click reads it from the instance

    def show(self, file: Any = None) -> None:
        """Print the sentence, and the next step below it."""
        from factdb.domain.text import for_terminal

        out = file or sys.stderr
        with suppress(OSError):  # a stderr that takes nothing: the exit code still counts
            click.echo(f"factdb: {for_terminal(self.message)}", file=out)
            if self.next_step:
                click.echo(f"  {for_terminal(self.next_step)}", file=out)

    @classmethod
    def of(cls, error: FactdbError) -> Refused:
        """Return the refusal with an error's sentence, next step and exit code."""
        return cls(str(error), error.next_step, error.exit_code)


class Program(LazyGroup):
    """The top group, which turns the errors of commands into a sentence and an exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options of the program wherever they stand, also after a command."""
        return super().parse_args(ctx, _own_options_first(args))

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Read the options of the program itself; raise `Refused` for a wrong one."""
        try:
            return super().make_context(*args, **kwargs)
        except click.UsageError as error:
            raise _usage_refusal(error) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; with --debug its errors pass unchanged."""
        try:
            return super().invoke(ctx)
        except FactdbError as error:
            if ctx.params.get("debug"):
                raise
            if isinstance(ctx.obj, Desk):
                error.next_step = ctx.obj.with_own_options(error.next_step)
            raise _refusal(error, _stored(ctx)) from error
        except click.exceptions.NoArgsIsHelpError as error:  # a noun alone
            click.echo(error.ctx.get_help() if error.ctx else str(error))
            return None
        except (KeyboardInterrupt, EOFError, click.Abort) as error:
            raise Refused.of(InterruptedCommandError(_stored(ctx))) from error
        except click.UsageError as error:
            raise _usage_refusal(error) from error
        except (click.ClickException, click.exceptions.Exit):  # click shows these itself
            raise
        except Exception as error:
            # click ends quietly where `| head` has closed the pipe; but not if something was stored.
            is_quiet = isinstance(error, BrokenPipeError) and _stored(ctx) is Stored.NOTHING
            if is_quiet or ctx.params.get("debug"):
                raise
            raise _unexpected(error, _stored(ctx)) from error


_FLAGS, _WITH_VALUE = ("--no-pager", "--debug"), ("--db", "--as", "--color")


def _own_options_first(args: list[str]) -> list[str]:
    """Move the options of the program itself to the front: people also type them after the command."""
    own: list[str] = []
    others: list[str] = []
    words = iter(args)
    for word in words:
        if word == "--":  # what follows is text, not options
            others += [word, *words]
        elif word in _FLAGS or word.startswith(tuple(f"{option}=" for option in _WITH_VALUE)):
            own.append(word)
        elif word in _WITH_VALUE:
            own += [word, *islice(words, 1)]
        else:
            others.append(word)
    return own + others


def _stored(ctx: click.Context) -> Stored:
    return ctx.obj.stored if isinstance(ctx.obj, Desk) else Stored.NOTHING


def _refusal(error: FactdbError, stored: Stored) -> Refused:
    """Return the refusal of a command; a database that fails after a first change says that the change is stored."""
    if isinstance(error, DatabaseError) and stored is not Stored.NOTHING:
        return Refused(f"{error} {stored.sentence}", error.next_step, error.exit_code)
    return Refused.of(error)


def _unexpected(error: Exception, stored: Stored) -> Refused:
    if isinstance(error, UnicodeEncodeError):  # bytes on the command line that its encoding lacks
        return Refused(f"Cannot read {short(error.object)}. It was typed in another encoding.", "", 2)
    if not isinstance(error, OSError) or not error.strerror:
        return Refused.of(UnexpectedError(error, stored))
    if error.filename is None and error.errno in _OUTPUT_ERRORS:
        return Refused.of(OutputError(error.strerror, stored))
    return Refused.of(UnusableFileError(error.filename, error.strerror, stored))


def _usage_refusal(error: click.UsageError) -> Refused:
    where = error.ctx.command_path if error.ctx else "factdb"
    next_step = f"See the help: {where} --help"
    if isinstance(error, click.NoSuchOption) and error.ctx:
        options = {name for parameter in error.ctx.command.params for name in parameter.opts}
        next_step = habits.answered_option(error.option_name, options) or next_step
    return Refused(error.format_message(), next_step, error.exit_code)


@click.group(
    cls=Program,
    entries=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--db", metavar="URL|PATH", help="Use this database: a SQLite file or a postgresql:// URL.")
@click.option("--as", "user", type=HANDLE, help="Act as this reviewer (default: FACTDB_USER or your login name).")
@click.option(
    "--color",
    type=click.Choice(display.CHOICES),
    default="auto",
    help="Show colours (default auto: only on a terminal).",
)
@click.option("--no-pager", is_flag=True, help="Print long pages without a pager.")
@click.option("--debug", is_flag=True, help="Show the full traceback of an error.")
@click.version_option(package_name="factdb", message="%(prog)s %(version)s")
@click.pass_context
def factdb(ctx: click.Context, /, db: str | None, user: str | None, color: str, **_: bool) -> None:
    """Keep the ledger of a fact-checking desk.

    The ledger records who said what, when and where, and what you found.

    \b
    First steps:
      factdb init --demo        load a worked example: one article, 22 claims
      factdb claims list        list the claims and their status
      factdb claims show 7      show a claim with its verdict and evidence
    """
    ctx.color = display.choose_colour(color, os.environ)
    ctx.obj = Desk(db=db, user=user)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


# Modules and the tables that they declare are made once and stay: Python's collector would look through them again and
# again while they are imported, and once more at the end, for a quarter of the CPU of a short command.
_NEW_OBJECTS = 100_000  # before the collector looks; Python's own default is 700


def run() -> None:
    """Run the program; the entry point of the console script."""
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
    display.accept_all_letters()
    if "_FACTDB_COMPLETE" in os.environ:
        from factdb.cli.completion import shells

        shells.register()
    try:
        factdb(prog_name="factdb")
    except KeyboardInterrupt:
        click.echo("factdb: Interrupted.", err=True)  # before the command began, or after its end
        os._exit(130)
    finally:
        for stream in (sys.stdout, sys.stderr):
            _drop_unwritten(stream)
        gc.freeze()  # the process ends: there is nothing to collect


def _drop_unwritten(stream: TextIO | None) -> None:
    """Drop the output that a full disk or a closed pipe did not take: Python would report it again at exit."""
    if stream is None:  # whoever started the program closed it
        return
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
