-- How many near pairs of tickets random numbering would give: one row per plant, process and month.
with weighed as (
    select * from {{ ref('int_domain__vehicle_places') }}
),

-- Each ticket also stands in the slots beside its own, so that an equality join finds every pair in reach.
reaching as (
    select plant, place, weighed_at, slot + shift.step as slot
    from weighed
    cross join (
        select -1 as step
        union all
        select 0
        union all
        select 1
    ) as shift
),

close_pairs as (
    select a.plant, a.process, a.period, a.place as place_a, b.place as place_b, count(*) as n_pairs
    from weighed as a
    inner join reaching as b
        on a.plant = b.plant and a.slot = b.slot and a.place <> b.place
        and abs({{ seconds_between('a.weighed_at', 'b.weighed_at') }})
        < 60 * {{ domain_setting('X-VEHICLE', 'same_plant_minutes') }}
    group by a.plant, a.process, a.period, a.place, b.place
)

select
    close_pairs.plant, close_pairs.process, close_pairs.period,
    sum(cast(close_pairs.n_pairs * same_vehicle.share as decimal(18, 6))) as mean_count
from close_pairs
inner join {{ ref('int_domain__vehicle_shares') }} as same_vehicle
    on close_pairs.place_a = same_vehicle.place_a and close_pairs.place_b = same_vehicle.place_b
group by close_pairs.plant, close_pairs.process, close_pairs.period
