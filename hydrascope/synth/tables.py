"""Arrow tables of the exports: canonical names, strings as dictionaries."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from hydrascope.schema import STATUSES, TASKS
from hydrascope.synth import clients, identity
from hydrascope.synth.answers import FINISHES, OUTCOMES, Answered
from hydrascope.synth.networks import address_text, tenancy
from hydrascope.synth.noise import Array, Words, hexed
from hydrascope.synth.people import People
from hydrascope.synth.rows import ADDRESS_TURN, Asked, some
from hydrascope.synth.stage import Stage
from hydrascope.synth.world import COUNTRIES, DAY, METHODS, MODELS, PLANS, PROVIDERS, REFERRERS

_ENCODED = pa.DictionaryArray.from_arrays
Columns = dict[str, Any]
KeyText = Callable[[Words], pa.Array]
_MICRO = pa.timestamp("us")
_STATUS_OF: Array = np.array([STATUSES.index(outcome.status) for outcome in OUTCOMES])
_HTTP_OF: Array = np.array([outcome.http for outcome in OUTCOMES], dtype=np.int16)


def epoch(stage: Stage) -> int:
    """The window's start in Unix milliseconds."""
    first = dt.datetime.combine(stage.scenario.first_day, dt.time(), tzinfo=dt.UTC)
    return int(first.timestamp() * 1000)


def moments(stage: Stage, ms: Array, valid: Array | None = None) -> pa.Array:
    """Milliseconds from the window's start as UTC timestamps without zone."""
    stamps = (ms + epoch(stage)) * 1000
    return pa.array(stamps, type=_MICRO, mask=None if valid is None else ~valid)


def coded(codes: Array, words: tuple[str, ...]) -> pa.Array:
    """Codes into a fixed list of distinct words, as a dictionary array; -1 is empty.

    Repeated words would make the Parquet writer give up the dictionary, and its bytes would
    no longer be the same each time.
    """
    mask = codes < 0
    indices = pa.array(codes.astype(np.int32), mask=mask if mask.any() else None)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))


def _distinct(values: Words) -> tuple[pa.Array, Words]:
    """Codes and the distinct values, in order of appearance."""
    encoded = pa.array(values).dictionary_encode()
    return encoded.indices, encoded.dictionary.to_numpy()


def _texts(values: Words, prefix: str = "", digits: int = 16) -> pa.Array:
    indices, distinct = _distinct(values)
    return pa.DictionaryArray.from_arrays(indices, hexed(distinct, prefix, digits))


def requests(
    stage: Stage,
    ids: pa.StringArray,
    keys: KeyText,
    asked: Asked,
    answered: Answered,
    part: slice,
) -> pa.Table:
    """Some rows under their canonical names; ``keys`` writes API key ids."""
    asked, answered = some(asked, part), some(answered, part)
    return pa.table(
        {
            **_sent(stage, ids, keys, asked, answered),
            **_returned(answered),
            **_seen(stage, asked, answered),
        }
    )


def _sent(
    stage: Stage, ids: pa.StringArray, keys: KeyText, asked: Asked, answered: Answered
) -> Columns:
    """When, by whom, to which model."""
    account, account_list = _distinct(asked.account)
    key, key_list = _distinct(asked.key)
    served = (answered.finish >= 0) | (answered.outcome == 0)
    return {
        "ts": moments(stage, asked.ms),
        "account_id": _ENCODED(account, ids.take(pa.array(account_list))),
        "request_id": hexed(asked.unique, "req_"),
        "api_key_id": _ENCODED(key, keys(key_list)),
        "gen_ai_provider_name": coded(_provider(asked.account), PROVIDERS),
        "gen_ai_operation_name": coded(asked.embeds * 1, ("chat", "embeddings")),
        "gen_ai_request_model": coded(asked.model, tuple(m.name for m in MODELS)),
        "gen_ai_response_model": coded(
            np.where(served, asked.model, -1), tuple(m.answers_as for m in MODELS)
        ),
    }


def _returned(answered: Answered) -> Columns:
    """Usage, cost, time and outcome."""
    first, outcome = answered.first_chunk, answered.outcome
    return {
        "gen_ai_usage_input_tokens": answered.input,
        "gen_ai_usage_output_tokens": answered.output,
        "gen_ai_usage_cache_read_input_tokens": answered.cache_read,
        "gen_ai_usage_cache_creation_input_tokens": answered.cache_write,
        "gen_ai_usage_reasoning_output_tokens": answered.reasoning,
        "cost_usd": _money(answered.cost),
        "duration_ms": answered.duration,
        "time_to_first_chunk_ms": pa.array(first.astype(np.int32), mask=first < 0),
        "gen_ai_request_stream": answered.stream,
        "is_cache_hit": answered.cache_hit,
        "status": coded(_STATUS_OF[outcome], STATUSES),
        "http_response_status_code": _HTTP_OF[outcome],
        "error_type": coded(outcome - 1, tuple(o.error for o in OUTCOMES[1:])),
        "gen_ai_response_finish_reason": coded(answered.finish, FINISHES),
    }


def _seen(stage: Stage, asked: Asked, answered: Answered) -> Columns:
    """What the gateway saw of the client and of the prompt."""
    address, address_list = _distinct(asked.address)
    return {
        "client_address": _ENCODED(address, address_text(address_list)),
        "client_asn": stage.networks.asn[asked.block],
        "geo_country_iso_code": coded(stage.networks.country[asked.block], COUNTRIES),
        "user_agent_original": coded(asked.client, clients.STRINGS),
        "tls_ja4": coded(asked.tls, clients.TLS_STRINGS),
        "prompt_template_hash": _texts(asked.template),
        "prompt_length": answered.length,
        "task_category": coded(asked.task, TASKS),
        "tool_count": answered.tools,
    }


def _provider(account: Array) -> Array:
    """One account in nine buys through the cloud market place."""
    return np.asarray(account % 9 == 4, dtype=np.int8)


def _money(billionths: Array) -> pa.Array:
    """Exact decimals from whole billionths."""
    data = pa.py_buffer(np.ascontiguousarray(billionths, dtype=np.int64))
    return pa.Array.from_buffers(pa.decimal64(18, 9), len(billionths), [None, data])


def accounts(stage: Stage, people: People, ids: pa.StringArray) -> pa.Table:
    """All accounts, in order of sign-up."""
    banned = people.banned < stage.end
    nets = stage.networks
    browser = clients.strings_on(
        people.browser, people.behind, np.maximum(people.created // DAY, -200)
    )
    table = pa.table(
        {
            "account_id": ids,
            "created_at": moments(stage, people.created),
            "status": coded(banned * 1, ("active", "blocked")),
            "status_changed_at": moments(
                stage, np.where(banned, people.banned, people.created), banned
            ),
            "identity_provider": coded(people.method, METHODS),
            "email": identity.mails(stage, people),
            "email_verified": (people.seed >> np.uint64(17)) % np.uint64(100) < 93,
            "phone": identity.phones(people),
            "payment_fingerprint": identity.cards(stage, people),
            "payment_country": coded(
                np.where(people.card >= 0, people.card_country, -1), COUNTRIES
            ),
            "org_id": identity.orgs(stage, people),
            "plan": coded(people.plan, PLANS),
            "signup_address": address_text(_signup_addresses(stage, people)),
            "signup_asn": nets.asn[people.sign_block],
            "signup_country": coded(nets.country[people.sign_block], COUNTRIES),
            "signup_user_agent": coded(browser, clients.STRINGS),
            "signup_tls_ja4": coded(
                clients.fingerprints(people.browser, people.tls_seed), clients.TLS_STRINGS
            ),
            "signup_referrer": coded(np.where(people.referrer > 0, people.referrer, -1), REFERRERS),
        }
    )
    return table.take(pa.array(np.lexsort((people.seed, people.created))))


def _signup_addresses(stage: Stage, people: People) -> Words:
    """The address an account had on the day: the one it also works from, if that is fixed."""
    who = np.arange(len(people))
    slot = (people.sign_block != people.block[:, 0]).astype(np.int64)
    lease = people.lease[who, slot]
    epoch = tenancy(people.sign_seed, lease, people.created // DAY)
    epoch = np.where(lease == 0, people.created // ADDRESS_TURN, epoch)
    return stage.networks.addresses(people.sign_block, people.sign_seed, epoch)


def aliases(people: People, ids: pa.StringArray, keys: KeyText) -> pa.Table:
    """Which account each API key stands for, in no telling order."""
    owner, words = identity.all_keys(people)
    order = np.argsort(words, kind="stable")
    return pa.table(
        {
            "id_type": coded(np.zeros(len(owner), np.int8), ("api_key",)),
            "id_value": keys(words[order]),
            "account_id": ids.take(pa.array(owner[order])),
        }
    )
