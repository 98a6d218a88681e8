"""Every refused shape has an example that is refused, and a twin that is not."""

from __future__ import annotations

import pytest

from tests.distribution.shapes import Shape
from tests.distribution.statements import refused_shape
from tests.distribution.tables import of_models


@pytest.mark.parametrize("shape", Shape, ids=lambda shape: shape.name)
def test_an_example_is_refused_and_its_twin_is_not(shape: Shape) -> None:
    tables = of_models({})

    assert refused_shape(shape.value.refused, {}, tables) is shape
    assert refused_shape(shape.value.allowed, {}, tables) is None
