"""Indicators as a MISP event: JSON a MISP instance imports as it is.

It is shared with nobody by itself (distribution 0, the importing organisation only) and nothing
in it makes an alarm (``to_ids`` false): what to do with it is decided by people.
"""

import datetime as dt
import uuid

import orjson

from hydrascope.brief.compose import Composed
from hydrascope.brief.facts import each
from hydrascope.brief.indicators import ACCOUNT, Indicator
from hydrascope.brief.likelihood import BY_RULE

SPACE = uuid.UUID("0d0c8c53-95c0-5d8f-8ad6-5a6e2c1f7b44")
# MISP's taxonomy of ICD 203: estimative-language.
LIKELIHOOD = 'estimative-language:likelihood-probability="{}"'
CONFIDENCE = 'estimative-language:confidence-in-analytic-judgment="{}"'


def event(made: Composed, indicators: list[Indicator], at: dt.datetime) -> bytes:
    """The event as JSON. ``at``: the time of the briefing, UTC."""
    facts = made.facts
    stamp = str(int(at.replace(tzinfo=dt.UTC).timestamp()))
    marked = "SYNTHETIC DATA. " if facts.synthetic else ""
    told = {
        "uuid": _id(facts.fingerprint, stamp, made.case.level),
        "info": f"{marked}Accounts that act as one, dataset {facts.fingerprint}",
        "date": f"{at:%Y-%m-%d}",
        "timestamp": stamp,
        "threat_level_id": "4",
        "analysis": "1",
        "distribution": "0",
        "published": False,
        "Tag": [{"name": name} for name in _tags(made)],
        "Attribute": [
            {
                "uuid": _id(facts.fingerprint, one.cluster, one.kind, one.value),
                "category": _category(one)[0],
                "type": _category(one)[1],
                "value": _value(one),
                "comment": _comment(one),
                "to_ids": False,
                "distribution": "5",
                "timestamp": stamp,
            }
            for one in indicators
        ],
    }
    return orjson.dumps({"Event": told}, option=orjson.OPT_INDENT_2) + b"\n"


def _tags(made: Composed) -> list[str]:
    """TLP, then the highest confidence found and its likelihood by rule."""
    found = {str(row.confidence) for row in each(made.facts["clusters"])}
    best = next((name for name in ("high", "moderate", "low") if name in found), "")
    tags = [f"tlp:{made.case.tlp.lower()}"]
    if best:
        band = BY_RULE[best].replace("_", "-").replace("roughly-even", "roughly-even-chance")
        tags += [LIKELIHOOD.format(band), CONFIDENCE.format(best)]
    return tags


def _category(one: Indicator) -> tuple[str, str]:
    """MISP's category and type; ``other`` for hashes, which no other system computes."""
    if one.form == "hashed":
        return "Other", "other"
    if one.kind == ACCOUNT:
        return "Other", "other"
    if one.kind.endswith("asn") and one.value.isdigit():
        return "Network activity", "AS"
    if one.kind.endswith(("user_agent", "agent")):
        return "Network activity", "user-agent"
    return "Other", "other"


def _value(one: Indicator) -> str:
    return f"AS{one.value}" if _category(one)[1] == "AS" else one.value


def _comment(one: Indicator) -> str:
    shown = one.accounts + one.outside_accounts
    return (
        f"{one.kind.replace('_', ' ')} of cluster {one.cluster}, {one.form};"
        f" {one.accounts} of {shown} accounts that show it are members"
    )


def _id(*parts: str) -> str:
    return str(uuid.uuid5(SPACE, "\0".join(parts)))
