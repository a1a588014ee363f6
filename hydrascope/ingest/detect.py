"""Which source a file is: anchors first, canonical names next, synonyms last."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hydrascope.errors import InputError
from hydrascope.ingest.privacy import is_denied, normal_name
from hydrascope.ingest.source import Source
from hydrascope.ingest.sources import registry
from hydrascope.ingest.sources.canonical import CANONICAL, GENERIC
from hydrascope.ingest.synonyms import BY_TABLE

ACCEPT = 0.8
LEAD = 0.2
_HINT = 0.05
_UNWRAP = ("", "data", "result", "record")


@dataclass(frozen=True)
class Match:
    """The source found, why, and where the file keeps the fields that it spells its own way."""

    source: Source
    why: str
    spellings: tuple[tuple[str, str], ...] = ()
    unwrap: str = ""
    is_generic: bool = False
    score: float = 0.0
    read_with: str | None = None


def known_source(records: Sequence[Mapping[str, Any]], path: str) -> Match | None:
    """The product whose export these records are; None when no anchor set fits."""
    for unwrap in _UNWRAP:
        inner = _unwrapped(records, unwrap)
        if inner and (ranked := _ranked(inner, path)):
            best = ranked[0]
            spellings = tuple(_spellings(best.source, inner))
            return Match(best.source, _why(ranked, unwrap), spellings, unwrap, score=best.score)
    return None


def line_source(lines: Sequence[str]) -> Match | None:
    """The text log whose lines these are: four of five have its shape."""
    best: Match | None = None
    for source in registry():
        if not source.line or not lines:
            continue
        fitting = sum(re.match(source.line, line) is not None for line in lines)
        score = fitting / len(lines)
        if score >= ACCEPT and (best is None or score > best.score):
            why = (
                f"recognised as {source.label} because {fitting} of the first {len(lines)} "
                "lines have its shape"
            )
            best = Match(source, why, score=score)
    return best


def check_name(name: str) -> None:
    """Raises InputError when no source has this name."""
    known = sorted({source.name for source in registry()})
    if name not in known:
        raise InputError(f"There is no source {name!r}.", f"Choose one of: {', '.join(known)}.")


def named_source(name: str, records: Sequence[Mapping[str, Any]]) -> Match | None:
    """The source a person named, in the shape that fits the records best."""
    best: tuple[float, Match] | None = None
    for unwrap in _UNWRAP:
        inner = _unwrapped(records, unwrap)
        names = frozenset(normal_name(key) for record in inner for key in record)
        for source in registry():
            score = source.score(names)
            if source.name == name and inner and (best is None or score > best[0]):
                why = f"read as {source.label}, as you said"
                best = score, Match(source, why, tuple(_spellings(source, inner)), unwrap)
    return best[1] if best else None


def _unwrapped(records: Sequence[Mapping[str, Any]], key: str) -> list[Mapping[str, Any]]:
    """The records, or the objects inside them under one key."""
    inner = [r[key] if key else r for r in records if not key or key in r]
    return [record for record in inner if isinstance(record, Mapping)]


@dataclass(frozen=True)
class _Candidate:
    """A source that fits the records, and how well: the share of its anchors found."""

    source: Source
    score: float
    found: tuple[str, ...]
    is_hinted: bool

    @property
    def told(self) -> str:
        return f"{len(self.found)} of {len(self.source.anchors)} names"


def _why(ranked: Sequence[_Candidate], unwrap: str) -> str:
    """What a person needs to agree or to object."""
    best = ranked[0]
    source = best.source
    has = ", ".join((*best.found, *(f"{k} = {v}" for k, v in source.values.items())))
    inside = f" inside {unwrap}" if unwrap else ""
    beside = [best.told]
    if best.is_hinted:
        beside.append("and its path says so")
    other = next((one for one in ranked[1:] if one.source.name != source.name), None)
    if other is not None:
        beside.append(f"next: {other.source.label}, {other.told}")
    return f"recognised as {source.label} because it has {has}{inside} ({'; '.join(beside)})"


def _ranked(records: Sequence[Mapping[str, Any]], path: str) -> list[_Candidate]:
    """The sources that fit, best first; empty when none reaches four fifths of its anchors.

    Of sources within a fifth of the best, the one with more anchors wins; proven values
    decide before that.
    """
    names = frozenset(normal_name(key) for record in records for key in record)
    fitting = []
    for source in registry():
        score = source.score(names)
        if score and _has_values(source, records):
            hinted = any(hint in path for hint in source.path_hints)
            found = tuple(name for name in source.anchors if normal_name(name) in names)
            fitting.append(_Candidate(source, score + _HINT * hinted, found, hinted))
    fitting.sort(key=lambda one: -one.score)
    if not fitting or fitting[0].score < ACCEPT:
        return []
    near = [one for one in fitting if fitting[0].score - one.score < LEAD]
    if not fitting[0].source.values:
        near.sort(key=lambda one: (-bool(one.source.values), -len(one.source.anchors)))
    return [*near, *(one for one in fitting if one not in near and one.score >= 0.5)]


def _has_values(source: Source, records: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the values that prove the source are there."""
    if not source.values:
        return True
    flat = [{normal_name(k): v for k, v in record.items()} for record in records]
    return all(
        any(str(record.get(normal_name(k), "")) == v for record in flat)
        for k, v in source.values.items()
    )


def _spellings(source: Source, records: Sequence[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    """Paths in the records that mean a field of the source but are spelled otherwise."""
    keys = {key for record in records for key in record}
    first = {name.split("/")[0] for name in source.fields}
    unknown = {normal_name(k) for k in keys - first} & {normal_name(f) for f in first}
    if not unknown and not source.values:
        return
    for name in source.fields:
        found: dict[str, None] = {}
        for record in records:
            path = _find(record, name.split("/"))
            if path and path != name:
                found[path] = None
        yield from ((name, path) for path in found)


def _find(record: Any, steps: Sequence[str]) -> str:
    """The path as the record spells it; '' when it is not there."""
    if isinstance(record, str) and record[:1] == "{":
        try:
            record = json.loads(record)
        except ValueError:
            return ""
    if not isinstance(record, Mapping):
        return ""
    wanted = normal_name(steps[0])
    for key in record:
        if key == steps[0] or normal_name(key) == wanted:
            if len(steps) == 1:
                return str(key)
            rest = _find(record[key], steps[1:])
            if rest:
                return f"{key}/{rest}"
    return ""


def flat_match(names: Sequence[str], stem: str) -> Match | None:
    """A flat file by its column names: canonical, else by synonyms; None when no time is in it."""
    by_name = {normal_name(name): name for name in reversed(names)}
    for table in ("account_attributes", "account_aliases", "events", "accounts", "requests"):
        if _fits(table, by_name, stem):
            return Match(
                CANONICAL[table],
                f"canonical column names of {table}",
                tuple(_chosen(table, by_name, CANONICAL[table])),
            )
    return _by_synonyms(by_name, stem)


_ACCOUNT_SIGNS = (
    "created_at", "email", "signup_address", "signup_country", "plan", "email_domain",
    "identity_provider", "signup_user_agent", "payment_fingerprint", "signup_asn", "email_hash",
)  # fmt: skip


def _fits(table: str, by_name: Mapping[str, str], stem: str) -> bool:
    """Whether the anchors of a canonical table are there, by their exact names."""
    has = {name for name in CANONICAL[table].fields if normal_name(name) in by_name}
    if not has.issuperset(CANONICAL[table].anchors):
        return False
    if table == "accounts":
        return "ts" not in has and (
            stem.startswith("account") or any(sign in has for sign in _ACCOUNT_SIGNS)
        )
    return True


def _chosen(table: str, by_name: Mapping[str, str], source: Source) -> Iterable[tuple[str, str]]:
    """Fields that the file spells otherwise, or has under another name."""
    taken = {normal_name(name) for name in source.fields}
    for name in source.fields:
        column = by_name.get(normal_name(name))
        if column is not None and column != name:
            yield name, column
    for name, words in BY_TABLE.get(table, {}).items():
        if name not in source.fields or normal_name(name) in by_name:
            continue
        for word in words:
            column = by_name.get(normal_name(word))
            if column is not None and normal_name(word) not in taken and not is_denied(column):
                taken.add(normal_name(word))
                yield name, column
                break


def _by_synonyms(by_name: Mapping[str, str], stem: str) -> Match | None:
    for table in ("requests", "accounts"):
        chosen = dict(_chosen(table, by_name, GENERIC[table]))
        have = {n for n in GENERIC[table].fields if normal_name(n) in by_name} | set(chosen)
        if _enough(table, have, stem):
            told = ", ".join(f"{column} as {name}" for name, column in chosen.items() if column)
            why = f"flat file, columns told by their names: {told}"
            return Match(GENERIC[table], why, tuple(chosen.items()), is_generic=True)
    return None


def _enough(table: str, have: set[str], stem: str) -> bool:
    """A time and anything that says what the rows are about."""
    if table == "requests":
        about = {"account_id", "user_id", "end_user_id", "api_key_id", "request_id",
                 "gen_ai_usage_input_tokens", "gen_ai_usage_output_tokens",
                 "gen_ai_request_model"}  # fmt: skip
        tokens = {name for name in have if "tokens" in name or "model" in name}
        looks_like_people = {"email", "phone"} & have or re.search("user|account", stem)
        return "ts" in have and bool(about & have) and not (looks_like_people and not tokens)
    return "account_id" in have and bool({"created_at", "email"} & have)
