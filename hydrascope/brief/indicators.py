"""What to look for: the values a cluster's accounts share and nobody else does, and its accounts.

Everything is a sharing-safe hash (``hydrascope.brief.hashing``) unless somebody authorised, named
and with a reason, chooses otherwise; that choice is written down before the pack is made.
Clear at level *partner* shows shared values but never accounts; at level *internal* both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hydrascope import fmt
from hydrascope.brief.compose import Composed
from hydrascope.brief.facts import each
from hydrascope.brief.levels import sees
from hydrascope.errors import InputError

ACCOUNT = "account"
MEMBER_COLUMNS = (
    *("cluster", "account", "membership", "match_weight", "needed_bits", "families"),
    *("reasons", "missing", "status", "signed_up_at", "first_request_at", "last_request_at"),
    "requests",
)

LINK_COLUMNS = ("cluster", "account_a", "account_b", "family", "bits", "total_bits")
LINK_ROWS = ("cluster_id", *LINK_COLUMNS[1:])


@dataclass(frozen=True)
class Clear:
    """Somebody's choice to hand out values as they are."""

    author: str
    reason: str

    def __post_init__(self) -> None:
        if not self.author.strip() or not self.reason.strip():
            raise InputError(
                "Indicators in clear are handed out by somebody, for a reason.",
                "Give a name and a reason.",
            )


@dataclass(frozen=True)
class Indicator:
    """One value to look for. ``form`` is 'hashed' or 'clear'; ``precision`` 0 to 1."""

    cluster: str
    kind: str
    value: str
    form: str
    accounts: int
    outside_accounts: int
    precision: float
    bits: float


class Reveal:
    """How a level's pack names accounts, clusters and values."""

    def __init__(self, made: Composed, clear: Clear | None) -> None:
        self.made, self.clear = made, clear
        self.level = made.case.level

    def cluster(self, cluster_id: str) -> str:
        letter = self.made.facts.letter(cluster_id)
        return f"{letter} ({cluster_id})" if sees(self.level, "names") else letter

    def account(self, account_id: str, pseudonym: str) -> str:
        """The export's own id in clear, a short name inside, a hash for partners."""
        if self.clear and sees(self.level, "names"):
            return account_id
        if sees(self.level, "names"):
            return pseudonym
        return self.made.sharing(ACCOUNT, account_id)

    def value(self, kind: str, value: str) -> tuple[str, str]:
        """The value of an indicator and its form."""
        if self.clear:
            return value, "clear"
        return self.made.sharing(kind, value), "hashed"


def chosen(made: Composed, clear: Clear | None) -> list[Indicator]:
    """The indicators of a pack; none at a level that sees no signals."""
    if not sees(made.case.level, "signals") or not made.facts.cluster_ids:
        return []
    reveal = Reveal(made, clear)
    rows = made.facts.ask("indicators", "brief/indicators", cluster_ids=made.facts.cluster_ids)
    return [*_values(rows, reveal), *_accounts(made, reveal)]


def _values(rows: pd.DataFrame, reveal: Reveal) -> Iterator[Indicator]:
    for row in each(rows):
        value, form = reveal.value(str(row.attr_type), str(row.attr_value))
        yield Indicator(
            reveal.made.facts.letter(str(row.cluster_id)),
            str(row.attr_type),
            value,
            form,
            int(row.accounts),
            int(row.outside_accounts),
            float(row.precision),
            float(row.bits),
        )


def _accounts(made: Composed, reveal: Reveal) -> Iterator[Indicator]:
    """The counted accounts themselves; near misses and cleared ones are none."""
    for row in each(members(made)):
        if row.standing == "possible":
            continue
        plain = reveal.clear is not None and sees(made.case.level, "names")
        value = str(row.account_id) if plain else made.sharing(ACCOUNT, str(row.account_id))
        yield Indicator(
            made.facts.letter(str(row.cluster_id)),
            ACCOUNT,
            value,
            "clear" if plain else "hashed",
            1,
            0,
            1.0,
            float(row.match_weight),
        )


def members(made: Composed) -> pd.DataFrame:
    """Members and near misses as people judged them: who was cleared is left out."""
    judged = made.facts.judged
    rows = made.facts.ask("members", "brief/members", cluster_ids=made.facts.cluster_ids)
    keys = rows["cluster_id"] + " " + rows["pseudonym"]
    standing = rows["membership"].mask(keys.isin(judged["confirmed"]), "confirmed")
    return rows.assign(standing=standing)[~keys.isin(judged["cleared"])]


def member_rows(made: Composed, clear: Clear | None) -> list[tuple[Any, ...]]:
    """Who is in the clusters and why, as the level may see it; in step with MEMBER_COLUMNS."""
    reveal = Reveal(made, clear)
    return [
        (
            reveal.cluster(str(row.cluster_id)),
            reveal.account(str(row.account_id), str(row.pseudonym)),
            row.standing,
            round(float(row.match_weight), 3),
            round(float(row.needed_bits), 3),
            int(row.families),
            _text(row.family_bits),
            _text(row.missing),
            row.status,
            *map(_time, (row.signed_up_at, row.first_request_at, row.last_request_at)),
            int(row.requests),
        )
        for row in each(members(made))
    ]


def link_rows(made: Composed, clear: Clear | None) -> list[tuple[Any, ...]]:
    """Which accounts are linked, by which family, as the level may see it."""
    reveal = Reveal(made, clear)
    rows = made.facts.ask("links", "brief/links", cluster_ids=made.facts.cluster_ids)
    kept = members(made)
    pairs = zip(kept["account_id"], kept["pseudonym"], strict=True)
    names = {one: reveal.account(str(one), str(short)) for one, short in pairs}
    clusters = {one: reveal.cluster(one) for one in made.facts.cluster_ids}
    told = zip(*(rows[name] for name in LINK_ROWS), strict=True)
    return [
        (clusters[where], names[one], names[other], family, round(bits, 3), round(total, 3))
        for where, one, other, family, bits, total in told
        if one in names and other in names
    ]


def _text(value: Any) -> str:
    return "" if fmt.is_missing(value) else str(value)


def _time(at: Any) -> str:
    return "" if fmt.is_missing(at) else f"{pd.Timestamp(at):%Y-%m-%dT%H:%M:%SZ}"
