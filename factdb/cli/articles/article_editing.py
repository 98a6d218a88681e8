"""`factdb articles edit`: correct the facts of an article, with the claims that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from factdb.cli import options
from factdb.cli.claims.correcting import public_note_option
from factdb.cli.completion.values import SOURCE
from factdb.cli.date_values import PARTIAL_DATE

if TYPE_CHECKING:
    from factdb.cli.desk import Desk
    from factdb.domain.dates import PartialDate
    from factdb.services.documents.articles import ArticleEdit


@click.command()
@options.article_argument
@click.option("--title", metavar="TEXT", help="Headline of the article; an empty text removes it.")
@click.option("--source", type=SOURCE, help="Outlet of the article.")
@click.option(
    "--published", type=PARTIAL_DATE, metavar="DATE", help="Date of publication, as in 2021-07-26 or 2021-07."
)
@click.option("--url", metavar="URL", help="URL of the article; an empty text removes it.")
@click.option("--author", metavar="NAME", help="Author of the article; an empty text removes it.")
@click.option("--language", metavar="CODE", help="Language of the article, as in pt-BR; an empty text removes it.")
@public_note_option
@options.dry_run_option
@click.pass_obj
def edit(
    desk: Desk,
    article_number: int,
    title: str | None,
    source: str | None,
    published: PartialDate | None,
    url: str | None,
    author: str | None,
    language: str | None,
    public_note: str | None,
    dry_run: bool,
) -> None:
    """Correct the facts of an article; its claims follow.

    Another document in which claims stand, such as a page that an import brought, is corrected in the same way.

    A new date also becomes the date of the claims that took theirs from the article. A new outlet also becomes the
    outlet of the claims that had the old one, and the speaker of its narration. A published claim follows by a public
    correction: it needs an editor and --public-note.

    \b
    Example:
      factdb articles edit 1 --author "Jane Doe"
      factdb articles edit 1 --published 2021-07-27 --dry-run
    """
    from factdb.services.documents import articles

    changes = articles.ArticleChanges(title, source, published, url, author, language)
    with desk.writing() as session:
        actor = desk.actor(session)
        # A dry run needs no note and no editor: it shows what they would be asked for.
        if dry_run:
            edited = articles.plan(session, actor, article_number, changes)
            session.rollback()
        else:
            edited = articles.edit(session, actor, article_number, changes, public_note)
    _say_edit(desk, edited)
    if dry_run:
        _say_dry_run(desk, edited, public_note)
    elif edited.waiting:
        numbers = " ".join(map(str, edited.waiting))
        desk.hint(f"Ask another editor to approve: factdb --as HANDLE claims status {numbers} published")


def _say_edit(desk: Desk, edited: ArticleEdit) -> None:
    noun = "article" if edited.is_article else "document"
    desk.say(*(f"{noun} {edited.number}: {line}" for line in edited.lines or ["unchanged"]))
    for follower in edited.followers:
        desk.say(*(f"claim {follower.number}: {line}" for line in follower.lines))
    desk.say(*edited.moves)
    if edited.retracted:
        desk.hint(f"Retracted claims do not change: {', '.join(map(str, edited.retracted))}")


def _say_dry_run(desk: Desk, edited: ArticleEdit, public_note: str | None) -> None:
    desk.hint("Nothing was changed: this was a dry run.")
    if edited.corrected and not public_note:
        numbers = ", ".join(map(str, edited.corrected))
        desk.hint(f'An editor corrects the published claims ({numbers}): add --public-note "..."')
