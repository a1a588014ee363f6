"""The ordinary world: countries, holidays, models, tasks and prices. All of it invented.

Shares are plausible, not measured; docs/simulator.md says where each group comes from.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from hydrascope.schema import TASKS
from hydrascope.synth.noise import Array

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NEVER = np.int64(1) << np.int64(60)

# country, hours from UTC (several: one is drawn per account), weight
_COUNTRIES = """
US -5,-6,-6,-7,-8,-5 24|IN 5.5 11|BR -3,-3,-4 5|GB 0 5|DE 1 4.5|JP 9 4.5|FR 1 3.5|CA -5,-5,-8 3.2
KR 9 3|ID 7,8 2.6|ES 1 2|MX -6 2|IT 1 1.9|AU 11,11,10,8 1.8|NL 1 1.6|TW 8 1.6|PL 1 1.5|TR 3 1.5
PH 8 1.5|VN 7 1.5|SG 8 1.4|HK 8 1|TH 7 1|MY 8 1|SE 1 .9|CH 1 .9|UA 2 .9|IL 2 .9|AR -3 .9|CO -5 .9
PK 5 .9|BD 6 .8|NG 1 .8|EG 2 .7|ZA 2 .7|AE 4 .6|RO 2 .6|PT 0 .6|BE 1 .6|AT 1 .5|CZ 1 .5|DK 1 .5
NO 1 .5|FI 2 .5|IE 0 .5|CL -3 .5|SA 3 .5|KE 3 .5|GR 2 .4|HU 1 .4|PE -5 .4|NZ 13 .4|MA 1 .3|GH 0 .25
LK 5.5 .25|KZ 5 .25|BG 2 .25|RS 1 .25|NP 5.75 .2|EC -5 .2
"""
_ROWS = [row.split() for line in _COUNTRIES.strip().splitlines() for row in line.split("|")]
COUNTRIES: tuple[str, ...] = tuple(row[0] for row in _ROWS)
ZONES: tuple[tuple[float, ...], ...] = tuple(
    tuple(float(zone) for zone in row[1].split(",")) for row in _ROWS
)
COUNTRY_WEIGHTS: Array = np.array([float(row[2]) for row in _ROWS])
OFFSETS: tuple[float, ...] = tuple(sorted({zone for zones in ZONES for zone in zones}))

_CHRISTIAN = (
    "US BR GB DE FR CA ES MX IT AU NL PL PH SE CH UA AR CO NG ZA RO PT BE AT CZ DK NO FI IE CL "
    "KE GR HU PE NZ GH BG EC"
)
_LUNAR = "TW VN SG HK KR MY"
# first day, last day, remaining activity, countries ('*' = all)
_HOLIDAYS = (
    ("2025-11-27", "2025-11-28", 0.45, "US"),
    ("2025-12-24", "2025-12-26", 0.35, _CHRISTIAN),
    ("2025-12-27", "2025-12-30", 0.70, _CHRISTIAN),
    ("2025-12-31", "2026-01-01", 0.40, "*"),
    ("2026-01-02", "2026-01-03", 0.60, "JP KR PL ES IT"),
    ("2026-02-16", "2026-02-20", 0.40, _LUNAR),
    ("2026-02-16", "2026-02-17", 0.50, "BR"),
    ("2026-05-01", "2026-05-01", 0.50, "DE FR ES IT BR MX TR PL SG IN ID VN PH TH MY HK TW AT BE"),
    ("2026-05-04", "2026-05-06", 0.50, "JP"),
    ("2026-05-25", "2026-05-25", 0.50, "US GB DE FR NL CH AT BE DK NO"),
    ("2026-06-19", "2026-06-19", 0.60, "US TW HK"),
)


def holidays(first_day: dt.date, days: int) -> Array:
    """Remaining activity per country and day of the window; 1 on an ordinary day."""
    factor = np.ones((len(COUNTRIES), days))
    for first, last, remaining, where in _HOLIDAYS:
        low = max(0, (dt.date.fromisoformat(first) - first_day).days)
        high = (dt.date.fromisoformat(last) - first_day).days + 1
        for index, country in enumerate(COUNTRIES):
            if high > low and (where == "*" or country in where.split()):
                factor[index, low:high] = np.minimum(factor[index, low:high], remaining)
    return factor


@dataclass(frozen=True)
class Model:
    """One model on sale: prices in USD per million tokens, speed as a caller feels it."""

    name: str
    answers_as: str
    input_price: float
    output_price: float
    tokens_per_second: float
    first_chunk_ms: float
    reasoning: float  # share of the output spent on reasoning


MODELS: tuple[Model, ...] = (
    Model("atlas-2-mini", "atlas-2-mini-2025-06-11", 0.4, 1.6, 140, 240, 0.0),
    Model("atlas-2", "atlas-2-2025-06-11", 2.5, 10.0, 75, 420, 0.0),
    Model("atlas-2-max", "atlas-2-max-2025-08-20", 12.0, 60.0, 38, 900, 0.55),
    Model("atlas-1", "atlas-1-2024-09-03", 2.0, 6.0, 60, 500, 0.0),
    Model("atlas-embed", "atlas-embed-2025-02-18", 0.1, 0.0, 5000, 60, 0.0),
    Model("atlas-3-mini", "atlas-3-mini", 0.5, 2.0, 170, 220, 0.10),
    Model("atlas-3", "atlas-3", 3.0, 15.0, 85, 450, 0.30),
)
EMBED, FIRST_RELEASE = 4, 5
PROVIDERS = ("meridian", "meridian-cloud")

# median input and output tokens per task, in the order of TASKS; conversational and coding
# magnitudes are close to a public hour of production traffic (see docs/simulator.md)
INPUT_MEDIAN: Array = np.array([1600, 520, 3200, 1400, 2400, 1300, 420, 700], dtype=np.float32)
OUTPUT_MEDIAN: Array = np.array([380, 1300, 170, 230, 480, 260, 520, 190], dtype=np.float32)
TASK_CODE = {name: code for code, name in enumerate(TASKS)}

PLANS = ("free", "pro", "team", "pay_as_you_go", "enterprise")
FREE, PRO, TEAM, PAYG, ENTERPRISE = range(5)
METHODS = ("password", "google-oauth2", "github", "sso")
REFERRERS = ("", "search", "docs", "social", "newsletter", "partner", "event", "video")
