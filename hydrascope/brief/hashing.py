"""Sharing-safe hashes: the same value gives the same hash to whoever holds the key, and nothing
to anybody else.

A plain hash of an address or an id is undone by trying all of them; HMAC-SHA-256 (RFC 2104)
with a key nobody outside has is not. The kind of value goes into the hash, so that a mail and a
client string of the same text differ. The installation's own secret is never used itself: what
is shared is keyed with a key derived from it, or with one that two companies agreed on.
"""

import hashlib
import hmac
from dataclasses import dataclass, field

from hydrascope.errors import InputError

PREFIX = "hs1-"
LEAST_BYTES = 16
SHARING, SEAL = "hydrascope sharing v1", "hydrascope pack seal v1"


def derived(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose; from it nobody learns the secret, or the key of another purpose."""
    return hmac.new(secret, purpose.encode(), hashlib.sha256).digest()


@dataclass(frozen=True)
class Sharing:
    """Hashes values for partners. ``agreed``: the key is one that both sides have."""

    key: bytes = field(repr=False)
    agreed: bool = False

    def __call__(self, kind: str, value: str) -> str:
        """``hs1-`` and 128 bits of HMAC-SHA-256 as hexadecimal."""
        told = f"{kind}\0{value}".encode()
        return PREFIX + hmac.new(self.key, told, hashlib.sha256).hexdigest()[:32]


def of(secret: bytes, agreed: bytes | None = None) -> Sharing:
    """The hashes of an installation, or those of a key agreed with a partner."""
    if agreed is None:
        return Sharing(derived(secret, SHARING))
    if len(agreed.strip()) < LEAST_BYTES:
        raise InputError(
            f"The agreed key is shorter than {LEAST_BYTES} bytes.", "Agree on a longer random one."
        )
    return Sharing(agreed.strip(), agreed=True)
