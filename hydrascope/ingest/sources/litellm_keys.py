"""LiteLLM's tables of keys: ``LiteLLM_VerificationToken`` and the deleted ones.

``token`` is the SHA-256 of the key, the same value as ``api_key`` in the spend logs: it joins
the spend of a key to the key's user, else to its team. A key's making is an event, and so is
its deletion. When a key was blocked the table does not say: the audit log does.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source

_OWNER = 'coalesce("user_id", "team_id")'
_FIELDS = ("token", "user_id", "team_id", "created_at", "deleted_at")


def _facts(files: str, fixture: str) -> Facts:
    return Facts(
        vendor="LiteLLM",
        files=files,
        clock="UTC text, mostly without zone",
        fixture=fixture,
        sample="schema",
        basis="code",
        missing=("when a key was blocked (the audit log has it)",),
    )


def _event(name: str, label: str, kind: str, time: str) -> Source:
    """A companion: what happened to the key, and when."""
    return Source(
        name=name,
        label=label,
        table="events",
        digests=("token",),
        fields=_FIELDS,
        time=f'"{time}"',
        only=f'"token" is not null and "{time}" is not null',
        columns={
            "event_id": f"'{kind}:' || \"token\"",
            "event_type": f"'{kind}'",
            "account_id": f'coalesce({_OWNER}, "token")',
            "label": f"'{label}'",
        },
    )


def _keys(
    name: str, label: str, facts: Facts, anchors: tuple[str, ...], absent: tuple[str, ...]
) -> Source:
    events = [_event(f"{name}_made", "API key made", "key_created", "created_at")]
    if "deleted_at" in anchors:
        events.append(_event(f"{name}_gone", "API key deleted", "key_revoked", "deleted_at"))
    return Source(
        name=name,
        label=label,
        facts=facts,
        table="account_aliases",
        anchors=anchors,
        absent=absent,
        digests=("token",),
        fields=_FIELDS,
        rejects=(
            ("no SHA-256 of the key", '"token" is null'),
            ("a key of no user and no team", f"{_OWNER} is null"),
        ),
        also=tuple(events),
        columns={
            "id_type": "'api_key'",
            "id_value": '"token"',
            "account_id": _OWNER,
        },
    )


SOURCES = (
    _keys(
        "litellm_keys",
        "LiteLLM key table",
        _facts("table `LiteLLM_VerificationToken` as CSV, JSON or Parquet", "litellm/keys.csv"),
        ("token", "key_name", "user_id", "team_id", "expires", "max_parallel_requests"),
        ("deleted_at",),
    ),
    _keys(
        "litellm_deleted_keys",
        "LiteLLM table of deleted keys",
        _facts(
            "table `LiteLLM_DeletedVerificationToken` as CSV, JSON or Parquet",
            "litellm/deleted-keys.json",
        ),
        ("token", "key_name", "user_id", "team_id", "deleted_at", "deleted_by"),
        (),
    ),
)
