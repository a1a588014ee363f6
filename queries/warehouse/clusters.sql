-- question: What are the tables of what the cluster detection found?
-- grain:    statements; run before each detection, so that old findings never mix with new
-- params:   none
-- columns:  none
--
-- Everything here can be rebuilt from the canonical tables with `python -m hydrascope detect`.
-- family is one of payment, network, client, identity, batch, templates, timing, reaction, or
-- the name of a signal a team brought. Bits are log2 of a likelihood ratio: 10 bits are odds
-- of about a thousand to one.

-- accounts: probable members, counted in every headline; possible_accounts are not.
-- points: what speaks for coordination, less what speaks against; kind and confidence follow.
-- estimated_usd: the part of cost_usd that is by list price; null where none is.
-- explained_by: the sentence that names what else could be behind the cluster.
create or replace table found_clusters (
    cluster_id varchar not null,
    kind varchar not null,
    confidence varchar not null,
    points double not null,
    accounts bigint not null,
    possible_accounts bigint not null,
    families integer not null,
    median_bits double not null,
    requests bigint not null,
    input_tokens bigint,
    output_tokens bigint,
    cost_usd decimal(18, 9),
    estimated_usd decimal(18, 9),
    first_signup_at timestamp,
    first_seen_at timestamp,
    peak_at timestamp,
    last_seen_at timestamp,
    banned_accounts bigint not null,
    active_accounts bigint not null,
    successions bigint not null,
    median_regrowth_hours double,
    signature_templates bigint not null,
    signature_share double,
    work_share double,
    explained_by varchar
);

-- membership: 'probable' or 'possible' (a near miss). match_weight: bits for the account being
-- one of the cluster, without itself; needed_bits: the prior against it at this cluster's size,
-- and 1,000 to 1 on top.
-- missing: for a near miss, what it lacks, in a sentence.
create or replace table found_cluster_accounts (
    cluster_id varchar not null,
    account_key integer not null,
    membership varchar not null,
    match_weight double not null,
    needed_bits double not null,
    families integer not null,
    missing varchar
);

-- Bits of each family for each account of a cluster, near misses included; zero means that
-- the family says nothing, negative that it speaks against.
create or replace table found_cluster_evidence (
    cluster_id varchar not null,
    account_key integer not null,
    family varchar not null,
    bits double not null
);

-- Of each family: the quartiles of its bits over the members, and how many it speaks for.
create or replace table found_cluster_families (
    cluster_id varchar not null,
    family varchar not null,
    low_bits double not null,
    median_bits double not null,
    high_bits double not null,
    accounts bigint not null,
    known_accounts bigint not null,
    sentence varchar not null
);

-- The values members share more than others do, strongest first (place 1). lift: share inside
-- over share outside. attr_value is the text pages show; templates as sixteen digits.
create or replace table found_cluster_values (
    cluster_id varchar not null,
    place integer not null,
    family varchar not null,
    attr_type varchar not null,
    attr_value varchar not null,
    accounts bigint not null,
    known_accounts bigint not null,
    outside_accounts bigint not null,
    lift double not null,
    bits double not null
);

-- Who shows which of those values, near misses included; for the drawing and for "why".
create or replace table found_cluster_shows (
    cluster_id varchar not null,
    place integer not null,
    account_key integer not null,
    requests bigint
);

-- The pooled tests on the cluster as a whole: what was measured, what size-matched groups of
-- other accounts show (5th, 50th, 95th percentile), and what follows. side: 'coordinated',
-- 'innocent' or 'unknown'. points: what it adds for that side.
create or replace table found_cluster_tests (
    cluster_id varchar not null,
    place integer not null,
    test varchar not null,
    side varchar not null,
    points double not null,
    value double,
    unit varchar,
    ordinary_low double,
    ordinary_median double,
    ordinary_high double,
    sentence varchar not null
);

-- Who took over from whom: stopped_at is the ban or the last request of the one, began_at the
-- sign-up of the other; bits against a chance succession.
create or replace table found_successions (
    cluster_id varchar not null,
    from_account_key integer not null,
    to_account_key integer not null,
    stopped_at timestamp not null,
    began_at timestamp not null,
    gap_hours double not null,
    bits double not null
);

-- One row per day of a cluster's life; days without anything included.
create or replace table found_cluster_days (
    cluster_id varchar not null,
    bucket_at timestamp not null,
    signups bigint not null,
    bans bigint not null,
    active_accounts bigint not null,
    requests bigint not null,
    input_tokens bigint,
    output_tokens bigint,
    cost_usd decimal(18, 9)
);

-- Requests by hour of the week (0 is Monday 00:00 UTC) of the cluster, and of everybody outside
-- clusters, as shares of their total.
create or replace table found_cluster_hours (
    cluster_id varchar not null,
    hour_of_week integer not null,
    requests bigint not null,
    share double not null,
    ordinary_share double
);

-- Requests by task and model, of the cluster and of everybody outside clusters.
create or replace table found_cluster_mix (
    cluster_id varchar not null,
    dimension varchar not null,
    label varchar not null,
    requests bigint not null,
    share double not null,
    ordinary_share double
);

-- Every group that was a candidate: how far it came, and why it fell. fell_at is null for a
-- reported cluster, families for one of too few accounts.
create or replace table found_cluster_candidates (
    candidate_id integer not null,
    cluster_id varchar,
    accounts bigint not null,
    families integer,
    fell_at varchar,
    reason varchar
);

-- The waterfall from candidates to coordinated clusters, in order.
create or replace table found_cluster_filters (
    place integer not null,
    filter varchar not null,
    candidates_before bigint not null,
    candidates_after bigint not null,
    accounts_before bigint not null,
    accounts_after bigint not null,
    sentence varchar not null
);

-- One row per pair and family that speaks for or against it. Only the strongest links of each
-- account are kept.
create or replace table found_links (
    account_key_a integer not null,
    account_key_b integer not null,
    family varchar not null,
    bits double not null,
    total_bits double not null
);

create or replace table cluster_facts (
    name varchar not null,
    value varchar
);

create or replace view clusters as
select
    cluster_id,
    accounts,
    requests,
    confidence,
    kind,
    first_seen_at,
    last_seen_at,
    * exclude (
        cluster_id, accounts, requests, confidence, kind, first_seen_at, last_seen_at
    )
from found_clusters;

-- The part of a cluster's cost that is by list price, 0 to 1.
create or replace macro estimated_share(estimated_usd, cost_usd) as
case
    when estimated_usd is null then 0
    when coalesce(cost_usd, 0) = 0 then 1
    else least(estimated_usd / cost_usd, 1)
end::double;

create or replace view cluster_accounts as
select
    members.cluster_id,
    known.account_id,
    members.membership,
    known.pseudonym,
    members.match_weight,
    members.needed_bits,
    members.families,
    members.missing
from found_cluster_accounts as members
inner join known_accounts as known on members.account_key = known.account_key;

-- The accounts of chosen clusters after what people said of them; confirmed and cleared hold
-- 'cluster pseudonym', for who is confirmed in one cluster may be a near miss of another.
-- standing: 'confirmed' (a person said so), 'probable', or 'possible'; the cleared are left out.
create or replace macro judged_members(cluster_ids, confirmed, cleared) as table
    select
        members.cluster_id,
        members.account_key,
        known.account_id,
        case
            when list_contains(confirmed, members.cluster_id || ' ' || known.pseudonym)
                then 'confirmed'
            else members.membership
        end as standing
    from found_cluster_accounts as members
    inner join known_accounts as known on members.account_key = known.account_key
    where
        list_contains(cluster_ids, members.cluster_id)
        and not list_contains(cleared, members.cluster_id || ' ' || known.pseudonym);

-- Those of them that count: confirmed and probable.
create or replace macro counted_members(cluster_ids, confirmed, cleared) as table
    select
        cluster_id,
        account_key,
        account_id
    from judged_members(cluster_ids, confirmed, cleared)
    where standing in ('confirmed', 'probable');

-- Of each account of a cluster and each family, the strongest of the values drawn, by place.
create or replace macro strongest_values(of_cluster, places) as table
    select
        shows.account_key,
        arg_max(found.place, (found.bits, -found.place)) as place,
        max(found.bits) as bits
    from found_cluster_shows as shows
    inner join found_cluster_values as found
        on shows.cluster_id = found.cluster_id and shows.place = found.place
    where found.cluster_id = of_cluster and list_contains(places, found.place)
    group by shows.account_key, found.family;

create or replace view links as
select
    one.account_id as account_a,
    other.account_id as account_b,
    found.family as attr_type,
    found.bits as match_weight,
    found.total_bits
from found_links as found
inner join known_accounts as one on found.account_key_a = one.account_key
inner join known_accounts as other on found.account_key_b = other.account_key
