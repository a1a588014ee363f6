"""Address space: carriers, homes, offices, campuses, clouds, VPNs and proxy networks.

Every address lies in space reserved for documentation, tests or future use
(240.0.0.0/4, 3fff::/20) and every ASN in the private or documentation ranges, so that no
real party can ever be accused by a simulated incident.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hydrascope.synth.noise import GOLD, Array, Words, below, choose, mix
from hydrascope.synth.world import COUNTRIES, COUNTRY_WEIGHTS

_V4_START = 0xF0000000  # 240.0.0.0
_V6 = np.uint64(1) << np.uint64(62)
_OCTETS = pa.array([str(value) for value in range(256)])
_GROUPS = pa.array([f"{value:x}" for value in range(1 << 16)])


class Networks:
    """All address blocks; a block is a run of addresses with one ASN and one country."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, int, bool, int, int]] = []
        self._next_v4 = _V4_START
        self._next_v6 = 0
        self.homes: list[list[int]] = []
        self.mobiles: list[list[int]] = []
        for country in range(len(COUNTRIES)):
            self._add_carriers(country)
        us, nl, sg, de, jp = (COUNTRIES.index(c) for c in ("US", "NL", "SG", "DE", "JP"))
        places = (us, us, de, nl, sg, jp)
        self.clouds = [self.add(4096, places[i % len(places)], 65536 + i % 16) for i in range(24)]
        self.vpns = [
            self.add(20, place, 4210000000 + brand)
            for brand in range(9)
            for place in (us, nl, sg, de, jp)
        ]
        self.proxies = [
            [self.add(size, place, 4211000000 + number) for place in (us, de, sg)]
            for number, size in enumerate((120, 60, 90, 140, 200, 240))
        ]

    def _add_carriers(self, country: int) -> None:
        """A country's carriers: a large home block, a small carrier NAT, some IPv6."""
        carriers = 2 + round(1.3 * float(COUNTRY_WEIGHTS[country]) ** 0.5)
        homes, mobiles = [], []
        for carrier in range(carriers):
            asn = 4200000000 + country * 64 + carrier
            homes += [self.add(1 << 16, country, asn), self.add(1 << 16, country, asn, v6=True)]
            mobiles += [self.add(28, country, asn) for _ in range(1 + (carrier == 0))]
        self.homes.append(homes)
        self.mobiles.append(mobiles)

    def add(self, size: int, country: int, asn: int, *, v6: bool = False) -> int:
        """A new block, and its number."""
        if v6:
            base, self._next_v6 = self._next_v6, self._next_v6 + size
        else:
            base, self._next_v4 = self._next_v4, self._next_v4 + -(-size // 256) * 256
        self._rows.append((base, size, v6, asn, country))
        return len(self._rows) - 1

    def beside(self, block: int, size: int) -> int:
        """A new block of the same carrier and country."""
        _, _, _, asn, country = self._rows[block]
        return self.add(size, country, asn)

    def freeze(self) -> None:
        """Turn the list of blocks into arrays; call once every block is added."""
        base, size, v6, asn, country = zip(*self._rows, strict=True)
        self.base = np.array(base, dtype=np.uint64)
        self.size = np.array(size, dtype=np.int64)
        self.v6 = np.array(v6)
        self.asn = np.array(asn, dtype=np.int64)
        self.country = np.array(country, dtype=np.int16)

    def home_of(self, rng: np.random.Generator, countries: Array) -> Array:
        """A home block for each account; one in eight is an IPv6 one."""
        return _pick(rng, self.homes, countries, (0.88, 0.12))

    def mobile_of(self, rng: np.random.Generator, countries: Array) -> Array:
        """A carrier-NAT block for each account: hundreds to thousands share each."""
        return _pick(rng, self.mobiles, countries, (1.0,))

    def addresses(self, blocks: Array, seeds: Words, epoch: Array | int) -> Words:
        """Address codes: the same block, seed and epoch always give the same address."""
        moved = mix(seeds + np.asarray(epoch).astype(np.uint64) * GOLD)
        code = self.base[blocks] + below(moved, self.size[blocks]).astype(np.uint64)
        six = np.flatnonzero(self.v6[blocks])
        if len(six):
            prefix = self.base[blocks[six]] + below(seeds[six], self.size[blocks[six]]).astype(
                np.uint64
            )
            host = moved[six] & np.uint64(0xFFFFFFFF)
            code[six] = _V6 | (prefix << np.uint64(32)) | host
        return np.asarray(code, dtype=np.uint64)


def tenancy(seeds: Words, lease: Array, day: Array | int) -> Array:
    """Which of its successive addresses a connection has on a day, by days it keeps each."""
    phase = (seeds % np.uint64(997)).astype(np.int64)
    return np.asarray((day + phase) // np.maximum(lease, 1))


def _pick(
    rng: np.random.Generator, lists: list[list[int]], countries: Array, cycle: tuple[float, ...]
) -> Array:
    """One block per account out of its country's list, bigger carriers first."""
    out = np.zeros(len(countries), dtype=np.int32)
    for country in np.unique(countries):
        options = np.array(lists[country])
        kinds = np.array([cycle[i % len(cycle)] for i in range(len(options))])
        weights = kinds / (1.0 + np.arange(len(options)) // len(cycle))
        where = np.flatnonzero(countries == country)
        out[where] = options[choose(rng, weights, len(where))]
    return out


def address_text(codes: Words) -> pa.StringArray:
    """Address codes as text."""
    six = (codes & _V6) != 0
    four = codes.astype(np.uint32)
    parts = [_OCTETS.take(pa.array((four >> shift) & 255)) for shift in (24, 16, 8, 0)]
    text = pc.binary_join_element_wise(*parts, ".")
    if not six.any():
        return text
    high, low = ((codes >> np.uint64(32)) & np.uint64(0xFFFFFFF)), codes & np.uint64(0xFFFFFFFF)
    pieces = [high >> np.uint64(16), high & np.uint64(0xFFFF), low >> np.uint64(16)]
    groups = [_GROUPS.take(pa.array(piece.astype(np.int32))) for piece in pieces]
    last = _GROUPS.take(pa.array((low & np.uint64(0xFFFF)).astype(np.int32)))
    long = pc.binary_join_element_wise("3fff", groups[0], groups[1], "", groups[2], last, ":")
    return pc.if_else(pa.array(six), long, text)
