"""A clock that goes back: the order of what was done is seq, never time, and what the desk said then can be told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from factdb.domain.words import Status
from factdb.errors import NoSuchError
from factdb.services import assessing, correcting, dossiers, listing_then, queue, rating, reviewing, then
from factdb.services.act import NOBODY, Viewer
from factdb.store.models import Claim
from tests.conftest import NOW
from tests.services.conftest import Desk, desk_on
from tests.services.test_history import must_hold_everywhere

DAY = timedelta(days=1)
