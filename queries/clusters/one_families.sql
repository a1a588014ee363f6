-- question: How much does each family of evidence say about one cluster's members?
-- grain:    one row per family, what says most first
-- params:   $cluster_id: the cluster
-- columns:
--   family          payment, network, client, identity, batch, templates, timing, reaction, or a
--                   team's own signal
--   median_bits     bits of the median member
--   low_bits        lower quartile over the members
--   high_bits       upper quartile
--   accounts        count of members it speaks for
--   known_accounts  count of members it knows something about
--   needed_bits     bits an account needs at this cluster's size, the median member
--   member_bits     bits of the median member in all: medians of families do not add up to it
--   sentence        what was found

with

judged as (

    select
        median(members.needed_bits) as needed_bits,
        median(members.match_weight) as member_bits
    from found_cluster_accounts as members
    where members.cluster_id = $cluster_id and members.membership = 'probable'

)

select
    shown.family,
    shown.median_bits,
    shown.low_bits,
    shown.high_bits,
    shown.accounts,
    shown.known_accounts,
    judged.needed_bits,
    judged.member_bits,
    shown.sentence
from found_cluster_families as shown
cross join judged
where shown.cluster_id = $cluster_id
order by shown.median_bits desc, shown.family asc
