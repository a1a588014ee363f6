"""Keyed hashes against Python's hmac; one spelling per address, mail and phone."""

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hydrascope.errors import InputError
from hydrascope.ingest import privacy

KEY = bytes(range(200))  # longer than a block


@pytest.fixture(scope="module")
def conn() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        privacy.install(made, KEY)
        yield made


def ask(conn: duckdb.DuckDBPyConnection, sql: str, value: str | None) -> object:
    return conn.execute(f"select {sql} from (select ?::varchar as v)", [value]).fetchall()[0][0]


def ask_all(conn: duckdb.DuckDBPyConnection, sql: str, values: list[str]) -> list[object]:
    found = conn.execute(f"select {sql} from (select unnest(?::varchar[]) as v)", [values])
    return [row[0] for row in found.fetchall()]


TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"))


@given(st.lists(TEXT, min_size=1, max_size=30))
@settings(max_examples=10, deadline=None)
def test_hash_is_hmac_sha256(conn: duckdb.DuckDBPyConnection, values: list[str]) -> None:
    expected = [
        hmac.new(KEY, f"ip:{value}".encode(), hashlib.sha256).hexdigest()[:16] for value in values
    ]
    assert ask_all(conn, "keyed_hash('ip', v)", values) == expected
    assert ask_all(conn, "keyed_number('ip', v)", values) == [int(e, 16) for e in expected]


def test_domains_and_keys_do_not_join(conn: duckdb.DuckDBPyConnection) -> None:
    assert ask(conn, "keyed_hash('a', v) = keyed_hash('b', v)", "x") is False
    assert ask(conn, "keyed_hash('a', v)", None) is None
    with duckdb.connect() as other:
        privacy.install(other, b"another")
        assert ask(other, "keyed_hash('a', v)", "x") != ask(conn, "keyed_hash('a', v)", "x")
        with pytest.raises(InputError):
            privacy.install(other, b"")


Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def plain(address: Address) -> Address:
    """IPv4 carried inside IPv6 is IPv4."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def spellings(address: Address) -> list[str]:
    common = [str(address), address.exploded, str(address).upper(), f" {address} "]
    if address.version == 4:
        return [*common, f"::ffff:{address}", f"{address}:443", f"9.9.9.9, {address}"]
    return [*common, f"[{address}]:443", f"{address}%eth0"]


@given(st.lists(st.ip_addresses(), min_size=1, max_size=30))
@settings(max_examples=10, deadline=None)
def test_addresses_have_one_spelling(
    conn: duckdb.DuckDBPyConnection, addresses: list[Address]
) -> None:
    told = [(address, text) for address in addresses for text in spellings(address)]
    texts = [text for _, text in told]
    normal = ask_all(conn, "normal_address(v)", texts)
    prefixes = ask_all(conn, "address_prefix(v)", texts)
    assert len(set(zip(map(plain, (a for a, _ in told)), normal, strict=True))) == len(set(normal))
    for (address, _), name, prefix in zip(told, normal, prefixes, strict=True):
        expected = plain(address)
        assert ipaddress.ip_address(str(name)) == expected
        bits = 24 if expected.version == 4 else 48
        network = ipaddress.ip_network((expected, bits), strict=False)
        assert ipaddress.ip_network(str(prefix)) == network


@pytest.mark.parametrize(
    ("text", "normal", "prefix"),
    [
        ("81.2.69.***", None, "81.2.69.0/24"),
        ("unknown", None, None),
        ("-", None, None),
        (None, None, None),
        ("deadbeefdeadbeef", "deadbeefdeadbeef", None),
        ("300.1.1.1", "300.1.1.1", None),
        ("192.000.002.001", "192.0.2.1", "192.0.2.0/24"),
        ("1::2::3", "1::2::3", None),
    ],
)
def test_what_is_no_address(
    conn: duckdb.DuckDBPyConnection, text: str | None, normal: str | None, prefix: str | None
) -> None:
    assert ask(conn, "normal_address(v)", text) == normal
    assert ask(conn, "address_prefix(v)", text) == prefix


def test_mail_phone_and_key(conn: duckdb.DuckDBPyConnection) -> None:
    assert ask(conn, "normal_email_untagged(v)", "Jane.Doe+x@GMail.com") == "janedoe@gmail.com"
    assert ask(conn, "normal_email_untagged(v)", "Jane.Doe+x@Ex.org") == "jane.doe@ex.org"
    assert ask(conn, "email_domain(v)", "Jane@EX.org") == "ex.org"
    assert ask(conn, "email_pattern(v)", "jané.d-07@ex.org") == "aaaa.a-99"
    assert ask(conn, "email_domain(v)", "no mail") is None
    assert ask(conn, "phone_hash(v) = phone_hash('0049 30 901820')", "+49 (30) 901-820") is True


def test_rejected_records_keep_nothing_personal(conn: duckdb.DuckDBPyConnection) -> None:
    kept = ask(
        conn,
        "redacted(v)",
        '{"ts":"soonish","password_hash":"$2b$10$U4C0ZY8O","email":"wilma@ex.org","n":3,'
        '"client_address":"203.0.113.9","access_token":"abc","prompt_tokens":12,'
        '"input_tokens": "345","Output Tokens":"67","tokens":"not a number",'
        '"messages":[{"content":"tell me about wombats please"}],"x":"sk-abcdefghijklmnop"}',
    )
    assert "soonish" in str(kept)
    for shown in ('"prompt_tokens":12', '"input_tokens": 345', '"Output Tokens":67'):
        assert shown in str(kept)
    for secret in ("U4C0", "wilma", "203.0", "abc", "wombats"):
        assert secret not in str(kept)
    line = ask(
        conn, "redacted(v)", "noon,acct-1,2001:db8::1:2:3,tell me about wombats,+49 30 901820"
    )
    assert line == "noon,acct-1,***,***,***"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Jane@Ex.org", "mail"),
        ("auth0|jane@ex.org", "mail"),
        ("sk-proj-0123456789abcdef", "key"),
        ("AIzaSyA1234567890abcdefgh", "key"),
        ("AKIAIOSFODNN7EXAMPLE", "key"),
        ("ghp_0123456789abcdefghij", "key"),
        ("eyJhbGciOiJIUzI1NiJ9.e30.x", "key"),
        ("+49 30 901820", "phone"),
        ("555-010-4477", "phone"),
        ("203.0.113.9", "ip"),
        ("fe80::1", "ip"),
        ("ab" * 32, ""),
        ("user-12", ""),
        ("20250101", ""),
        ("org:team:7", ""),
        ("550e8400-e29b-41d4-a716-446655440000", ""),
        ("task-12345678901234567", ""),
    ],
)
def test_identifiers_that_are_personal(
    conn: duckdb.DuckDBPyConnection, text: str, kind: str
) -> None:
    safe = ask(conn, "safe_id(v)", text)
    assert safe == text if not kind else re.fullmatch(f"{kind}:[0-9a-f]{{16}}", str(safe))
    assert ask(conn, "safe_id(v)", str(safe)) == safe


def test_types_of_attributes_by_their_words(conn: duckdb.DuckDBPyConnection) -> None:
    types = ["ip", "client_ip", "email_address", "phone_number", "prefix", "email_domain", "asn"]
    assert ask_all(conn, "personal_kind(v)", types) == [
        "address", "address", "email", "phone", "prefix", None, None,
    ]  # fmt: skip
    assert ask_all(conn, "to_attribute_type(v)", types) == [
        "address", "client_ip", "email", "phone", "prefix", "email_domain", "asn",
    ]  # fmt: skip
    assert ask(conn, "typed_id('email', v)", "Jane@ex.org") == "Jane@ex.org"
    assert str(ask(conn, "typed_id('email', v)", "jane")).startswith("mail:")


def test_masks_see_through_escapes_numbers_and_scripts(conn: duckdb.DuckDBPyConnection) -> None:
    kept = str(
        ask(
            conn,
            "redacted(v)",
            r'{"a":"wilma\u0040ex.org","phone":4930901820,"k":"AIzaSyA1234567890abcdefgh",'
            '"ip":"fe80::1","z":"请告诉我关于袋熊的一切请告诉我","n":12,"at":"12:30:00"}',
        )
    )
    for secret in ("wilma", "4930", "AIza", "fe80", "袋熊"):
        assert secret not in kept
    assert '"n":12' in kept
    assert "12:30:00" in kept
    assert "wilma" not in str(ask(conn, "redacted(v)", r'{"a":"wilma\u0040ex.org"'))
