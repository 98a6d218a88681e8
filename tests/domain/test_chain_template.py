"""Stencils write what `canonical` writes, whatever the texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from factdb.domain.history.chain import JsonTemplate, canonical, scalar_texts

keys = st.text(st.characters(codec="ascii", categories=["Ll"]), min_size=1, max_size=4)
values = st.none() | st.integers() | st.text(st.characters(codec="utf-8"))


@given(st.dictionaries(keys, values | st.lists(values)), st.dictionaries(keys, values))
def test_a_filled_stencil_is_the_canonical_text(known: dict[str, object], filled: dict[str, str | int | None]) -> None:
    stencil = JsonTemplate({key: value for key, value in known.items() if key not in filled}, filled)
    assert stencil.fill(scalar_texts(filled[key] for key in stencil.order)) == canonical({**known, **filled})
