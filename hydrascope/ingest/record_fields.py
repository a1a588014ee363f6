"""The SQL that takes the fields of a source out of records: one VARCHAR column per field."""

import json
import re
from collections.abc import Sequence

from hydrascope.ingest.contract import Layout
from hydrascope.ingest.privacy import is_denied, normal_name
from hydrascope.ingest.source import Source, literal, quoted

# What can be a key of a struct and is no path.
_PLAIN = re.compile(r"[^\[\]*\"\\]+")
# Of the records that are JSON only `null` gives nothing.
_READABLE = "(j is not null or ltrim(raw) like 'null%')"
_BY_FILE = ("source_file", "source_line", "source_item", "problem")


def candidates(source: Source, layout: Layout) -> dict[str, tuple[str, ...]]:
    """For each field the paths to look under: as the file spells it, then as declared."""
    spelled: dict[str, dict[str, None]] = {name: {} for name in source.fields}
    for name, path in layout.spellings:
        if name in spelled and not is_denied(path.rsplit("/", 1)[-1]):
            spelled[name][path] = None
    return {name: tuple({**paths, name: None}) for name, paths in spelled.items()}


def from_columns(source: Source, layout: Layout) -> str:
    """``fields`` over a delimited file's columns c0, c1 …"""
    positions = {normal_name(name): i for i, name in reversed(list(enumerate(layout.columns)))}
    top: dict[str, str] = {}
    nested: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, paths in candidates(source, layout).items():
        path = next((p for p in paths if normal_name(p.split("/")[0]) in positions), name)
        first, _, rest = path.partition("/")
        position = positions.get(normal_name(first))
        cell = "null::varchar" if position is None else f"c{position}"
        if rest:
            nested.setdefault(cell, {})[name] = (rest,)
        else:
            top[name] = f"hex_digest({cell})" if name in source.digests else cell
    carried = [*captures_of(layout), "raw", *cells_of(layout)]
    return _with_nested("items", carried, top, nested)


def cells_of(layout: Layout) -> list[str]:
    """A delimited file's columns that may be read."""
    return [f"c{i}" for i, name in enumerate(layout.columns) if not is_denied(name)]


def record_text(layout: Layout) -> str:
    """The whole record as text, for the rejects."""
    names = [name for name in layout.columns if not is_denied(name)]
    pairs = [f"{literal(name)}, {cell}" for name, cell in zip(names, cells_of(layout), strict=True)]
    return f"coalesce(raw, json_object({', '.join(pairs)})::varchar)" if pairs else "raw"


def from_json(source: Source, layout: Layout) -> str:
    """``fields`` over JSON records: one parse per record and per nested object."""
    top: dict[str, list[str]] = {}
    nested: dict[str, dict[str, tuple[str, ...]]] = {}
    found = candidates(source, layout)
    record = "raw" if not layout.unwrap else f"json_extract_string(raw, {_path(layout.unwrap)})"
    keys = dict.fromkeys(path.partition("/")[0] for paths in found.values() for path in paths)
    parse, cell_of = _first_level(record, list(keys))
    for name, paths in found.items():
        for path in paths:
            key, _, rest = path.partition("/")
            cell = cell_of[key]
            if rest:
                known = nested.setdefault(cell, {}).get(name, ())
                nested[cell][name] = (*known, rest)
            else:
                is_digest = name in source.digests
                top.setdefault(name, []).append(f"hex_digest({cell})" if is_digest else cell)
    parsed = f"select *, {parse} as j from items"
    plain = {name: _coalesce(cells) for name, cells in top.items()}
    return _with_nested(f"({parsed})", [*captures_of(layout), "raw"], plain, nested)


def _first_level(record: str, keys: Sequence[str]) -> tuple[str, dict[str, str]]:
    """How the keys of a record are read into ``j``, and where each of them is in it.

    As a struct, which looks keys up by hash, in half the time of a list of paths; but a struct
    does not tell capitals from small letters, and a key of it is no path.
    """
    is_plain = all(_PLAIN.fullmatch(key) for key in keys)
    if is_plain and len({key.lower() for key in keys}) == len(keys):
        shape = json.dumps(dict.fromkeys(keys, "VARCHAR"), ensure_ascii=False)
        return (
            f"try(json_transform({record}, {literal(shape)}))",
            {key: f"struct_extract(j, {literal(key)})" for key in keys},
        )
    return (
        _extract(record, [_path(key) for key in keys]),
        {key: f"j[{place}]" for place, key in enumerate(keys, 1)},
    )


def captures_of(layout: Layout) -> list[str]:
    return [quoted(f"path.{name}") for name, _ in layout.captures]


def _with_nested(
    relation: str,
    carried: list[str],
    top: dict[str, str],
    nested: dict[str, dict[str, tuple[str, ...]]],
) -> str:
    """Select the fields; those inside an object through one list of paths per object.

    Each cell has a name before it is cleaned: the macro names its argument several times, and
    would have it computed as often.
    """
    inner = ["*", f"{_READABLE if relation.startswith('(') else 'true'} as readable"]
    # A path may lie under several cells (spellings): take the first that holds something.
    found: dict[str, list[str]] = {}
    for number, (cell, fields) in enumerate(nested.items()):
        paths: list[str] = []
        for name, inside in fields.items():
            for path in inside:
                paths.append(_path(*path.split("/")))
                found.setdefault(name, []).append(f"n{number}[{len(paths)}]")
        inner.append(f"{_extract(cell, paths)} as n{number}")
    cells = {**top, **{name: _coalesce(listed) for name, listed in found.items()}}
    kept = [*_BY_FILE, "readable", *carried]
    named = [*kept, *(f"{cell} as {quoted(f'cell.{name}')}" for name, cell in cells.items())]
    cleaned = [*kept, *(f"clean({quoted(f'cell.{name}')}) as {quoted(name)}" for name in cells)]
    return (
        f"select {', '.join(cleaned)} from (select {', '.join(named)} "
        f"from (select {', '.join(inner)} from {relation}))"
    )


def _extract(cell: str, paths: Sequence[str]) -> str:
    return f"try(json_extract_string({cell}, [{', '.join(paths)}]))"


def _path(*keys: str) -> str:
    """A JSON path as SQL literal; '*' and numbers in brackets stay what they are."""
    steps = "".join(
        key if key.startswith("[") else '."' + key.replace('"', "") + '"' for key in keys
    )
    return literal("$" + steps)


def _coalesce(cells: Sequence[str]) -> str:
    return cells[0] if len(cells) == 1 else f"coalesce({', '.join(cells)})"
