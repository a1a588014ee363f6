"""The struct of arrays that holds every account, whoever is behind it."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hydrascope.synth.noise import Array
from hydrascope.synth.world import NEVER


@dataclass
class People:
    """One entry per account. Times are milliseconds from the window's start.

    The fields up to ``keys`` shape what the exports show; the last three are truth.
    """

    created: Array
    start: Array  # first moment a request is possible
    stop: Array  # first moment none is possible any more
    banned: Array  # NEVER if never
    country: Array
    zone: Array  # hours from UTC
    style: Array
    rhythm: Array
    weight: Array  # requests per day of use, relative within the segment
    presence: Array  # share of days of use
    plan: Array
    method: Array
    mail_domain: Array
    mail_shape: Array
    card: Array  # -1 without
    card_country: Array
    org: Array  # -1 without
    block: Array  # (n, 2): usual and other network
    lease: Array  # (n, 2): days an address is kept; 0 = another one for every request
    other_network: Array  # share of requests from the other network
    sign_block: Array
    sign_seed: Array
    net_seed: Array
    client: Array  # (n, 2): usual and other client family
    other_client: Array
    behind: Array  # versions the client lags
    pinned: Array  # client never updated after sign-up
    browser: Array
    referrer: Array
    templates: Array  # number of own templates
    pool: Array  # list of shared templates, -1 without
    focus: Array  # where in that list the account works
    model: Array  # (n, 2): usual and other model before the releases
    adopt: Array  # (n, 2): when the account moves to each release
    adopted: Array  # (n, 2): share of its traffic that moves
    seed: Array
    tls_seed: Array
    keys: Array
    actor: Array
    wave: Array
    replaces: Array  # index within the same actor's part; absolute after ``join``

    def __len__(self) -> int:
        return len(self.created)

    def take(self, order: Array) -> "People":
        """The same accounts in another order, or some of them."""
        return People(**{f.name: getattr(self, f.name)[order] for f in dataclasses.fields(self)})


def blank(count: int) -> People:
    """``count`` accounts with neutral values, to be filled in."""
    wide = {"block", "lease", "client", "model", "adopt", "adopted"}
    floats = {"zone", "weight", "presence", "other_network", "other_client", "focus", "adopted"}
    words = {"seed", "tls_seed", "net_seed", "sign_seed"}
    narrow = {"country", "style", "plan", "method", "mail_shape", "browser", "referrer", "keys"}
    values: dict[str, Array] = {}
    for field in dataclasses.fields(People):
        shape = (count, 2) if field.name in wide else (count,)
        kind: type[np.generic] = np.int64
        if field.name in floats:
            kind = np.float32
        elif field.name in words:
            kind = np.uint64
        elif field.name in narrow:
            kind = np.int16
        elif field.name == "pinned":
            kind = np.bool_
        values[field.name] = np.zeros(shape, dtype=kind)
    people = People(**values)
    people.weight = people.weight.astype(np.float64)
    people.banned[:] = people.stop[:] = NEVER
    people.adopt[:] = NEVER
    for missing in (people.card, people.org, people.pool, people.wave, people.replaces):
        missing[:] = -1
    people.keys[:] = 1
    return people


def join(parts: Sequence[People]) -> People:
    """All parts after one another; ``replaces`` becomes an index into the whole."""
    starts = np.cumsum([0, *(len(part) for part in parts)])
    joined: dict[str, Array] = {}
    for field in dataclasses.fields(People):
        arrays = [getattr(part, field.name) for part in parts]
        if field.name == "replaces":
            arrays = [np.where(a < 0, a, a + s) for a, s in zip(arrays, starts, strict=False)]
        joined[field.name] = np.concatenate(arrays)
    return People(**joined)
