"""Companions that many sources of sign-in and audit records have in common.

A record of a log says more than that something happened: from which address, with which
client, and which key belongs to whom. These sources read that out of the same file.
"""

from collections.abc import Mapping, Sequence

from hydrascope.ingest.source import Source, literal


def attributes(
    name: str, label: str, fields: Sequence[str], account: str, time: str, kinds: Mapping[str, str]
) -> tuple[Source, ...]:
    """One companion per kind of attribute (its SQL over ``fields``) an account was seen with."""
    return tuple(
        Source(
            name=f"{name}_{kind}",
            label=f"{label}: {kind.replace('_', ' ')} seen",
            table="account_attributes",
            fields=tuple(fields),
            only=f"({account}) is not null and ({sql}) is not null",
            columns={
                "account_id": account,
                "attr_type": literal(kind),
                "attr_value": sql,
                "first_seen": f"instant({time})",
                "last_seen": f"instant({time})",
                "n_obs": "1",
            },
        )
        for kind, sql in kinds.items()
    )


def network(address: str, agent: str) -> dict[str, str]:
    """The attributes an address and a client string give: hashed, and the family's own words."""
    return {
        "address": f"address_hash({address})",
        "prefix": f"prefix_hash({address})",
        "user_agent": agent,
    }


def alias(
    name: str,
    label: str,
    fields: Sequence[str],
    kind: str,
    value: str,
    account: str,
    explode: str = "",
) -> Source:
    """A companion that says which account an identifier stands for."""
    return Source(
        name=name,
        label=label,
        table="account_aliases",
        fields=tuple(fields),
        explode=explode,
        only=f"({value}) is not null and ({account}) is not null and ({value}) <> ({account})",
        columns={"id_type": literal(kind), "id_value": value, "account_id": account},
    )
