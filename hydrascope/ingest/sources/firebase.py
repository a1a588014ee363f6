"""Firebase Authentication users (``auth:export``), as JSON or as CSV without a header.

Times are epoch milliseconds, as texts. Password hashes and salts are in it and never read.
The CSV has 29 columns in a documented order; it is recognised by what stands in them.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, first_of

_PROVIDERS = ("google", "facebook", "twitter", "github")
# Columns of the CSV, by the names its JSON uses; those that are never read are called by place.
_COLUMNS = (
    "localId",
    "email",
    "emailVerified",
    "passwordHash",
    "salt",
    "displayName",
    "photoUrl",
    *(f"{who} {what}" for who in _PROVIDERS for what in ("id", "email", "name", "photo")),
    "createdAt",
    "lastSignedInAt",
    "phoneNumber",
    "reserved 1",
    "reserved 2",
    "reserved 3",
)
_WHO = " ".join(f"when \"{who} id\" is not null then '{who}'" for who in _PROVIDERS)

USERS = Source(
    name="firebase_users",
    label="Firebase Authentication users",
    table="accounts",
    anchors=("localId", "email", "createdAt"),
    headless=_COLUMNS,
    signs={
        "localId": r"[A-Za-z0-9_-]{6,128}",
        "emailVerified": "true|false|",
        "createdAt": "[0-9]{13}",
        "lastSignedInAt": "([0-9]{13})?",
    },
    fields=(
        "localId",
        "email",
        "emailVerified",
        "createdAt",
        "lastSignedInAt",
        "phoneNumber",
        "disabled",
        "providerUserInfo/[0]/providerId",
        *(f"{who} id" for who in _PROVIDERS),
    ),
    columns={
        "account_id": '"localId"',
        "created_at": 'instant("createdAt")',
        "status": (
            "case to_flag(\"disabled\") when true then 'blocked' when false then 'active' end"
        ),
        "identity_provider": first_of('"providerUserInfo/[0]/providerId"', f"case {_WHO} end"),
        "email_hash": 'email_hash("email")',
        "email_norm_hash": 'email_norm_hash("email")',
        "email_domain": 'email_domain("email")',
        "email_pattern": 'email_pattern("email")',
        "email_verified": 'to_flag("emailVerified")',
        "phone_hash": 'phone_hash("phoneNumber")',
        "last_seen_at": 'instant("lastSignedInAt")',
    },
    facts=Facts(
        vendor="Firebase",
        files="auth:export as JSON (users) or as CSV without a header",
        clock="epoch milliseconds, as text",
        fixture="firebase/firebase.csv",
        sample="real",
        basis="documentation",
        missing=("sign-up address",),
    ),
)
SOURCES = (USERS,)
