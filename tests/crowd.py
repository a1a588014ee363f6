"""Export files of one operator with three thousand accounts among twice as many strangers.

Few requests each, so that it imports in seconds. The operator's accounts sign up by the hundred,
pay four to a card, and do six hundred jobs in minutes of their own; strangers do as they like.
"""

from pathlib import Path

import duckdb

ACCOUNTS = 3000

_DRAWN = """
create macro drawn(n, salt, most) as (hash(n, salt) % most)::integer;
create macro unequal(n, salt, most) as
    floor(pow(drawn(n, salt, 1000000) / 1e6, 3) * most)::integer;
create table people as
select
    n,
    n < $accounts as is_operator,
    'acct_' || printf('%06d', drawn(n, 'name', 1000000)) || n as account_id
from range(3 * $accounts) t(n);
"""
_ACCOUNTS = """
copy (
    select
        account_id,
        timestamp '2026-01-05' + if(
            is_operator,
            (n // 100) * interval 5 hour + drawn(n, 'signup', 1800) * interval 1 second,
            drawn(n, 'signup', 40 * 86400) * interval 1 second
        ) as created_at,
        'user' || drawn(n, 'mail', 1000000) || '@mail'
        || if(is_operator, n % 5, 5 + unequal(n, 'domain', 300)) || '.example' as email,
        'card-' || if(is_operator, n // 4, n) as payment_fingerprint,
        if(is_operator, 4000 + n % 12, 5000 + unequal(n, 'asn', 400)) as signup_asn,
        'US' as signup_country
    from people
) to '{folder}/accounts.parquet' (format parquet)
"""
_REQUESTS = """
copy (
    select
        account_id,
        timestamp '2026-01-13' + if(
            is_operator,
            drawn(n % 10 + 10 * run, 'minute', 30 * 1440) * interval 1 minute
            + drawn(n, run, 60) * interval 1 second,
            drawn(n + 100000 * run, 'second', 30 * 86400) * interval 1 second
        ) as ts,
        'model-1' as gen_ai_request_model,
        if(is_operator, 4000 + n % 12, 5000 + unequal(n, 'asn', 400)) as client_asn,
        'client-' || unequal(n, 'client', 40) as user_agent_original,
        md5(if(
            is_operator,
            'job ' || drawn(n + 100000 * run, 'job', 600),
            'text ' || drawn(n + 100000 * run, 'text', 40000)
        ))[:16] as prompt_template_hash
    from people, range(8) t(run)
) to '{folder}/requests.parquet' (format parquet)
"""


def write(folder: Path) -> None:
    """Write the accounts and their requests as a source would export them."""
    with duckdb.connect() as conn:
        for statement in conn.extract_statements(_DRAWN):
            named = {"accounts": ACCOUNTS} if statement.named_parameters else None
            conn.execute(statement, named)
        for text in (_ACCOUNTS, _REQUESTS):
            conn.execute(text.replace("{folder}", str(folder)))
