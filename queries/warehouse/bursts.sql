-- question: What are the tables of what the burst detection found?
-- grain:    statements; run before each detection, so that old findings never mix with new
-- params:   none
-- columns:  none
--
-- Everything here can be rebuilt from the canonical tables with `python -m hydrascope detect`.
-- attr_type is one of payment, prefix, asn, email_domain, email_pattern, client (the user
-- agent without its versions), user_agent, ja4, referrer, plan, country, or a team's own
-- signal; null stands for all sign-ups.

-- active_accounts: not banned, and with a request in the last week of the data.
create or replace table found_bursts (
    burst_id varchar not null,
    series_id varchar,
    attr_type varchar,
    attr_value varchar,
    start_at timestamp not null,
    end_at timestamp not null,
    accounts bigint not null,
    expected_accounts double not null,
    score double not null,
    q_value double not null,
    basis varchar not null,
    verdict varchar not null,
    verdict_points double not null,
    confidence varchar not null,
    gap_regularity double,
    gap_regularity_low double,
    gap_regularity_high double,
    top_attr_type varchar,
    top_attr_value varchar,
    top_share double,
    top_lift double,
    asking_accounts bigint,
    active_accounts bigint,
    banned_accounts bigint,
    later_requests bigint,
    median_lag_minutes double
);

-- shared_values: how many of the values over-represented in the burst the account shows.
create or replace table found_burst_accounts (
    burst_id varchar not null,
    account_key integer not null,
    signed_up_at timestamp not null,
    shared_values integer not null
);

-- One row per attribute value the burst shares more than its controls do, and the largest
-- others: share among the accounts whose attribute is known, against sign-ups of the same
-- hours on other days.
create or replace table found_burst_values (
    burst_id varchar not null,
    attr_type varchar not null,
    attr_value varchar not null,
    accounts bigint not null,
    known_accounts bigint not null,
    control_accounts bigint not null,
    control_known bigint not null,
    lift double not null,
    lift_low double not null,
    lift_high double not null,
    is_notable boolean not null
);

-- Effective number of values (inverse Simpson): how many equally frequent values would be as
-- diverse. In the burst, and among its controls.
create or replace table found_burst_diversity (
    burst_id varchar not null,
    attr_type varchar not null,
    known_accounts bigint not null,
    distinct_values bigint not null,
    effective_values double not null,
    effective_low double not null,
    effective_high double not null,
    control_effective_values double
);

-- side: what the reason speaks for, 'scripted', 'event' or 'unknown' (what limits the verdict).
create or replace table found_burst_reasons (
    burst_id varchar not null,
    place integer not null,
    side varchar not null,
    family varchar not null,
    points double not null,
    reason varchar not null
);

-- Mean requests per account and day of age, of the accounts old enough to have that age when
-- the data ends; and the 5th, 50th and 95th percentile of ordinary cohorts of the same size.
create or replace table found_burst_cohorts (
    burst_id varchar not null,
    age_days integer not null,
    accounts bigint not null,
    requests_per_account double not null,
    ordinary_low double,
    ordinary_median double,
    ordinary_high double
);

-- The expected sign-ups of each hour and their variance; is_gap: no data, nothing expected.
create or replace table found_signup_hours (
    bucket_at timestamp not null,
    expected_accounts double not null,
    variance double not null,
    is_gap boolean not null
);

create or replace table detection_facts (
    name varchar not null,
    value varchar
);

create or replace view bursts as
select * from found_bursts;

create or replace view burst_accounts as
select
    members.burst_id,
    known.account_id,
    known.pseudonym,
    members.signed_up_at,
    members.shared_values
from found_burst_accounts as members
inner join known_accounts as known on members.account_key = known.account_key
