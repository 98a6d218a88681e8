"""Templates write what `canonical` writes, whatever the texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from factdb.domain.history import chain, sealing
from factdb.domain.history.json_template import JsonTemplate, scalar_texts, sealed_texts

keys = st.text(st.characters(codec="ascii", categories=["Ll"]), min_size=1, max_size=4)
texts = st.text(st.characters(codec="utf-8"))
values = st.none() | st.integers() | texts


@given(st.dictionaries(keys, values | st.lists(values)), st.dictionaries(keys, values))
def test_a_filled_template_is_the_canonical_text(known: dict[str, object], filled: dict[str, str | int | None]) -> None:
    template = JsonTemplate({key: value for key, value in known.items() if key not in filled}, filled)
    assert template.fill(scalar_texts(filled[key] for key in template.order)) == chain.canonical({**known, **filled})


@given(st.dictionaries(keys, st.tuples(texts, st.dictionaries(keys, texts, min_size=1)), min_size=1))
def test_sealed_parts_are_written_as_the_ledger_writes_them(beside: sealing.Beside) -> None:
    assert sealed_texts(beside) == (chain.canonical(sealing.entries(beside)), chain.words_text(beside))
