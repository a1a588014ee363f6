"""Client strings and TLS fingerprints, as families with versions that come out over time."""

from dataclasses import dataclass

import numpy as np

from hydrascope.synth.noise import Array, mix

_BROWSER = (
    "Mozilla/5.0 ({os}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{v}.0.0.0 Safari/537.36"
)
_FIREFOX = "Mozilla/5.0 ({os}; rv:{v}.0) Gecko/20100101 Firefox/{v}.0"
_SAFARI = (
    "Mozilla/5.0 ({os}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{v}.1 Safari/605.1.15"
)
_WINDOWS = "Windows NT 10.0; Win64; x64"
_MAC = "Macintosh; Intel Mac OS X 10_15_7"
_LINUX = "X11; Linux x86_64"
_PHONE = "Linux; Android 10; K"
_IPHONE = "iPhone; CPU iPhone OS 18_5 like Mac OS X"


@dataclass(frozen=True)
class Family:
    """A client whose string carries a version; ``tls`` names the stack behind it."""

    group: str
    weight: float
    pattern: str
    first: int
    versions: int
    every: int  # days between versions
    tls: str


FAMILIES: tuple[Family, ...] = (
    Family("sdk", 30, "atlas-python/1.{v}.0", 28, 16, 21, "py-openssl3"),
    Family("sdk", 4, "atlas-python/1.{v}.2 (async)", 30, 10, 30, "py-openssl3"),
    Family("sdk", 14, "atlas-node/4.{v}.1", 50, 14, 21, "node20"),
    Family("sdk", 5, "atlas-go/0.{v}.0", 9, 8, 40, "go122"),
    Family("sdk", 4, "atlas-java/2.{v}.0", 3, 7, 45, "jdk21"),
    Family("sdk", 9, "python-requests/2.{v}.3", 28, 5, 200, "py-urllib3"),
    Family("sdk", 7, "python-httpx/0.{v}.0", 24, 5, 150, "py-openssl3"),
    Family("sdk", 5, "aiohttp/3.{v}.1 Python/3.11", 8, 6, 110, "py-aiohttp"),
    Family("sdk", 5, "axios/1.{v}.2", 5, 7, 90, "node20"),
    Family("sdk", 4, "okhttp/4.{v}.0", 9, 4, 200, "okhttp4"),
    Family("sdk", 4, "curl/8.{v}.0", 4, 9, 60, "curl-openssl"),
    Family("sdk", 3, "Go-http-client/2.{v}", 0, 2, 400, "go122"),
    Family("sdk", 2, "node-fetch/3.{v}", 2, 3, 300, "node18"),
    Family("agent", 30, "codewright-cli/0.{v}.0", 30, 40, 8, "node20"),
    Family("agent", 18, "PairPilot/2.{v}.0 vscode", 11, 16, 20, "electron"),
    Family("agent", 10, "forge-agent/1.{v}.3", 2, 12, 25, "py-openssl3"),
    Family("agent", 7, "tinkerloop/0.{v}.0 langgraph", 5, 10, 30, "py-openssl3"),
    Family("agent", 4, "taskmill/3.{v}", 1, 5, 60, "go122"),
    Family("chat", 26, "LanternChat/5.{v}.0", 1, 12, 24, "electron"),
    Family("chat", 12, "OpenDesk/0.{v}.0 webui", 4, 14, 20, "py-aiohttp"),
    Family("chat", 7, "notewell-plugin/1.{v}.0", 3, 8, 35, "electron"),
    Family("flow", 16, "flowsmith/1.{v}.0", 60, 18, 18, "node20"),
    Family("flow", 8, "sheetlift/2.{v}", 1, 5, 60, "jdk21"),
    Family("relay", 10, "relay-one/0.{v}.4", 5, 6, 45, "go122"),
    Family("relay", 6, "keybridge/1.{v}.0", 8, 5, 60, "go121"),
    Family("batch", 6, "evalbench/0.{v}.0", 14, 6, 45, "py-aiohttp"),
    Family("batch", 4, "labelworks/1.{v}", 2, 4, 70, "py-urllib3"),
    Family("app", 1, "PocketMuse/3.{v}.0 (iOS)", 4, 9, 28, "darwin24"),
    Family("browser", 34, _BROWSER.replace("{os}", _WINDOWS), 138, 8, 28, "chrome"),
    Family("browser", 15, _BROWSER.replace("{os}", _MAC), 138, 8, 28, "chrome"),
    Family("browser", 5, _BROWSER.replace("{os}", _LINUX), 138, 8, 28, "chrome"),
    Family("browser", 14, _BROWSER.replace("{os}", _PHONE), 138, 8, 28, "chrome-mobile"),
    Family("browser", 11, _SAFARI.replace("{os}", _IPHONE), 18, 2, 300, "safari-ios"),
    Family("browser", 10, _SAFARI.replace("{os}", _MAC), 18, 2, 300, "safari-mac"),
    Family("browser", 6, _FIREFOX.replace("{os}", _WINDOWS), 141, 8, 28, "firefox"),
    Family("browser", 2, _FIREFOX.replace("{os}", _LINUX), 141, 8, 28, "firefox"),
)
GROUPS: dict[str, Array] = {
    group: np.array([index for index, family in enumerate(FAMILIES) if family.group == group])
    for group in dict.fromkeys(family.group for family in FAMILIES)
}
WEIGHTS: Array = np.array([family.weight for family in FAMILIES])
VERSIONS: Array = np.array([family.versions for family in FAMILIES])
EVERY: Array = np.array([family.every for family in FAMILIES])
FIRST_STRING: Array = np.concatenate([[0], np.cumsum(VERSIONS)[:-1]])
STRINGS: tuple[str, ...] = tuple(
    family.pattern.replace("{v}", str(family.first + version))
    for family in FAMILIES
    for version in range(family.versions)
)


def family(name: str) -> int:
    """The index of the family whose string starts with ``name``."""
    return next(i for i, item in enumerate(FAMILIES) if item.pattern.startswith(name))


def strings_on(families: Array, behind: Array, day: Array | int) -> Array:
    """Client string codes on a day; ``behind`` is how many versions late the user is."""
    # three quarters of the versions were out before the window began
    newest = (VERSIONS[families] * 3) // 5 + day // EVERY[families]
    version = np.clip(newest - behind, 0, VERSIONS[families] - 1)
    return np.asarray(FIRST_STRING[families] + version, dtype=np.int64)


def _fingerprint(stack: str, variant: int) -> str:
    """A fictitious JA4: the real shape, with invented digests."""
    first = int(mix(np.array([hash_text(f"{stack}/{variant}")]))[0])
    second = int(mix(np.array([first]))[0])
    protocol = "h1" if stack in ("py-urllib3", "py-aiohttp", "curl-openssl") else "h2"
    head = f"t13d{10 + first % 8:02d}{8 + second % 9:02d}{protocol}"
    return f"{head}_{first & 0xFFFFFFFFFFFF:012x}_{second & 0xFFFFFFFFFFFF:012x}"


def hash_text(text: str) -> int:
    """A number that depends on the text alone, unlike the built-in hash."""
    value = 0
    for letter in text.encode():
        value = (value * 131 + letter) % (1 << 48)
    return value


TLS_VARIANTS = 6
_STACKS = tuple(dict.fromkeys(item.tls for item in FAMILIES))
TLS_STRINGS: tuple[str, ...] = tuple(
    _fingerprint(stack, variant) for stack in _STACKS for variant in range(TLS_VARIANTS)
)
_TLS_OF_FAMILY: Array = np.array([_STACKS.index(item.tls) * TLS_VARIANTS for item in FAMILIES])


def fingerprints(families: Array, seeds: Array) -> Array:
    """TLS fingerprint codes: the stack's common build for most, rarer builds for some."""
    rank = mix(seeds ^ np.uint64(0x715)) % np.uint64(64)
    variant = np.searchsorted(np.array([40, 52, 58, 61, 63]), rank, side="right")
    return np.asarray(_TLS_OF_FAMILY[families] + variant, dtype=np.int64)
