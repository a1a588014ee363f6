"""What came back: tokens, time, cost, errors."""

from dataclasses import dataclass

import numpy as np

from hydrascope.synth.noise import Array, Words
from hydrascope.synth.rows import Asked
from hydrascope.synth.stage import Stage
from hydrascope.synth.world import (
    DAY,
    HOUR,
    INPUT_MEDIAN,
    MODELS,
    OUTPUT_MEDIAN,
    TASK_CODE,
)


@dataclass(frozen=True)
class Outcome:
    status: str
    http: int
    error: str


OUTCOMES = (
    Outcome("ok", 200, ""),
    Outcome("error", 429, "rate_limit_error"),
    Outcome("error", 529, "overloaded_error"),
    Outcome("error", 500, "api_error"),
    Outcome("error", 400, "invalid_request_error"),
    Outcome("error", 413, "request_too_large"),
    Outcome("error", 504, "timeout_error"),
    Outcome("cancelled", 499, "client_closed_request"),
    Outcome("blocked", 400, "content_policy_violation"),
    Outcome("blocked", 403, "account_suspended"),
)
OVERLOADED, SUSPENDED = 2, 9
# chance of each outcome from rate limit to content policy, per plan
_CHANCES: Array = np.array(
    [
        [0.0220, 0.0030, 0.0012, 0.0070, 0.0006, 0.0008, 0.0070, 0.0022],
        [0.0065, 0.0022, 0.0010, 0.0060, 0.0008, 0.0008, 0.0080, 0.0010],
        [0.0045, 0.0020, 0.0010, 0.0055, 0.0008, 0.0008, 0.0050, 0.0006],
        [0.0090, 0.0024, 0.0010, 0.0075, 0.0010, 0.0010, 0.0035, 0.0012],
        [0.0020, 0.0010, 0.0008, 0.0040, 0.0006, 0.0006, 0.0030, 0.0003],
    ]
)
_EDGES: Array = np.cumsum(_CHANCES, axis=1).astype(np.float32)
FINISHES = ("stop", "length", "tool_use", "content_filter")
_MOST_INPUT, _MOST_OUTPUT = 190_000, 8_192
_NORMAL: Array = np.random.Generator(np.random.SFC64(7)).standard_normal(256, dtype=np.float32)
_SPEED: Array = np.array([m.tokens_per_second for m in MODELS], dtype=np.float32)
_FIRST: Array = np.array([m.first_chunk_ms for m in MODELS], dtype=np.float32)
_REASONING: Array = np.array([m.reasoning for m in MODELS], dtype=np.float32)


@dataclass
class Answered:
    """One value per request, in the order of the day's ``Asked``."""

    input: Array
    output: Array
    cache_read: Array
    cache_write: Array
    reasoning: Array
    cost: Array  # billionths of a USD
    duration: Array
    first_chunk: Array  # -1 where nothing was streamed
    stream: Array
    cache_hit: Array
    outcome: Array
    finish: Array  # -1 where nothing was answered
    length: Array
    tools: Array


def answer(stage: Stage, day: int, asked: Asked) -> Answered:
    """Fill in what the service decides."""
    rng = stage.rng("answers", day)
    count = len(asked.account)
    outcome = _outcomes(stage, rng, asked)
    good = outcome == 0
    tokens_in, tokens_out = _tokens(stage, rng, asked)
    length = np.maximum(3.9 * tokens_in * np.exp(0.08 * _normal(rng, count)), 1).astype(np.int32)
    cut = tokens_out >= _MOST_OUTPUT
    hit = good & (rng.random(count, dtype=np.float32) < 0.006) & ~asked.once
    tokens_out = np.where(good & ~asked.embeds, tokens_out, 0).astype(np.int32)
    tokens_in = np.where(good | (outcome == 7), tokens_in, 0).astype(np.int32)
    read, write = _cached(stage, rng, asked, tokens_in)
    stream = ~asked.embeds & (rng.random(count, dtype=np.float32) < _streams(stage, asked))
    first, duration = _delays(rng, asked, tokens_in, tokens_out, good & ~hit)
    tools = _tools(asked)
    finish = np.where(cut, 1, np.where((tools > 0) & (asked.unique % np.uint64(5) < 3), 2, 0))
    return Answered(
        tokens_in, tokens_out, read, write,
        (tokens_out * _REASONING[asked.model] * (0.7 + 0.6 * rng.random(count))).astype(np.int32),
        np.where(hit, 0, _cost(stage, asked, tokens_in, tokens_out, read, write)),
        duration, np.where(stream & good, first, -1), stream, hit, outcome,
        np.where(good & ~asked.embeds, finish, np.where(outcome == 8, 3, -1)), length, tools,
    )  # fmt: skip


def _normal(rng: np.random.Generator, count: int) -> Array:
    return rng.standard_normal(count, dtype=np.float32)


def _byte(template: Words, number: int) -> Array:
    """One byte of the template's hash: the same template always has the same."""
    return ((template >> np.uint64(8 * number)) & np.uint64(255)).astype(np.int64)


def _tokens(stage: Stage, rng: np.random.Generator, asked: Asked) -> tuple[Array, Array]:
    """Input and output tokens: alike within a template, wide between templates."""
    styles, count = stage.styles, len(asked.account)
    spread = np.where(asked.once, np.float32(0.9), styles.spread[asked.style])
    log_in = np.log(INPUT_MEDIAN)[asked.task] + styles.log_input[asked.style]
    log_in += 0.55 * _NORMAL[_byte(asked.template, 2)] + spread * _normal(rng, count)
    log_out = np.log(OUTPUT_MEDIAN)[asked.task] + styles.log_output[asked.style]
    log_out += 0.4 * _NORMAL[_byte(asked.template, 3)] + (spread * 0.9) * _normal(rng, count)
    log_out += 0.9 * _REASONING[asked.model]
    tokens_in = np.clip(np.exp(log_in), 5, _MOST_INPUT)
    return tokens_in.astype(np.int32), np.clip(np.exp(log_out), 1, _MOST_OUTPUT).astype(np.int32)


def _cached(
    stage: Stage, rng: np.random.Generator, asked: Asked, tokens_in: Array
) -> tuple[Array, Array]:
    """Input read from and written to the prompt cache: long repeated templates only."""
    count = len(tokens_in)
    able = ~asked.once & ~asked.embeds & (tokens_in > 1024)
    draw = rng.random(count, dtype=np.float32)
    share = stage.styles.cached[asked.style]
    part = 0.4 + 0.5 * _byte(asked.template, 4) / 256
    read = np.where(able & (draw < share), tokens_in * part, 0).astype(np.int32)
    writes = able & (draw >= share) & (draw < share * 1.2)
    return read, np.where(writes, tokens_in * part, 0).astype(np.int32)


def _streams(stage: Stage, asked: Asked) -> Array:
    """Chance of streaming: mostly a property of the program behind a template."""
    chance = stage.styles.stream[asked.style]
    always = _byte(asked.template, 5) < 256 * chance
    return np.where(asked.once, chance, np.where(always, 0.96, 0.04))


def _tools(asked: Asked) -> Array:
    """Tools offered: agents offer many, the same ones whenever the template repeats."""
    most = np.zeros(len(TASK_CODE), dtype=np.int64)
    most[TASK_CODE["tool_use"]], most[TASK_CODE["coding"]] = 22, 14
    most[TASK_CODE["data_analysis"]], most[TASK_CODE["vision"]] = 6, 3
    byte = _byte(asked.template, 6)
    offered = 1 + (byte * most[asked.task]) // 256
    some = (asked.task == TASK_CODE["tool_use"]) | (byte > 150)
    return np.where((most[asked.task] > 0) & some & ~asked.embeds, offered, 0).astype(np.int16)


def _outcomes(stage: Stage, rng: np.random.Generator, asked: Asked) -> Array:
    """Outcome of every request; incidents overload the service for everyone."""
    count = len(asked.account)
    draw = rng.random(count, dtype=np.float32)
    outcome = np.zeros(count, dtype=np.int8)
    bad = np.flatnonzero(draw < _EDGES[asked.plan, -1])
    edges = _EDGES[asked.plan[bad]]
    outcome[bad] = 1 + (draw[bad, None] >= edges).sum(axis=1)
    for day, hours, share in stage.scenario.incidents:
        begin = day * DAY
        inside = (asked.ms >= begin) & (asked.ms < begin + hours * HOUR)
        if inside.any():
            outcome[inside & (rng.random(count, dtype=np.float32) < share)] = OVERLOADED
    outcome[asked.refused] = SUSPENDED
    return outcome


def _delays(
    rng: np.random.Generator, asked: Asked, tokens_in: Array, tokens_out: Array, good: Array
) -> tuple[Array, Array]:
    """Whole milliseconds to the first chunk and to the end."""
    count = len(tokens_in)
    first = _FIRST[asked.model] * (1 + tokens_in / 9000) * np.exp(0.35 * _normal(rng, count))
    writing = tokens_out / _SPEED[asked.model] * 1000 * np.exp(0.22 * _normal(rng, count))
    quick = 20 + 60 * rng.random(count, dtype=np.float32)
    duration = np.where(good, first + writing, quick)
    return first.astype(np.int32), np.maximum(duration, 1).astype(np.int32)


def _cost(
    stage: Stage, asked: Asked, tokens_in: Array, tokens_out: Array, read: Array, write: Array
) -> Array:
    """Billionths of a USD: prices are whole numbers of them, so the sum is exact."""
    price_in = np.array([m.input_price for m in MODELS]) * 1000
    price_out = np.array([m.output_price for m in MODELS]) * 1000
    per_in, per_out = price_in[asked.model], price_out[asked.model]
    day, name, factor = stage.scenario.price_change
    if len(asked.ms) and asked.ms[-1] >= day * DAY:
        model = [m.name for m in MODELS].index(name)
        cheaper = np.where((asked.model == model) & (asked.ms >= day * DAY), factor, 1.0)
        per_in, per_out = per_in * cheaper, per_out * cheaper
    plain = tokens_in.astype(np.float64) - read - write
    cost = (plain + 0.1 * read + 1.25 * write) * per_in + tokens_out * per_out
    return np.asarray(np.rint(cost).astype(np.int64))
