"""Completes an erasure: clears the files of the database, and then records that no copy is left in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors.database import DatabaseError
from factdb.errors.erasure import CopyLeftError, CutOffErasureError
from factdb.services.actor import find_actor
from factdb.services.documents import captures
from factdb.services.erasure import requests
from factdb.store import residue, sessions

if TYPE_CHECKING:
    from datetime import datetime

    from factdb.archive.capture_files import CaptureFolder
    from factdb.store.engine import Database
    from factdb.store.residue import Residue


def complete(
    database: Database,
    handle: str,
    now: datetime,
    number: int,
    folder: CaptureFolder | None = None,
    *,
    with_backups: bool,
) -> Residue:
    """Complete an erasure whose words are removed; the files are cleared outside any transaction.

    `folder` has the files of captures: those of erased captures go.

    If it is cut off, `verify` lists the erasure, and the same command completes it.
    """
    try:
        left = residue.clear(database, with_backups=with_backups)
    except (DatabaseError, CopyLeftError) as error:
        raise CutOffErasureError(number, str(error).rstrip(".")) from error
    with sessions.writing(database) as session:
        if captures.has_erased_files(session):
            if folder is None or not folder.path.is_dir():
                why = "The folder of captures is not there" if folder else "No setting names the folder of captures"
                raise CutOffErasureError(number, why)
            captures.remove_unnamed_files(session, folder)
        requests.finish(session, find_actor(session, handle, now), number)
    return left
