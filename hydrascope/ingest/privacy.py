"""What is done to personal data before anything is stored.

Addresses, mails, phones, cards and prompts become keyed hashes: the first 64 bits of
HMAC-SHA-256 over ``domain:value`` with a secret of this installation, so that nobody can
enumerate them and nothing joins across domains. Values are made uniform first; prefix,
mail domain and mail pattern are derived before the clear text is dropped.

``install`` defines, for one connection, ``keyed_hash(domain, v)`` (16 hexadecimal digits),
``keyed_number(domain, v)`` (the same bits as UBIGINT) and the macros of
``sql/addresses.sql`` and ``sql/privacy.sql``: ``normal_address``, ``address_prefix``,
``address_hash``, ``prefix_hash``, ``email_hash``, ``phone_hash``, ``payment_hash``, ``redacted`` …
"""

import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path

import duckdb

from hydrascope.errors import InputError

_BLOCK = 64
_SQL = Path(__file__).parent / "sql"

# Names that hold a secret, compared without case, underscores and dots.
DENIED = re.compile(
    r"passw|passphrase|passcode|pwd|totp|otpauth|otpsecret|mfasecret|salt|secret|backupcode|"
    r"recoverycode|privatekey|signedurl|cookie|authorization|bearer|credential|"
    r"tokens?hash$|(access|refresh|id|session|auth|api|bearer|confirmation|recovery|csrf|"
    r"current|new|reauthentication|change)token|^token$"
)


@lru_cache(maxsize=8192)
def normal_name(name: str) -> str:
    """A field's name without case, underscores, dots, dashes and blanks."""
    return re.sub(r"[^0-9a-z]", "", name.lower())


def is_denied(name: str) -> bool:
    """Whether a field of that name may hold a secret and must never be read."""
    return DENIED.search(normal_name(name)) is not None


def check_allowed(names: "tuple[str, ...]", who: str) -> None:
    """Refuse a source or mapping that asks for a field holding secrets."""
    denied = sorted(name for name in names if is_denied(name))
    if denied:
        raise InputError(
            f"{who} asks for {', '.join(denied)}, which may hold a secret.",
            "Secrets are never read; take the field out.",
        )


@cache
def sql_text(name: str) -> str:
    """A file of ``ingest/sql``."""
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


def install(conn: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Define the privacy macros on this connection, with this installation's secret."""
    if not key:
        raise InputError("The installation secret is empty.", "Create one with import.")
    conn.execute("set TimeZone = 'UTC'")
    conn.execute(_keyed_hash_macro(key))
    for text in ("addresses", "privacy"):
        conn.execute(sql_text(text))


def _keyed_hash_macro(key: bytes) -> str:
    """HMAC written out: two SHA-256 over padded key and message."""
    if len(key) > _BLOCK:
        key = hashlib.sha256(key).digest()
    padded = key.ljust(_BLOCK, b"\0")
    inner = bytes(byte ^ 0x36 for byte in padded).hex()
    outer = bytes(byte ^ 0x5C for byte in padded).hex()
    return (
        "create or replace temp macro keyed_hash(domain, v) as left(sha256("
        f"unhex('{outer}') || unhex(sha256(unhex('{inner}') || encode(domain || ':' || v)))"
        "), 16)"
    )
