"""One order, one way to its file.

The page and the command line both go through here, so that what is written is recorded first,
and the same order gives the same bytes whoever gives it.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

import duckdb

from hydrascope.audit import Audit
from hydrascope.brief import formats, hashing, pack
from hydrascope.brief.casefile import CaseFile
from hydrascope.brief.compose import Composed, compose
from hydrascope.brief.indicators import Clear
from hydrascope.brief.levels import sees
from hydrascope.errors import InputError


@dataclass(frozen=True)
class Order:
    """What is to be written: of which case, as of when (UTC), how its indicators look.

    ``agreed`` is a key two companies agreed on; ``clear`` somebody's choice of values in clear.
    """

    case: CaseFile
    as_of: dt.datetime
    agreed: bytes | None = None
    clear: Clear | None = None

    def __post_init__(self) -> None:
        if self.clear and not sees(self.case.level, "signals"):
            raise InputError(
                f"Level {self.case.level} has no indicators, in clear or otherwise.",
                "Choose level partner or internal.",
            )


def in_clear(author: str, reason: str) -> Clear:
    """Somebody's choice to hand out values as they are. Raises InputError without either."""
    return Clear(author, reason)


def state_of(published_at: str, case: CaseFile) -> dt.datetime:
    """When data or case last changed, UTC: the time a briefing prints, so that it repeats."""
    published = dt.datetime.fromisoformat(published_at)
    if published.tzinfo:
        published = published.astimezone(dt.UTC).replace(tzinfo=None)
    return max(published, case.changed_at or published)


def composed(conn: duckdb.DuckDBPyConnection, order: Order, secret: bytes) -> Composed:
    """The briefing as a document. ``secret``: the installation's, for keyed hashes."""
    sharing = hashing.of(secret, order.agreed)
    return compose(conn, order.case, as_of=order.as_of, sharing=sharing)


def written(made: Composed, order: Order, suffix: str, secret: bytes) -> bytes:
    """The file of an ending: one of ``formats.DOCUMENTS``, or the pack."""
    if suffix == formats.PACK:
        return pack.make(made, order.as_of, secret=secret, clear=order.clear)
    return formats.render(made, suffix, order.as_of)


def record(
    trail: Audit,
    order: Order,
    suffix: str,
    *,
    author: str,
    at: dt.datetime,
    fingerprint: str,
) -> None:
    """Write down that a briefing or pack is made, before it is. Raises where it cannot be."""
    case = order.case
    detail = {
        "format": suffix.lstrip("."),
        "level": case.level,
        "tlp": case.tlp,
        "clusters": list(case.clusters) or "all that act as one",
        "as_of": order.as_of.isoformat(),
        "indicators": "clear" if order.clear else "hashed",
        "pinned": [one.pin_id for one in case.pinned],
        "edited": sorted(key for key, text in case.sentences.items() if text.strip()),
    }
    if order.clear:
        detail |= {"cleared_by": order.clear.author, "reason": order.clear.reason}
    if order.agreed:
        detail["agreed_key"] = hashlib.sha256(order.agreed.strip()).hexdigest()[:12]
    trail.record(
        "pack" if suffix == formats.PACK else "brief",
        author=author,
        at=at,
        subject=f"case {case.case_id}" if case.case_id else "detection",
        detail=detail,
        fingerprint=fingerprint,
    )
