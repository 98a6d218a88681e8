"""The command `factdb serve`."""

from __future__ import annotations

import sys
import webbrowser
from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


HOST, PORT = "127.0.0.1", 8321


@click.command()
@click.option("--host", default=HOST, show_default=True, help="Listen at this address.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Listen at this port.")
@click.option(
    "--open/--no-open", "in_browser", default=None, help="Open the pages in a browser (default: on a terminal)."
)
@click.option("--read-only", is_flag=True, help="Show pages only: nobody changes anything.")
@click.option("--prefix", metavar="PATH", help="Show the pages under this path (default: that of url under [web]).")
@click.option(
    "--log", type=click.File("a", encoding="utf-8"), help="Write a line of JSON for each request to this file."
)
@click.pass_obj
def serve(
    desk: Desk, host: str, port: int, in_browser: bool | None, read_only: bool, prefix: str | None, log: IO[str] | None
) -> None:
    """Show the review pages in a browser.

    Alone: the printed address signs you in once, and the pages act as you. A team signs in with passwords, which
    reviewers set by an invitation (factdb reviewers invite HANDLE); only then is --host another than this machine.
    factdb guide web describes both, and how to serve behind a proxy.

    \b
    Example:
      factdb serve
      factdb serve --port 8000 --read-only
    """
    from factdb.errors.web import OpenHostError
    from factdb.services.desk import accounts
    from factdb.store import sessions
    from factdb.web import serving
    from factdb.web.site import Site

    is_local = host in serving.LOOPBACK
    with sessions.reading(desk.database) as session:  # a missing or an old database is refused here, not by a page
        has_accounts = accounts.has_accounts(session)
    if not is_local and not has_accounts:
        raise OpenHostError(host)
    site = Site.of(desk.settings, desk.handle, read_only=read_only, prefix=prefix)
    listener = serving.listen(host, port)
    address = site.url or serving.address(host, listener, site.prefix)
    # Alone. Pages with a public address are a team's, and an unused key would lie in a log.
    if is_local and not site.url:
        address += f"/sign-in/{site.sign_ins.new_key(desk.handle)}"
    desk.say(address)
    if site.url and not has_accounts:
        desk.hint("Nobody has a password yet. Make a link to set one: factdb reviewers invite HANDLE")
    if not is_local and not site.url:
        desk.hint("Passwords travel readably without https. Behind a proxy, name its address: url under [web]")
    if sys.stdout.isatty() if in_browser is None else in_browser:
        webbrowser.open(address)
    serving.serve(site, listener, serving.host_names(host, site.url), log)
