"""Completes an erasure: clears the files of the database, and then records that no copy is left in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors.database import DatabaseError
from factdb.errors.erasure import CopyLeftError, CutOffErasureError
from factdb.services.actor import find_actor
from factdb.services.erasure import requests
from factdb.store import residue, sessions

if TYPE_CHECKING:
    from datetime import datetime

    from factdb.store.engine import Database
    from factdb.store.residue import Residue


def complete(database: Database, handle: str, now: datetime, number: int, *, with_backups: bool) -> Residue:
    """Complete an erasure whose words are removed; the files are cleared outside any transaction.

    If it is cut off, `verify` lists the erasure, and the same command completes it.
    """
    try:
        left = residue.clear(database, with_backups=with_backups)
    except (DatabaseError, CopyLeftError) as error:
        raise CutOffErasureError(number, str(error).rstrip(".")) from error
    with sessions.writing(database) as session:
        requests.finish(session, find_actor(session, handle, now), number)
    return left
