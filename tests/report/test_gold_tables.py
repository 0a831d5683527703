"""What gold labels add to a report's figures."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from stance.errors import InputError
from stance.estimate import compare, trends
from stance.report.gold_tables import (
    GOLD,
    Evidence,
    GoldTables,
    compute_gold,
    find,
    with_gold_labels,
)
from stance.report.tables import compute_tables, warnings_of


def of(scores: pa.Table, gold: pa.Table, **more: Any) -> GoldTables:
    return compute_gold(scores, Evidence(gold=gold, **more), rng=np.random.default_rng(0))


@pytest.fixture(scope="module")
def found(unseen: pa.Table, gold: pa.Table, events: Any, curve: pa.Table) -> GoldTables:
    return of(unseen, gold, events=events, multiverse=curve)


def test_corrected_figures_are_those_of_the_estimates(
    found: GoldTables, unseen: pa.Table, gold: pa.Table
) -> None:
    own = trends(unseen, gold, by="year", kind="article", rng=np.random.default_rng(1))
    assert found.articles.years == own.estimates.to_pylist()
    assert found.gap("corrected")["value"] == pytest.approx(  # type: ignore[index]
        compare(unseen, gold).gaps.to_pylist()[2]["value"]
    )


def test_uncorrected_figures_stay_beside(unseen: pa.Table, gold: pa.Table) -> None:
    tables = compute_tables(unseen, rng=np.random.default_rng(0), evidence=Evidence(gold=gold))
    assert {row["method"] for row in tables.yearly} == {"uncorrected"}
    assert tables.gold is not None
    methods = {row["method"] for row in tables.gold.articles.years}
    assert {"uncorrected", "labels only", "corrected"} <= methods
    assert tables.gap == find(tables.gold.gaps, by="all", method="uncorrected")


def test_labels_stand_beside_their_sentences(unseen: pa.Table, gold: pa.Table) -> None:
    labelled = with_gold_labels(unseen, gold)
    rows = [row for row in labelled.to_pylist() if row[GOLD] is not None]
    assert [row[GOLD] for row in rows] == gold["label"].to_pylist()
    assert sum(row[GOLD] != row["label"] for row in rows) == -(-gold.num_rows // 8)


def test_a_gap_without_labels_on_one_side_has_no_number(
    unseen: pa.Table, make_gold: Callable[..., pa.Table]
) -> None:
    found = of(unseen, make_gold(unseen, kinds=["article"]))
    assert found.gap("corrected")["value"] is None  # type: ignore[index]
    assert found.gap("uncorrected")["value"] is not None  # type: ignore[index]


def test_the_curve_is_in_order_and_knows_its_choices(found: GoldTables) -> None:
    values = [row["value"] for row in found.curve]
    assert values == sorted(values)
    assert found.choices == ("stems", "unit", "method")
    assert found.estimand == {"what": "slope", "kind": "article"}


def test_a_multiverse_without_its_columns_is_refused(unseen: pa.Table, gold: pa.Table) -> None:
    with pytest.raises(InputError, match="baseline"):
        of(unseen, gold, multiverse=pa.table({"spec": [0], "value": [0.1]}))


def test_warnings_of_corrected_estimates_are_told_too(unseen: pa.Table, gold: pa.Table) -> None:
    tables = compute_tables(unseen, rng=np.random.default_rng(0), evidence=Evidence(gold=gold))
    assert "few-gold" in {warning["code"] for warning in warnings_of(tables)}
