"""The command `factdb serve`."""

from __future__ import annotations

import sys
import webbrowser
from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen at this address.")
@click.option("--port", type=click.IntRange(0, 65535), default=8321, show_default=True, help="Listen at this port.")
@click.option(
    "--open/--no-open", "in_browser", default=None, help="Open the pages in a browser (default: on a terminal)."
)
@click.option("--read-only", is_flag=True, help="Show pages only: nobody changes anything.")
@click.option("--prefix", default="", metavar="PATH", help="Show the pages under this path, behind a proxy.")
@click.option(
    "--log", type=click.File("a", encoding="utf-8"), help="Write a line of JSON for each request to this file."
)
@click.pass_obj
def serve(
    desk: Desk, host: str, port: int, in_browser: bool | None, read_only: bool, prefix: str, log: IO[str] | None
) -> None:
    r"""Show the review pages in a browser.

    The pages act as you. The printed address signs you in once.

    \b
    Example:
      factdb serve
      factdb serve --port 8000 --read-only
    """
    from factdb.errors.web import OpenHostError
    from factdb.store import sessions
    from factdb.store.engine import Database
    from factdb.web import serving
    from factdb.web.site import Site

    if host not in serving.LOOPBACK:
        raise OpenHostError(host)
    with sessions.reading(desk.database):
        pass  # a missing or an old database is refused here, and not by the first page
    standby = Database.standby(desk.settings)
    site = Site(desk.database.pooled(), desk.handle, standby, read_only, prefix.rstrip("/"))
    listener = serving.listen(host, port)
    address = f"{serving.address(host, listener, site.prefix)}/sign-in/{site.sign_ins.new_key(desk.handle)}"
    desk.say(address)
    if sys.stdout.isatty() if in_browser is None else in_browser:
        webbrowser.open(address)
    serving.serve(site, listener, [*serving.LOOPBACK], log)
