"""A text twice as long takes about twice the work, whatever it repeats: nothing walks through the article again."""

from __future__ import annotations

from functools import partial
from itertools import islice, product
from typing import TYPE_CHECKING

import pytest

from factdb.extract import propose
from tests.steps import count_steps

if TYPE_CHECKING:
    from collections.abc import Callable

SURNAMES = [
    "".join(syllables).capitalize() for syllables in islice(product(*[["ba", "do", "ki", "lu", "re"]] * 4), 300)
]


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda name: f"{name} said it fell. The study said it fell. ", id="documents"),
        pytest.param(lambda name: f"{name}'s Bank said it fell. ", id="names in names of bodies"),
        pytest.param(lambda name: f"Bob {name} said it fell. He left. ", id="one first name"),
        pytest.param(lambda name: f"Bob {name} Reyes said it fell. Mr. Reyes left. ", id="one last name"),
        pytest.param(lambda name: f"Mayor Bo {name} left. The mayor said it fell. ", id="one office"),
        pytest.param(lambda name: f"{name} Nbc met it. NBC said it fell. ", id="one abbreviation"),
        pytest.param(lambda name: f"“It fell,” {name} said. “They sold them.”\n", id="quotations"),
    ],
)
def test_work_grows_with_the_text(write: Callable[[str], str]) -> None:
    propose("Ann Lee said it fell.")  # the import of its modules is no work of the text
    short, long = ("".join(write(name) for name in SURNAMES[:size]) for size in (50, 150))
    assert count_steps(partial(propose, long)) < 4 * count_steps(partial(propose, short))


def test_long_name_is_read_once() -> None:
    propose("Ann Lee said it fell.")
    short, long = ("Study Report " * size + "The study said it fell. " * size for size in (50, 150))
    assert count_steps(partial(propose, long)) < 4 * count_steps(partial(propose, short))
