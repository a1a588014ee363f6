from hydrascope.workbench import catalogue
from hydrascope.workbench.published import FRIENDLY, STORED


def test_every_published_table_is_described_column_by_column():
    tables = catalogue.tables()

    assert list(tables) == [*FRIENDLY, *STORED]
    assert all(table.grain and table.columns for table in tables.values())
    assert all(one.type and one.meaning for table in tables.values() for one in table.columns)


def test_units_are_told():
    columns = {one.name: one for one in catalogue.tables()["requests"].columns}

    assert columns["duration_ms"].unit == "ms"
    assert columns["ts"].meaning == "When the request began, or the bucket's start."


def test_functions_have_names_one_can_type():
    assert {"count", "date_trunc", "unnest"} <= set(catalogue.functions())
    assert "!=" not in catalogue.functions()
