"""Makes the picture of a claim's page for the guide and the README: python -m tests.web.screenshot."""

from __future__ import annotations

import tempfile
from pathlib import Path

from click.testing import CliRunner

from factdb.cli.main import factdb
from factdb.store.engine import Database
from factdb.web.site import Site
from tests.guide_pages import GUIDE
from tests.web import browsers

PICTURE = GUIDE / "claim-page.png"
_WIDTH, _HEIGHT = 1180, 640
_CLAIM = "/claims/9"


def main() -> None:
    """Serve the worked example, and photograph a claim that waits for its verdict."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "desk.db"
        CliRunner().invoke(factdb, ["--db", str(file), "--as", "ana", "init", "--demo"], catch_exceptions=False)
        site = Site(Database.sqlite(file).pooled(), "ana")
        with browsers.chromium() as browser, browsers.served(site) as address:
            page = browsers.Served(site, address, browser).open(path=_CLAIM)
            page.set_viewport_size({"width": _WIDTH, "height": _HEIGHT})
            page.emulate_media(reduced_motion="reduce", color_scheme="light")
            page.reload()
            page.screenshot(path=PICTURE)
        site.database.close()


if __name__ == "__main__":
    main()
