-- question: Which account does each identifier stand for, when every alias is followed to its end?
-- grain:    statements; fills alias_ends, alias_values and alias_circles
-- params:   none
-- columns:  none
--
-- A key stands for a user, a user for an organisation: at most six steps. What people wrote into
-- an aliases file wins over what other exports say, and that over what was learned from requests.
-- Written as its own account, an identifier stands for nobody else. One that the best of these
-- join to several accounts is joined to none of them, and so are those that name each other in a
-- circle.

create or replace temp table alias_links as
with

ranked as (

    select
        id_type,
        id_value,
        account_id,
        case source when 'canonical' then 1 when 'learned' then 3 else 2 end as place
    from account_aliases

),

best as (

    select *
    from ranked
    qualify place = min(place) over (partition by id_type, id_value)

)

select
    id_type,
    id_value,
    min(account_id) as account_id
from best
group by id_type, id_value
having count(distinct account_id) = 1 and min(account_id) <> id_value;

create or replace temp table alias_steps as
select
    id_value,
    min(account_id) as account_id
from alias_links
where id_type <> 'trace'
group by id_value
having count(distinct account_id) = 1;

create or replace temp table alias_circles as
with recursive walked as (

    select
        id_value,
        account_id,
        1 as steps
    from alias_steps
    union all
    select
        walked.id_value,
        alias_steps.account_id,
        walked.steps + 1 as steps
    from walked
    inner join alias_steps on walked.account_id = alias_steps.id_value
    where walked.steps < 6 and walked.account_id <> walked.id_value

)

select id_value
from walked
where account_id = id_value;

delete from alias_links
where id_value in (select id_value from alias_circles);

delete from alias_steps
where id_value in (select id_value from alias_circles);

create or replace temp table alias_ends as
with recursive walked as (

    select
        id_type,
        id_value,
        account_id,
        1 as steps
    from alias_links
    union all
    select
        walked.id_type,
        walked.id_value,
        alias_steps.account_id,
        walked.steps + 1 as steps
    from walked
    inner join alias_steps
        on walked.account_id = alias_steps.id_value
    where walked.steps < 6

)

select
    id_type,
    id_value,
    arg_max(account_id, steps) as account_id
from walked
group by id_type, id_value;

create or replace temp table alias_values as
select
    id_value,
    min(account_id) as account_id
from alias_ends
where id_type <> 'trace'
group by id_value
having count(distinct account_id) = 1
