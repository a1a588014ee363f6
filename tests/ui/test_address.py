import datetime as dt

from hydrascope.filters import DIMENSIONS
from hydrascope.ui import address


def test_an_address_becomes_widget_values():
    values = address.parsed(
        {"from": ["2026-01-10T00:00"], "model": ["beta", "beta", "", "x"], "bucket": ["hour"]}
    )

    assert values["from"] == dt.datetime(2026, 1, 10)
    assert values["to"] is None
    assert values["model"] == ["beta", "x"]
    assert values["bucket"] == "hour"
    assert all(values[name] == [] for name in DIMENSIONS if name != "model")


def test_nonsense_in_an_address_counts_as_absent():
    values = address.parsed({"from": ["yesterday"], "bucket": ["century"], "to": [""]})

    assert values["from"] is None
    assert values["to"] is None
    assert values["bucket"] == "auto"


def test_a_zone_in_an_address_is_brought_to_utc():
    found = address.parsed({"to": ["2026-01-10T00:00+02:00"]})["to"]

    assert found == dt.datetime(2026, 1, 9, 22)
    assert found.tzinfo is None


def test_times_of_no_use_are_brought_into_reach():
    found = address.parsed({"from": ["0001-01-01"], "to": ["9999-12-31T23:00-05:00"]})

    assert found["from"] == address.EARLIEST
    assert found["to"] in (address.LATEST, None)
