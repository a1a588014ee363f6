"""Clerk users export, as CSV or JSON.

The CSV begins with a comment that holds a password, and has digests of passwords: neither is
ever read. There is no sign-up time. Rows are ragged; several addresses stand in one cell,
parted by ``|``.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, first_of

_MAIL = first_of(
    '"primary_email_address"',
    '"verified_email_addresses"',
    '"email_addresses/[0]"',
)
_PHONE = first_of('"primary_phone_number"', '"verified_phone_numbers"')

USERS = Source(
    name="clerk_users",
    label="Clerk users export",
    table="accounts",
    anchors=("id", "primary_email_address", "password_digest", "totp_secret"),
    fields=(
        "id",
        "primary_email_address",
        "verified_email_addresses",
        "unverified_email_addresses",
        "email_addresses/[0]",
        "primary_phone_number",
        "verified_phone_numbers",
        "created_at",
        "last_sign_in_at",
        "banned",
        "locked",
    ),
    derived=(
        ("mail", f"nullif(split_part({_MAIL}, '|', 1), '')"),
        ("phone_number", f"nullif(split_part({_PHONE}, '|', 1), '')"),
    ),
    columns={
        "account_id": '"id"',
        "created_at": 'instant("created_at")',
        "status": 'case when to_flag("banned") or to_flag("locked") then \'blocked\' end',
        "email_hash": 'email_hash("mail")',
        "email_norm_hash": 'email_norm_hash("mail")',
        "email_domain": 'email_domain("mail")',
        "email_pattern": 'email_pattern("mail")',
        "email_verified": (
            'case when list_contains(string_split("verified_email_addresses", \'|\'), "mail") '
            "then true when list_contains(string_split(\"unverified_email_addresses\", '|'), "
            '"mail") then false end'
        ),
        "phone_hash": 'phone_hash("phone_number")',
        "last_seen_at": 'instant("last_sign_in_at")',
    },
    facts=Facts(
        vendor="Clerk",
        files="users as CSV (a comment before the header) or a JSON array",
        clock="none in the export; where a copy adds created_at, epoch or ISO",
        fixture="clerk/clerk.csv",
        sample="real",
        basis="sample",
        missing=("sign-up time", "sign-up address", "status"),
    ),
)
SOURCES = (USERS,)
