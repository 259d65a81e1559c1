-- One vehicle on two scales sooner than it can drive (shape vehicle_place): one row per process (or ALL) and month.
with plates as (
    select *,
        -- A road plate is one vehicle in the whole country; a works number belongs to its works.
        {{ text_matches('vehicle_no', "'^[\u4e00-\u9fff][A-Z][A-Z0-9]{4,}'") }} as is_plate
    from {{ ref('int_domain__weighings') }}
    where nullif(trim(vehicle_no), '') is not null and weighed_at is not null
),

located as (
    select *, case when is_plate then vehicle_no else plant || ':' || vehicle_no end as vehicle,
        plant || ':' || coalesce(scale_no, source) as place
    from plates
),

steps as (
    select *,
        lag(place) over by_time as place_before, lag(plant) over by_time as plant_before,
        lag(process) over by_time as process_before, lag(period) over by_time as period_before,
        lag(weighed_at) over by_time as at_before, lag(ticket_no) over by_time as ticket_before
    from located
    window by_time as (partition by vehicle order by weighed_at, place, ticket_no)
),

hops as (
    select *, {{ seconds_between('at_before', 'weighed_at') }} as seconds_apart, plant <> plant_before as is_other_plant
    from steps where place <> place_before
),

-- The same hop stands at both ends; tickets of one scale pair inside a plant may be numbered at random.
ends as (
    select plant, process, period, is_other_plant, seconds_apart, vehicle_no, ticket_no, ticket_before, plant_before from hops
    union all
    select plant_before, process_before, period_before, is_other_plant, seconds_apart, vehicle_no, ticket_before, ticket_no, plant
    from hops where is_other_plant or process <> process_before or period <> period_before
),

near as (
    select place, ticket_no from hops where not is_other_plant and seconds_apart < {{ domain_setting('X-VEHICLE', 'same_plant_minutes') }} * 60
    union
    select place_before, ticket_before from hops
    where not is_other_plant and seconds_apart < {{ domain_setting('X-VEHICLE', 'same_plant_minutes') }} * 60
),

-- How often two scales of a plant would show one vehicle if trucks came at random: fleets as the other tickets show them.
fleets as (
    select located.plant, located.place, located.vehicle, count(*) as c,
        sum(count(*)) over (partition by located.place) as n
    from located
    left join near on located.place = near.place and located.ticket_no = near.ticket_no
    where near.place is null
    group by located.plant, located.place, located.vehicle
),

chance_of_same as (
    select a.place as place_a, b.place as place_b, sum(a.c * b.c) * 1.0 / max(a.n * b.n) as same_vehicle
    from fleets as a inner join fleets as b on a.plant = b.plant and a.vehicle = b.vehicle and a.place <> b.place
    group by a.place, b.place
),

close_pairs as (
    select a.plant, a.process, a.period, a.place as place_a, b.place as place_b, count(*) as n_pairs
    from located as a
    inner join located as b
        on a.plant = b.plant and a.place <> b.place
        and a.weighed_at between b.weighed_at - {{ domain_setting('X-VEHICLE', 'same_plant_minutes') }} * interval '1 minute'
            and b.weighed_at + {{ domain_setting('X-VEHICLE', 'same_plant_minutes') }} * interval '1 minute'
    group by a.plant, a.process, a.period, a.place, b.place
),

chance as (
    select close_pairs.plant, close_pairs.process, close_pairs.period,
        sum(cast(close_pairs.n_pairs * chance_of_same.same_vehicle as decimal(18, 6))) as mean_count
    from close_pairs
    inner join chance_of_same on close_pairs.place_a = chance_of_same.place_a and close_pairs.place_b = chance_of_same.place_b
    group by close_pairs.plant, close_pairs.process, close_pairs.period
),

counted as (
    select
        cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, cells.high,
        sum(case when ends.is_other_plant and ends.seconds_apart < cells.high * 60 then 1 else 0 end) as n_far,
        sum(case when not ends.is_other_plant
            and ends.seconds_apart < {{ domain_setting('X-VEHICLE', 'same_plant_minutes') }} * 60 then 1 else 0 end) as n_near,
        min(case when ends.is_other_plant then ends.seconds_apart end) as shortest_seconds,
        {{ ordered_list("case when ends.is_other_plant and ends.seconds_apart < cells.high * 60
            then ends.vehicle_no || ' ' || ends.ticket_no || '~' || ends.plant_before || ' ' || ends.ticket_before end") }} as far_pairs
    from {{ ref('int_domain__cells') }} as cells
    inner join (select distinct plant, process, period from located) as present
        on cells.plant = present.plant and cells.process = present.process and cells.period = present.period
    left join ends on cells.plant = ends.plant and cells.process = ends.process and cells.period = ends.period
    where cells.shape = 'vehicle_place'
    group by cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, cells.high
),

judged as (
    select counted.*,
        greatest(coalesce(chance.mean_count, 0), {{ domain_setting('X-VEHICLE', 'least_mean_count') }}) as mean_count
    from counted
    left join chance on counted.plant = chance.plant and counted.process = chance.process and counted.period = chance.period
)

select
    rule_id, plant, process, period, parameter, '' as item,
    cast(0 as decimal(38, 6)) as expected, cast(n_far + n_near as decimal(38, 6)) as observed,
    cast(n_far + n_near as decimal(38, 9)) as deviation, cast(high as decimal(38, 9)) as limit_value, 'min' as unit,
    cast(null as decimal(38, 6)) as effect_t, cast(null as varchar) as effect_kind, cast(n_far + n_near as bigint) as n,
    case
        when n_far > 0 then 'breach'
        when n_near > mean_count and exp(n_near - mean_count - n_near * ln(n_near / mean_count))
            < {{ domain_setting('X-VEHICLE', 'chance_probability') }} then 'breach'
        when n_near > 0 then 'advisory'
        else 'ok'
    end as verdict,
    coalesce(nullif(far_pairs, ''), '厂内 ' || cast(n_near as varchar) || ' 次') as detail_zh,
    coalesce(nullif(far_pairs, ''), cast(n_near as varchar) || ' times inside the plant') as detail_en,
    cast(null as decimal(38, 6)) as conservative_value, coalesce(far_pairs, '') as evidence
from judged
