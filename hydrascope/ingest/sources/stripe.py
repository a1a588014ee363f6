"""Stripe exports: customers, and payments with the card's fingerprint.

Customers are Stripe's; a metadata column (``user_id (metadata)`` and the like) says which API
account one is, and is learned as an alias. The customers' export seen has no fingerprint:
payments have it. A payment's time has no seconds; it is a sign of life, no sign-up. Cards
inside wallets have another fingerprint than the card itself.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.observed import alias, attributes
from hydrascope.ingest.source import Source, first_of

_META = ("account_id", "user_id", "uid", "customer_id", "org_id", "organization_id", "tenant_id")
_NAMED = first_of(*(f'"{name} (metadata)"' for name in _META))
_KIND = "stripe_customer"
_MAIL = 'coalesce("Email", case when contains("Description", \'@\') then "Description" end)'
_CUSTOMER = (
    "id", "Email", "Description", "Created (UTC)", "Created", "Status", "Delinquent", "Plan",
    "Card Issue Country", "Card Fingerprint", *(f"{name} (metadata)" for name in _META),
)  # fmt: skip

CUSTOMERS = Source(
    name="stripe_customers",
    label="Stripe customers export",
    table="accounts",
    anchors=("id", "Email", "Created (UTC)"),
    absent=("Amount", "Customer ID"),
    path_hints=("customers",),
    fields=_CUSTOMER,
    columns={
        "account_id": f'coalesce({_NAMED}, "id")',
        # Where the customer is an account's, its creation is no sign-up of the account.
        "created_at": f"case when {_NAMED} is null "
        'then instant(coalesce("Created (UTC)", "Created")) end',
        "status": 'to_account_status("Status")',
        "email_hash": f"email_hash({_MAIL})",
        "email_norm_hash": f"email_norm_hash({_MAIL})",
        "email_domain": f"email_domain({_MAIL})",
        "email_pattern": f"email_pattern({_MAIL})",
        "payment_fingerprint_hash": 'payment_hash("Card Fingerprint")',
        "payment_country": 'to_country("Card Issue Country")',
        "plan": '"Plan"',
    },
    also=(
        alias(
            "stripe_customers_aliases",
            "Stripe customers: which account",
            _CUSTOMER,
            _KIND,
            '"id"',
            _NAMED,
        ),
    ),
    facts=Facts(
        vendor="Stripe",
        files="customers.csv",
        clock="UTC without zone, to the minute",
        fixture="stripe/customers.csv",
        sample="schema",
        basis="users",
        missing=("the card's fingerprint: import payments", "sign-up address"),
        unverified=("Plan", "Status"),
    ),
)

_PAYER = first_of(
    '"Customer Email"',
    'case when contains("Customer Description", \'@\') then "Customer Description" end',
)
_PAYMENT = (
    "id", "Created", "Created (UTC)", "Created date (UTC)", "Status", "Customer ID",
    "Customer Email", "Customer Description", "Card Fingerprint", "Card Issue Country",
    *(f"{name} (metadata)" for name in _META),
)  # fmt: skip
_AT = 'coalesce("Created date (UTC)", "Created (UTC)", "Created")'
_WHO = f'coalesce({_NAMED}, "Customer ID")'
PAYMENTS = Source(
    name="stripe_payments",
    label="Stripe payments export",
    table="accounts",
    anchors=("id", "Amount", "Customer ID", "Card Fingerprint"),
    path_hints=("payments",),
    fields=_PAYMENT,
    columns={
        "account_id": _WHO,
        "email_hash": f"email_hash({_PAYER})",
        "email_norm_hash": f"email_norm_hash({_PAYER})",
        "email_domain": f"email_domain({_PAYER})",
        "email_pattern": f"email_pattern({_PAYER})",
        "payment_fingerprint_hash": 'payment_hash("Card Fingerprint")',
        "payment_country": 'to_country("Card Issue Country")',
        "last_seen_at": f"instant({_AT})",
    },
    also=(
        *attributes(
            "stripe_payments",
            "Stripe payments",
            _PAYMENT,
            _WHO,
            _AT,
            {"payment": 'payment_hash("Card Fingerprint")'},
        ),
        alias(
            "stripe_payments_aliases",
            "Stripe payments: which account",
            _PAYMENT,
            _KIND,
            '"Customer ID"',
            _NAMED,
        ),
    ),
    facts=Facts(
        vendor="Stripe",
        files="payments.csv (unified payments or charges)",
        clock="UTC without zone, to the minute",
        fixture="stripe/payments.csv",
        sample="real",
        basis="sample",
        missing=("sign-up time", "wallet cards: another fingerprint than the card's own"),
    ),
)
SOURCES = (CUSTOMERS, PAYMENTS)
