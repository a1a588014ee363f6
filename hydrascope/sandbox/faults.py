"""What a person is told when the engine says no: where in the text, and no more than needed.

The engine's sentences may hold file names, settings or the inner name of the data; those are
taken out. A value of the data may be in them (``Could not convert 'x'``): it comes from tables
the text was allowed to read anyway.
"""

import difflib
import re
from collections.abc import Iterable
from typing import Any

import duckdb

from hydrascope.errors import Failed, OverLimit, Refused, SandboxError

LONGEST_SENTENCE = 400
READ = 2_000  # characters of an engine's sentence; a text can make it millions long
_EXCERPT = re.compile(r"\n\nLINE (?P<line>\d+): (?P<text>[^\n]*)\n(?P<caret> *\^[\^~ ]*)\s*$", re.S)
_PATHS = re.compile(
    r"(?<!\w)(?:[A-Za-z]:)?(?:[/\\][\w.+@-]+){2,}[/\\]?|\b[\w-]+\.(?:duckdb|wal|tmp)\b"
)
_SENTENCES = re.compile(r"(?<=[.\n])")
_SETTING = re.compile(r"\b(?:(?:SET|PRAGMA)\s+\w+|set\s+\w+\s*(?:=|to\b))")
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_INNER = re.compile(r'"?\binner_[0-9a-f]{8,}\b"?(?:\.main)?\.?')
_DISK = ("max_temp_directory_size", "No space left", "File too large")
_MEMORY = ("OutOfMemoryException", "MemoryError")
TOO_MUCH = "It needed more memory than one query may use."
UNSAID = "The engine could not run it."
LESS = "Ask for less at once: fewer columns, a shorter range, an aggregate instead of rows."


def told(error: BaseException, text: str) -> SandboxError:
    """An engine's error as a person may see it, at its place in ``text``."""
    name, sentence = type(error).__name__, str(error)
    if name in _MEMORY or "Out of Memory" in sentence or "bad_alloc" in sentence:
        return OverLimit(TOO_MUCH, LESS)
    if name == "InterruptException":
        return OverLimit("It ran longer than one query may.", LESS)
    if name == "PermissionException":
        return Refused("Files, networks and settings are out of reach here.")
    if any(word in sentence for word in _DISK):
        return OverLimit("It needed more temporary disk than one query may use.", LESS)
    # What goes wrong after the first rows comes through Arrow, as an error without a number.
    through_arrow = type(error) is OSError and error.errno is None
    if not isinstance(error, duckdb.Error) and not through_arrow:
        return Failed("The query could not be run.", f"What went wrong: {name}.")
    where = _EXCERPT.search(sentence, max(0, len(sentence) - READ))
    at = _at(text, where) if where else {}
    said = sentence[: where.start()] if where else sentence
    return Failed(redacted(said), **at)


def redacted(sentence: str) -> str:
    """A sentence without paths, settings and inner names, and not a screen long.

    Nothing in it steers a terminal: a value of the data may hold such characters.
    """
    said = _PATHS.sub("(file)", _INNER.sub("", sentence[:READ]))
    said = "".join(one for one in _SENTENCES.split(said) if not _SETTING.search(one))
    said = re.sub(r"^(?:[A-Z]\w+ )+Error: ", "", said).strip()
    said = "".join(one if one.isprintable() or one == "\n" else " " for one in said) or UNSAID
    return said if len(said) <= LONGEST_SENTENCE else f"{said[:LONGEST_SENTENCE]}…"


def own_words(plan: Any, words: str) -> Any:
    """A plan in which text that is not among the asker's own words is left out.

    Filters the engine pushes down, or makes of what it meets, may hold values of the data and
    the secrets of a view.
    """
    if isinstance(plan, dict):
        return {key: own_words(value, words) for key, value in plan.items()}
    if isinstance(plan, list):
        return [own_words(value, words) for value in plan]
    if not isinstance(plan, str):
        return plan
    return _QUOTED.sub(lambda found: found[0] if found[0][1:-1] in words else "'…'", plan)


def place(text: str, at: int | None, length: int = 1) -> dict[str, Any]:
    """Line and column, from 1 and in characters, of a byte offset; nothing when unknown."""
    if at is None or at < 0:
        return {}
    raw = text.encode()
    before = raw[:at].decode(errors="ignore")
    meant = raw[at : at + length].decode(errors="ignore")
    last = before.rfind("\n")
    return {
        "line": before.count("\n") + 1,
        "column": len(before) - last,
        "length": max(1, len(meant)),
    }


def move(error: SandboxError, before: str, instead: str) -> None:
    """Where the error is once ``before`` stands in front of the query, not ``instead``."""
    if error.line is None or error.column is None:
        return
    if error.line == 1:
        last = before.rfind("\n") + 1
        error.column += len(before) - last - len(instead)
    error.line += before.count("\n")


def nearest(name: str, known: Iterable[str]) -> str:
    """``Did you mean "x"?`` for a name close to it, else nothing."""
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f' Did you mean "{close[0]}"?' if close else ""


def _at(text: str, where: re.Match[str]) -> dict[str, Any]:
    """The place an excerpt with a caret under it shows; long lines are cut on both sides."""
    line = int(where["line"])
    lines = text.split("\n")
    if not 1 <= line <= len(lines):
        return {}
    shown, caret = where["text"], where["caret"]
    offset = caret.index("^") - len(f"LINE {line}: ")
    cut = shown.startswith("...") and not lines[line - 1].startswith("...")
    body = shown[3:] if cut else shown
    body = body[:-3] if body.endswith("...") and not lines[line - 1].endswith("...") else body
    begins = lines[line - 1].find(body)
    if begins < 0:
        return {"line": line}
    column = begins + offset - (3 if cut else 0)
    return {"line": line, "column": max(0, column) + 1, "length": caret.count("^")}
