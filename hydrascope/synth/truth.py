"""The answers, written apart: who belongs to which actor. Read by scoring and tests only."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hydrascope.synth.noise import Array
from hydrascope.synth.people import People
from hydrascope.synth.stage import Stage
from hydrascope.synth.tables import coded, moments
from hydrascope.synth.world import DAY, HOUR

Actor = tuple[str, str]  # label, name
LABELS = ("background", "decoy", "campaign")


def write_truth(
    stage: Stage, people: People, ids: pa.StringArray, actors: list[Actor], folder: Path
) -> None:
    """accounts.parquet, waves.parquet, campaigns.json and decoys.json."""
    folder.mkdir()
    pq.write_table(_accounts(stage, people, ids, actors), folder / "accounts.parquet")
    pq.write_table(_waves(stage, people, actors), folder / "waves.parquet")
    names = [name for _, name in actors]
    campaigns = []
    for spec in stage.scenario.every_campaign:
        who = people.actor == names.index(spec.name)
        campaigns.append(
            {
                "name": spec.name,
                "shaped_after": spec.shaped_after,
                "accounts": int(who.sum()),
                "successors": int((people.replaces[who] >= 0).sum()),
                "banned": int((people.banned[who] < stage.end).sum()),
                "median_hours_to_successor": _median_gap(people, who),
                "first_day": spec.start,
                "last_day": spec.end,
            }
        )
    scenario = stage.scenario
    innocent = [(d.name, d.why) for d in scenario.decoys]
    innocent += [(reseller.name, reseller.why) for reseller in scenario.resellers]
    decoys = [
        {"name": name, "why": why, "accounts": int((people.actor == names.index(name)).sum())}
        for name, why in innocent
    ]
    _write_json(folder / "campaigns.json", campaigns)
    _write_json(folder / "decoys.json", decoys)


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def _median_gap(people: People, who: Array) -> float | None:
    """Hours between a ban and the successor's sign-up, or its start if it lay ready."""
    heirs = np.flatnonzero(who & (people.replaces >= 0))
    if not len(heirs):
        return None
    banned = people.banned[people.replaces[heirs]]
    created = people.created[heirs]
    gap = np.where(created >= banned, created, people.start[heirs]) - banned
    return round(float(np.median(gap)) / HOUR, 2)


def _accounts(stage: Stage, people: People, ids: pa.StringArray, actors: list[Actor]) -> pa.Table:
    heirs = people.replaces >= 0
    labels = np.array([LABELS.index(label) for label, _ in actors])
    return pa.table(
        {
            "account_id": ids,
            "label": coded(labels[people.actor], LABELS),
            "name": coded(people.actor, tuple(name for _, name in actors)),
            "wave": pa.array(people.wave, mask=people.wave < 0),
            "replaces_account_id": ids.take(pa.array(people.replaces, mask=~heirs)),
            "created_at": moments(stage, people.created),
            "banned_at": moments(
                stage, np.where(people.banned < stage.end, people.banned, 0),
                people.banned < stage.end,
            ),
        }
    )  # fmt: skip


def _waves(stage: Stage, people: People, actors: list[Actor]) -> pa.Table:
    """One row per wave: when it began and ended, how many accounts, burst or drip."""
    names = [name for _, name in actors]
    rows: list[tuple[Any, ...]] = []
    for spec in stage.scenario.every_campaign:
        mine = people.actor == names.index(spec.name)
        for number, wave in enumerate(spec.waves):
            created = people.created[mine & (people.wave == number)]
            if len(created):
                kind = "burst" if wave.hours <= DAY / HOUR else "drip"
                rows.append((spec.name, number, kind, created.min(), created.max(), len(created)))
    owners, numbers, kinds, first, last, sizes = ([row[i] for row in rows] for i in range(6))
    return pa.table(
        {
            "campaign": pa.array(owners, pa.string()),
            "wave": pa.array(numbers, pa.int64()),
            "kind": pa.array(kinds, pa.string()),
            "start_at": moments(stage, np.array(first, dtype=np.int64)),
            "end_at": moments(stage, np.array(last, dtype=np.int64)),
            "accounts": pa.array(sizes, pa.int64()),
        }
    )
