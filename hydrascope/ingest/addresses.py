"""Addresses of exports that lie elsewhere: recognised, taken apart, told without secrets."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from hydrascope.errors import InputError

TABLES = ("postgresql", "postgres")
# What reads each scheme. None of it is needed to run; requirements-remote.in lists them all.
CLIENTS = {
    "s3": "s3fs",
    "gs": "gcsfs",
    "az": "adlfs",
    "abfs": "adlfs",
    **dict.fromkeys(TABLES, "adbc-driver-postgresql"),
}
CHAIN = (
    "Credentials are taken from where the service's own tools look for them (environment,"
    " profile, role of the machine), never from the address"
)
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+):(/+)(.*)", re.IGNORECASE | re.DOTALL)
_FORM = "postgresql://host/database?table=schema.name"
_SECRET_FIELDS = ("password", "sslpassword", "oauth_client_secret")


@dataclass(frozen=True)
class Address:
    """Where something lies. ``uri`` may hold a secret and is for the client alone; ``told``
    is what may be printed. ``place`` is the bucket, container or database.

    ``schema`` and ``table`` are those of a database's address, ``secrets`` what must not be
    told of it.
    """

    scheme: str
    uri: str = field(repr=False)
    told: str
    place: str
    schema: str = ""
    table: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def without_secrets(self, text: str) -> str:
        """What a client said, without what it repeats of the address."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text


def is_address(path: str | Path) -> bool:
    """Whether this is no path of this machine but an address with a scheme."""
    match = _ADDRESS.fullmatch(path) if isinstance(path, str) else None
    return match is not None and len(match[2]) > 1


def masked(text: str) -> str:
    """An address as it may be printed: no user, no password, and of a query only the table.

    Where it is not clear what is a secret, more is left out. Any other text stays as it is.
    """
    match = _ADDRESS.fullmatch(text)
    if match is None:
        return text
    scheme, rest = match[1].lower(), match[3]
    start = f"{scheme}:{match[2] if len(match[2]) > 1 else '//'}"
    if scheme in CLIENTS and scheme not in TABLES:
        return start + _masked_blob(rest)
    before, at, rest = rest.rpartition("@")
    if "?" in before:
        return f"{start}***"
    rest, _, query = rest.partition("?")
    host, slash, path = rest.partition("/")
    name, colon, port = host.partition(":")
    if colon and not port.isdigit() and "[" not in host:
        host = f"{name}:***"
    table = dict(parse_qsl(query)).get("table")
    return f"{start}{'***@' if at else ''}{host}{slash}{path}" + (
        f"?table={table}" if table else "?***" if query else ""
    )


def _masked_blob(rest: str) -> str:
    """``?`` may be a sign of a pattern; with ``=`` after it, it begins a signature."""
    if ":" in rest.partition("/")[0]:
        return "***"
    path, _, query = rest.partition("?")
    return f"{path}?***" if "=" in query else rest


def read(address: str) -> Address:
    """The address, taken apart. Raises InputError where it is none that can be read."""
    scheme = address.partition(":")[0].lower()
    if scheme not in CLIENTS:
        raise InputError(
            f"Nothing can be read from {masked(address)}: {scheme}:// is not known.",
            "Known are s3, gs, az, abfs and postgresql; copy anything else to this machine first.",
        )
    return _database(scheme, address) if scheme in TABLES else _bucket(scheme, address)


def _bucket(scheme: str, address: str) -> Address:
    told = masked(address)
    if "***" in told:
        raise InputError(f"{told} holds credentials.", f"{CHAIN}; leave them out of it.")
    place = told.partition("://")[2].partition("/")[0].partition("@")[0]
    if not place:
        raise InputError(f"{told} names no bucket.", f"Write it as {scheme}://bucket/prefix.")
    return Address(scheme, address, told, place)


def _database(scheme: str, address: str) -> Address:
    told = masked(address)
    wrong = InputError(
        f"{told} is no address of a database's table.",
        f"Write it as {_FORM}; signs such as @ : / # ? in a name or password as %40 and so on.",
    )
    try:
        parts = urlsplit(address)
        query = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        port = parts.port  # raises for what is no number
    except ValueError:
        raise wrong from None
    tables = [value for name, value in query if name == "table"]
    schema, _, table = tables[0].rpartition(".") if len(tables) == 1 else ("", "", "")
    if not table or parts.fragment or "@" in parts.path or parts.netloc.count("@") > 1 or port == 0:
        raise wrong
    rest = [(name, value) for name, value in query if name != "table"]
    given = [parts.password, *(value for name, value in rest if name in _SECRET_FIELDS)]
    secrets = {form for one in given if one for form in (one, unquote(one))}
    uri = f"postgresql://{parts.netloc}{parts.path}" + (f"?{urlencode(rest)}" if rest else "")
    place = parts.path.strip("/") or "database"
    longest_first = tuple(sorted(secrets, key=len, reverse=True))
    return Address(scheme, uri, told, place, schema or "public", table, longest_first)
