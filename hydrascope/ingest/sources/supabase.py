r"""Supabase ``auth.users`` as CSV. Tokens and password digests are in it and never read.

Times carry the offset ``+00``. Metadata is JSON whose quotes are escaped by a backslash and
doubled besides (``{\""provider\"": …``), so the provider is taken from the text.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source

_PROVIDER = (
    'nullif(regexp_extract("raw_app_meta_data", '
    "'\"provider\\\\*\"\\s*:\\s*\\\\*\"([^\"\\\\]+)', 1), '')"
)

USERS = Source(
    name="supabase_users",
    label="Supabase auth.users",
    table="accounts",
    anchors=("instance_id", "id", "aud", "raw_app_meta_data", "created_at"),
    fields=(
        "id",
        "email",
        "email_confirmed_at",
        "confirmed_at",
        "created_at",
        "updated_at",
        "last_sign_in_at",
        "raw_app_meta_data",
        "phone",
        "banned_until",
        "deleted_at",
    ),
    derived=(("mail", "split_part(\"email\", '|', 1)"),),  # merged accounts: the first stands
    columns={
        "account_id": '"id"',
        "created_at": 'instant("created_at")',
        "status": (
            "case when \"deleted_at\" is not null then 'deleted' "
            "when \"banned_until\" is not null then 'blocked' else 'active' end"
        ),
        "status_changed_at": 'instant("deleted_at")',
        "identity_provider": _PROVIDER,
        "email_hash": 'email_hash("mail")',
        "email_norm_hash": 'email_norm_hash("mail")',
        "email_domain": 'email_domain("mail")',
        "email_pattern": 'email_pattern("mail")',
        "email_verified": 'coalesce("email_confirmed_at", "confirmed_at") is not null',
        "phone_hash": 'phone_hash("phone")',
        "last_seen_at": 'instant("last_sign_in_at")',
    },
    facts=Facts(
        vendor="Supabase",
        files="the table auth.users as CSV",
        clock="UTC with offset (+00)",
        fixture="supabase/supabase.csv",
        sample="real",
        basis="sample",
        missing=("sign-up address", "whether a ban is over: banned_until counts as blocked"),
    ),
)
SOURCES = (USERS,)
