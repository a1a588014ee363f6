"""What the service's own records say happened: releases, prices, incidents, bans."""

import numpy as np
import pyarrow as pa

from hydrascope.synth.noise import hexed, mix, salt
from hydrascope.synth.people import People
from hydrascope.synth.stage import Stage
from hydrascope.synth.tables import moments
from hydrascope.synth.world import DAY, HOUR

Event = tuple[float, str, int, str | None, str, str | None]


def events(stage: Stage, people: People, ids: pa.StringArray) -> pa.Table:
    """One row per event, in order of time; bans name the account and no reason."""
    listed = _public(stage)
    banned = np.flatnonzero(people.banned < stage.end)
    if not stage.scenario.records.has_accounts:
        banned = banned[:0]
    names = ids.take(pa.array(banned)).to_pylist()
    rows = [(ms, kind, None, model, label, more) for ms, kind, _, model, label, more in listed]
    rows += [
        (int(people.banned[who]), "ban", name, None, "Account banned", "terms of use")
        for who, name in zip(banned, names, strict=True)
    ]
    rows.sort(key=lambda row: (row[0], row[1], row[2] or ""))
    ms, kind, account, model, label, more = zip(*rows, strict=True)
    numbers = mix(np.arange(len(rows), dtype=np.uint64) ^ salt(stage.seed, "event"))
    return pa.table(
        {
            "event_id": hexed(numbers, "evt_", 12),
            "ts": moments(stage, np.array(ms, dtype=np.int64)),
            "event_type": pa.array(kind),
            "account_id": pa.array(account, pa.string()),
            "gen_ai_request_model": pa.array(model, pa.string()),
            "label": pa.array(label),
            "details": pa.array(more, pa.string()),
        }
    )


def _public(stage: Stage) -> list[Event]:
    """Events that are not about one account."""
    scenario = stage.scenario
    out: list[Event] = [
        (int(day * DAY), "model_launch", -1, name, f"{name} released", None)
        for day, name in scenario.releases
    ]
    day, name, factor = scenario.price_change
    change = f"{(factor - 1) * 100:+.0f} % for input and output"
    out.append((int(day * DAY), "price_change", -1, name, f"{name} price change", change))
    for day, hours, share in scenario.incidents:
        details = f"{hours:g} hours, about {share:.0%} of requests refused"
        out.append((int(day * DAY), "incident", -1, None, "Service overloaded", details))
    policy = int(scenario.policy_day * DAY + 9 * HOUR)
    out.append((policy, "policy_change", -1, None, "Terms of use updated", None))
    return out
