-- Deviations that stay just inside a limit period after period (shape hugging): one row per month, and one
-- per year.
with sides as (
    select plant, process, period, basis, parameter, source_system, sum(value) as value
    from {{ ref('fct_observations') }}
    where period_kind = 'month' and coalesce(coverage, 'full') = 'full' and value is not null
        and item in ('', '阳极炭块')
    group by plant, process, period, basis, parameter, source_system
),

-- A plant-grain rule needs every process of the plant on the process side.
plant_sums as (
    select sides.plant, sides.period, sides.basis, sides.parameter, sides.source_system,
        sum(sides.value) as value,
        count(*) as n, max(processes.n_processes) as n_processes
    from sides inner join {{ ref('dim_processes') }} as processes
        on sides.plant = processes.plant and sides.process = processes.process
    group by sides.plant, sides.period, sides.basis, sides.parameter, sides.source_system
),

every_side as (
    select plant, process, period, basis, parameter, source_system, value from sides
    union all
    select plant, 'ALL', period, basis, parameter, source_system, value from plant_sums where n = n_processes
),

yearly as (
    select plant, process, period as year_period, parameter, source_system, sum(value) as value
    from {{ ref('fct_observations') }} where period_kind = 'year' group by plant, process, period, parameter,
    source_system
),

months as (
    select plant, period, previous_period,
        year_period from {{ ref('dim_periods') }} where period_kind = 'month'
),

compared as (
    select
        cells.rule_id, months.plant, cells.process, months.period, months.previous_period, months.year_period,
        cells.parameter, cells.low, cells.high, lefts.value as left_value,
        coalesce(rights.value, yearly.value) as right_value,
        abs(lefts.value - coalesce(rights.value, yearly.value)) as difference
    from (select distinct rule_id, plant, process, parameter, left_source, right_source, item, low, high
        from {{ ref('int_domain__cells') }} where shape = 'hugging') as cells
    inner join months on cells.plant = months.plant
    inner join every_side as lefts
        on lefts.plant = months.plant and lefts.process = cells.process and lefts.period = months.period
        and lefts.parameter = cells.parameter and lefts.source_system = cells.left_source
    left join every_side as rights
        on rights.plant = lefts.plant and rights.process = lefts.process and rights.period = lefts.period
        and rights.basis = lefts.basis and rights.parameter = cells.item and rights.source_system = cells.right_source
    left join yearly
        on yearly.plant = lefts.plant and yearly.process = lefts.process and yearly.year_period = months.year_period
        and yearly.parameter = cells.item and yearly.source_system = cells.right_source
    where lefts.basis = 'accounting' or rights.plant is not null
),

flagged as (
    select *,
        difference >= low * abs(left_value) and difference <= high * abs(left_value) as is_close,
        row_number() over (partition by rule_id, plant, process order by period) as place
    from compared where right_value is not null and left_value <> 0
),

runs as (
    select *,
        place - coalesce(max(case when not is_close then place end)
            over (partition by rule_id, plant, process order by period rows between unbounded preceding and current row),
            0)
            as run_length
    from flagged
),

both_kinds as (
    select rule_id, plant, process, period, left_value, right_value, difference, run_length, place as last_place from runs
    union all
    select rule_id, plant, process, year_period, max(left_value), max(right_value), max(difference),
        max(run_length), max(place)
    from runs group by rule_id, plant, process, year_period
),

-- The whole way to a period, for the second evaluation.
series as (
    select
        both_kinds.rule_id, both_kinds.plant, both_kinds.process, both_kinds.period,
        {{ ordered_list("runs.period || ',' || runs.year_period || ',' || cast(runs.left_value as varchar) || ','
            || cast(runs.right_value as varchar)", ' ') }} as months
    from both_kinds
    inner join runs
        on both_kinds.rule_id = runs.rule_id and both_kinds.plant = runs.plant and both_kinds.process = runs.process
        and runs.place <= both_kinds.last_place
    group by both_kinds.rule_id, both_kinds.plant, both_kinds.process, both_kinds.period
)

select
    cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, '' as item,
    right_value as expected, left_value as observed,
    {{ decimal_divide('difference', 'abs(left_value)', 9) }} as deviation,
    cells.high as limit_value, 'ratio' as unit,
    null as effect_t, null as effect_kind, run_length as n,
    case
        when run_length >= {{ domain_setting('X-HUG', 'periods') }} then 'breach'
        -- close in every period there is, yet too few of them to tell
        when run_length = last_place then 'not_assessable'
        else 'ok'
    end as verdict,
    case when run_length = last_place then cast(run_length as varchar) || ' 期均贴近限值，期数不足' else '' end as detail_zh,
    case
        when run_length = last_place
            then 'close to the limit in all ' || cast(run_length as varchar) || ' periods at hand, too few to judge'
        else ''
    end as detail_en,
    null as conservative_value, '' as evidence,
    {{ operands({'period': 'cells.period', 'months': 'series.months'}) }} as operands, '' as reason
from {{ ref('int_domain__cells') }} as cells
inner join both_kinds on cells.rule_id = both_kinds.rule_id and cells.plant = both_kinds.plant
    and cells.process = both_kinds.process and cells.period = both_kinds.period
inner join series on both_kinds.rule_id = series.rule_id and both_kinds.plant = series.plant
    and both_kinds.process = series.process and both_kinds.period = series.period
where cells.shape = 'hugging'
