"""What is known about an export besides how to read it; `docs/sources.md` is written from it."""

from dataclasses import dataclass
from typing import Literal

Sample = Literal["real", "schema"]
Basis = Literal["code", "documentation", "users", "sample"]


@dataclass(frozen=True)
class Facts:
    """What a person should know about one kind of export.

    ``files`` says what the export is called and how its files look; ``clock`` how it writes
    a time and what that is read as; ``units`` the units it counts in, where they are not
    tokens, US dollars and milliseconds. ``fixture`` is a file under
    ``tests/fixtures/exports``; ``sample`` says whether it is a real export or was written
    from the schema. ``basis`` is what the field names rest on: the vendor's code, its
    documentation, what several users show, or nothing but the sample. ``unverified`` lists
    fields nobody here has seen in a real export: they are read as documented, their raw
    value is kept in ``extra``, and every import says so. ``missing`` names what people
    would look for and this export does not have, beyond the columns it does not fill.
    """

    vendor: str
    files: str
    clock: str
    fixture: str
    sample: Sample
    basis: Basis
    units: str = "tokens, US dollars, milliseconds"
    unverified: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    warning: str = ""
