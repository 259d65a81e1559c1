-- One vehicle on two scales sooner than it can drive (shape vehicle_place): one row per process (or ALL) and month.
-- What random numbering explains is told once, at the plant.
with weighed as (
    select * from {{ ref('int_domain__vehicle_places') }}
),

-- A hop stands at both of its ends.
ends as (
    select plant, process, period, is_other_plant, is_near, false as is_told, seconds_apart, vehicle_no, ticket_no,
        ticket_before, plant_before
    from weighed where is_hop
    union all
    select plant_before, process_before, period_before, is_other_plant, is_near, false, seconds_apart, vehicle_no,
        ticket_before, ticket_no, plant
    from weighed
    where is_hop and (is_other_plant or process <> process_before or period <> period_before)
    union all
    select plant, 'ALL', period, false, false, true, seconds_apart, vehicle_no, ticket_no, ticket_before, plant_before
    from weighed where is_near and process <> 'ALL'
),

present as (
    select plant, process, period from weighed
    union
    select plant, process, period from ends
),

counted as (
    select
        cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, cells.high,
        sum(case when ends.is_other_plant and ends.seconds_apart < cells.high * 60 then 1 else 0 end) as n_far,
        sum(case when ends.is_near then 1 else 0 end) as n_near,
        sum(case when ends.is_told then 1 else 0 end) as n_told,
        min(case when ends.is_other_plant then ends.seconds_apart end) as far_seconds,
        {{ ordered_list("case when ends.is_other_plant and ends.seconds_apart < cells.high * 60
            then ends.vehicle_no || ' ' || ends.ticket_no || '~' || ends.plant_before || ' ' || ends.ticket_before end") }}
            as far_pairs,
        {{ ordered_list("case when ends.is_near or ends.is_told
            then ends.vehicle_no || ' ' || ends.ticket_no || '~' || ends.ticket_before end") }}
            as near_pairs,
        {{ first_of_list("case when ends.is_other_plant and ends.seconds_apart < cells.high * 60
            then ends.vehicle_no || ' ' || ends.ticket_no || '~' || ends.plant_before || ' ' || ends.ticket_before end", 3) }}
            as first_far_pairs,
        {{ first_of_list("case when ends.is_near or ends.is_told
            then ends.vehicle_no || ' ' || ends.ticket_no || '~' || ends.ticket_before end", 3) }}
            as first_near_pairs
    from {{ ref('int_domain__cells') }} as cells
    inner join present
        on cells.plant = present.plant and cells.process = present.process and cells.period = present.period
    left join ends on cells.plant = ends.plant and cells.process = ends.process and cells.period = ends.period
    where cells.shape = 'vehicle_place'
    group by cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, cells.high
),

judged as (
    select
        counted.*,
        coalesce(chance.mean_count, 0) as random_count, coalesce(told.mean_count, 0) as told_count, habit.n_seen as habit_seen, habit.mean_count as habit_mean,
        -- A plant whose tickets name the vehicles that came has no random numbers to excuse it.
        coalesce(habit.is_true, false) as is_true,
        greatest(case when coalesce(habit.is_true, false) then 0 else coalesce(chance.mean_count, 0) end,
            {{ domain_setting('X-VEHICLE', 'least_mean_count') }}) as mean_count
    from counted
    left join {{ ref('int_domain__vehicle_chance') }} as chance
        on counted.plant = chance.plant and counted.process = chance.process and counted.period = chance.period
    left join (
        select plant, period, sum(mean_count) as mean_count from {{ ref('int_domain__vehicle_chance') }}
        where process <> 'ALL' group by plant, period
    ) as told on counted.plant = told.plant and counted.period = told.period and counted.process = 'ALL'
    left join {{ ref('int_domain__vehicle_habit') }} as habit on counted.plant = habit.plant
)

select
    rule_id, plant, process, period, parameter, '' as item,
    0 as expected,
    n_far + n_near + n_told as observed,
    n_far + n_near + n_told as deviation,
    high as limit_value,
    'min' as unit,
    null as effect_t,
    null as effect_kind,
    n_far + n_near + n_told as n,
    case
        when n_far > 0 then 'breach'
        -- Chernoff bound of the Poisson tail.
        when n_near > mean_count and exp(n_near - mean_count - n_near * ln(n_near / mean_count))
            < {{ domain_setting('X-VEHICLE', 'chance_probability') }} then 'breach'
        when n_told > 0 or n_near > 0 and process = 'ALL' then 'advisory'
        else 'ok'
    end as verdict,
    '例如 ' || coalesce(nullif(first_far_pairs, ''), first_near_pairs) || case when is_true then '（该厂磅单车号如实填写）'
        else '（车号随意填写时厂内可期望 ' || {{ plain_number('greatest(mean_count, told_count / 2)', 2) }} || ' 次）' end as detail_zh,
    'for example ' || coalesce(nullif(first_far_pairs, ''), first_near_pairs) || case when is_true
        then ' (the plant writes the numbers of the vehicles that came)'
        else ' (numbers written at random would give ' || {{ plain_number('greatest(mean_count, told_count / 2)', 2) }} || ' inside the plant)' end
        as detail_en,
    null as conservative_value,
    coalesce(nullif(far_pairs, ''), near_pairs, '') as evidence,
    {{ operands({'far_seconds': 'far_seconds', 'near': 'n_near', 'random': 'random_count', 'habit_seen': 'habit_seen',
        'habit_mean': 'habit_mean'}) }} as operands,
    'quiet:a vehicle weighed once is at one place' as reason
from judged
