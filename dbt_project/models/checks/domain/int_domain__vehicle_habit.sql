-- Whether a plant's tickets carry the numbers of the vehicles that came: one row per plant with two scales.
-- Numbers written at random repeat on another scale a quarter of an hour later as often as at once; vehicles that are
-- there do not, because a turn takes its time. Pairs too near to be true are left out: they are what is judged.
{%- set near = "60 * " ~ domain_setting('X-VEHICLE', 'same_plant_minutes') %}
{%- set wide = "60 * " ~ domain_setting('X-VEHICLE', 'habit_minutes') %}
with weighed as (
    select plant, place, weighed_at, is_hop, is_other_plant, seconds_apart,
        cast(floor({{ seconds_between("timestamp '2000-01-01 00:00:00'", 'weighed_at') }} / ({{ wide }})) as bigint) as slot
    from {{ ref('int_domain__vehicle_places') }}
),

seen as (
    select plant,
        sum(case when is_hop and not is_other_plant and seconds_apart >= {{ near }} and seconds_apart < {{ wide }}
            then 1 else 0 end) as n_seen
    from weighed group by plant
),

-- Each ticket also stands in the slot after its own, so that an equality join finds every pair in reach once.
reaching as (
    select plant, place, weighed_at, slot + shift.step as slot
    from weighed
    cross join (
        select 0 as step
        union all
        select 1
    ) as shift
),

later as (
    select a.plant, a.place as place_a, b.place as place_b, count(*) as n_pairs
    from reaching as a
    inner join weighed as b on a.plant = b.plant and a.slot = b.slot and a.place <> b.place
        and {{ seconds_between('a.weighed_at', 'b.weighed_at') }} >= {{ near }}
        and {{ seconds_between('a.weighed_at', 'b.weighed_at') }} < {{ wide }}
    group by a.plant, a.place, b.place
),

expected as (
    select later.plant, sum(cast(later.n_pairs * shares.share as decimal(18, 6))) as mean_count
    from later
    inner join {{ ref('int_domain__vehicle_shares') }} as shares
        on later.place_a = shares.place_a and later.place_b = shares.place_b
    group by later.plant
)

select
    expected.plant, seen.n_seen, expected.mean_count,
    -- Chernoff bound of the lower Poisson tail.
    seen.n_seen <= {{ domain_setting('X-VEHICLE', 'habit_share') }} * expected.mean_count
        and seen.n_seen < expected.mean_count
        and exp(seen.n_seen - expected.mean_count - case when seen.n_seen = 0 then 0
            else seen.n_seen * ln(seen.n_seen / expected.mean_count) end)
        < {{ domain_setting('X-VEHICLE', 'habit_probability') }} as is_true
from expected
inner join seen on expected.plant = seen.plant
