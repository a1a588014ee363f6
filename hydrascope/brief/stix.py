"""Indicators as a STIX 2.1 bundle, made and checked by OASIS's own library.

Nobody is named: there is no threat actor and no intrusion set in it, only groupings of what was
seen. Keyed hashes stand in a custom object, ``x-hydrascope-signal``, since STIX has none for
them; values in clear use STIX's own objects where it has them. Ids are UUIDv5 of the content, so
the same findings give the same bundle. Confidence is on STIX's scale: low 15, medium 50, high 85.
"""

import datetime as dt
import uuid
from typing import Any

import orjson
import stix2

from hydrascope import __version__
from hydrascope.brief.compose import Composed
from hydrascope.brief.facts import each
from hydrascope.brief.indicators import ACCOUNT, Indicator

SPACE = uuid.UUID("6f8d3b1e-2f64-5c0e-9a53-1f1c7a3f2d10")
CONFIDENCE = {"high": 85, "moderate": 50, "low": 15}
# FIRST's TLP 2.0 as OASIS published it: extension-definition and marking-definition ids.
TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
TLP_IDS = {
    "CLEAR": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "GREEN": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "AMBER": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "AMBER+STRICT": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "RED": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
TOGETHER = 100
TLP_CREATED = "2022-10-01T00:00:00.000Z"


def bundle(made: Composed, indicators: list[Indicator], at: dt.datetime) -> bytes:
    """The bundle as JSON. ``at``: the time of the briefing, UTC."""
    moment = at.replace(tzinfo=dt.UTC)
    marking = stix2.parse(_marking(made.case.tlp), allow_custom=True)
    identity = stix2.Identity(
        id=_id("identity", "hydrascope"),
        name=f"Hydrascope {__version__}",
        identity_class="system",
        created=moment,
        modified=moment,
    )
    common = {
        "created": moment,
        "modified": moment,
        "created_by_ref": identity.id,
        "object_marking_refs": [marking.id],
    }
    objects: list[Any] = [marking, identity]
    confidences = _confidences(made)
    for letter, confidence in confidences.items():
        mine = [one for one in indicators if one.cluster == letter]
        if not mine:
            continue
        drawn = [_indicator(some, moment, confidence, common, made) for some in _together(mine)]
        grouping = stix2.Grouping(
            id=_id("grouping", made.facts.fingerprint, letter),
            name=f"Accounts that act as one: cluster {letter}",
            description=_described(made, letter),
            context="suspicious-activity",
            confidence=CONFIDENCE[confidence],
            object_refs=[one.id for one in drawn],
            **common,
        )
        objects += [grouping, *drawn]
    whole = stix2.Bundle(
        *objects, id=_id("bundle", made.facts.fingerprint, str(at), str(len(objects)))
    )
    # The library's own pretty printing takes minutes for a thousand objects.
    told = orjson.loads(whole.serialize())
    return orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n"


def _confidences(made: Composed) -> dict[str, str]:
    return {
        made.facts.letter(str(row.cluster_id)): str(row.confidence)
        for row in each(made.facts["clusters"])
    }


def _described(made: Composed, letter: str) -> str:
    text = (
        f"Shared values and accounts of cluster {letter} in dataset {made.facts.fingerprint}."
        " That accounts act as one says nothing about who runs them."
    )
    return f"SYNTHETIC DATA. {text}" if made.facts.synthetic else text


def _together(indicators: list[Indicator]) -> list[list[Indicator]]:
    """Values of one kind by the hundred: a pattern asks for any of them."""
    kinds: dict[tuple[str, bool], list[Indicator]] = {}
    for one in indicators:
        number = one.form == "clear" and one.kind.endswith("asn") and one.value.isdigit()
        kinds.setdefault((one.kind, number), []).append(one)
    return [
        some[at : at + TOGETHER] for some in kinds.values() for at in range(0, len(some), TOGETHER)
    ]


def _indicator(
    some: list[Indicator],
    moment: dt.datetime,
    confidence: str,
    common: dict[str, Any],
    made: Composed,
) -> Any:
    one = some[0]
    values = [other.value for other in some]
    least = min(other.precision for other in some)
    told = f"{len(some)} {'value' if len(some) == 1 else 'values'}, {one.form}."
    if one.kind != ACCOUNT:
        told += f" Of the accounts that show one, at least {least:.0%} are members."
    return stix2.Indicator(
        id=_id("indicator", made.facts.fingerprint, one.cluster, one.kind, *values),
        name=f"{one.kind.replace('_', ' ')} of cluster {one.cluster}",
        description=told,
        indicator_types=["anomalous-activity"],
        pattern=pattern(one.kind, one.form, values),
        pattern_type="stix",
        valid_from=moment,
        confidence=CONFIDENCE[confidence],
        **common,
    )


def pattern(kind: str, form: str, values: list[str]) -> str:
    """The STIX pattern that finds any of the values."""
    quoted = ["'" + one.replace("\\", "\\\\").replace("'", "\\'") + "'" for one in values]
    is_any = f"IN ({', '.join(quoted)})" if len(quoted) > 1 else f"= {quoted[0]}"
    signal = f"[x-hydrascope-signal:kind = '{kind}' AND x-hydrascope-signal:"
    if form == "hashed":
        return f"{signal}hmac_sha256_128 {is_any}]"
    if kind == ACCOUNT:
        return f"[user-account:user_id {is_any}]"
    if kind.endswith("asn") and values[0].isdigit():
        numbers = f"IN ({', '.join(values)})" if len(values) > 1 else f"= {values[0]}"
        return f"[autonomous-system:number {numbers}]"
    if kind.endswith("agent"):
        header = "extensions.'http-request-ext'.request_header.'User-Agent'"
        return f"[network-traffic:{header} {is_any}]"
    return f"{signal}value {is_any}]"


def _marking(tlp: str) -> dict[str, Any]:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": TLP_IDS[tlp],
        "created": TLP_CREATED,
        "name": f"TLP:{tlp}",
        "extensions": {
            TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": tlp.lower()}
        },
    }


def _id(kind: str, *parts: str) -> str:
    return f"{kind}--{uuid.uuid5(SPACE, chr(0).join((kind, *parts)))}"
