"""Pairs of names that look alike: what is remembered of earlier names changes nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from factdb.services.people import name_pairs
from factdb.services.people.name_pairs import WrittenName

WORDS = st.sampled_from(["Ada", "A.", "Lund", "LÚND", "Lundt", "Ann", "Council", "of", "Lunds", "Jr."])
WRITTEN = st.builds(WrittenName, st.lists(WORDS, min_size=1, max_size=3).map(" ".join), st.booleans())
NAMES = st.lists(WRITTEN, unique=True, max_size=12)


@given(NAMES)
def test_a_new_name_is_compared_as_if_none_was_before(names: list[WrittenName]) -> None:
    name_pairs.among(tuple(names[1:]))
    remembered = name_pairs.among(tuple(names))
    for memory in (name_pairs.among, name_pairs._likeness, name_pairs._split):  # noqa: SLF001 - what is tested
        memory.cache_clear()
    anew = name_pairs.among(tuple(names))
    assert anew.pairs == remembered.pairs
    assert list(anew.parsed) == list(remembered.parsed) == names
    assert anew.parsed == remembered.parsed
