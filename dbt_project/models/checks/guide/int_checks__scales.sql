-- Tickets weighed on another scale than the plan names. One row per rule, plant, process and month.
-- foreign: in no register, or kept for another purpose; elsewhere: planned for this parameter at another process, or
-- registered for it while the plan's scale is never used. A scale that took turns with the plan's is a lawful swap.
with planned as (
    select plan.plant, plan.period, plan.process, plan.parameter_code, trim(numbers.instrument_no) as scale_no
    from {{ ref('stg_plan_data') }} as plan
    cross join unnest(string_split(replace(replace(coalesce(plan.instrument_nos, ''), '、', ','), '，', ','), ','))
        as numbers(instrument_no)
    where trim(numbers.instrument_no) <> '' and plan.parameter_code in ('output', 'anode_gross')
),

described as (
    select plant, period, process, parameter_code, {{ ordered_list('scale_no', '、') }} as scales
    from planned group by plant, period, process, parameter_code
),

used as (
    select
        used.*,
        substring(used.period, 1, 4) as year_period,
        own.plant is not null as is_own,
        other.plant is not null as is_planned_elsewhere,
        register.plant is not null as is_registered,
        coalesce(register.parameter_code = used.parameter_code, false) as is_of_purpose
    from {{ ref('int_scales__used') }} as used
    left join planned as own
        on used.plant = own.plant and used.period like own.period || '%' and used.process = own.process
        and used.parameter_code = own.parameter_code and used.scale_no = own.scale_no
    left join (select distinct plant, period, parameter_code, scale_no from planned) as other
        on used.plant = other.plant and used.period like other.period || '%'
        and used.parameter_code = other.parameter_code and used.scale_no = other.scale_no
    left join {{ ref('stg_instruments') }} as register
        on used.plant = register.plant and used.period like register.period || '%' and used.scale_no = register.instrument_no
),

-- Where tickets number scales in a way of their own, nothing can be said.
habits as (
    select plant, year_period, parameter_code,
        sum(case when is_own or is_registered then tickets else 0 end) * 2 > sum(tickets) as names_scales
    from used group by plant, year_period, parameter_code
),

turns as (
    select plant, year_period, process, parameter_code, bool_or(is_own) as uses_planned
    from used group by plant, year_period, process, parameter_code
),

classed as (
    select used.*, habits.names_scales,
        case
            when is_own then 'own'
            when is_planned_elsewhere then 'elsewhere'
            when is_registered and is_of_purpose then case when turns.uses_planned then 'own' else 'elsewhere' end
            else 'foreign'
        end as class
    from used
    inner join habits using (plant, year_period, parameter_code)
    inner join turns using (plant, year_period, process, parameter_code)
),

answered as (
    select
        places.plant_code, places.process, places.period_kind, places.period, places.rule_id, places.parameter,
        case when not bool_and(classed.names_scales) then 'not_assessable'
            when sum(case when classed.class = places.item then classed.tickets else 0 end) > max(places.limit_high)
                then max({{ raised('places.disposition') }})
            else 'pass' end as status,
        max(described.scales) as expected,
        {{ ordered_list("case when classed.class = places.item then coalesce(nullif(classed.scale_no, ''), '-') end", '、') }}
            as observed,
        case when not bool_and(classed.names_scales) then '磅单上的衡器编号与台账编号不一致' else
            coalesce({{ ordered_list("case when classed.class = places.item then coalesce(nullif(classed.scale_no, ''), '未填') || ' '
                || cast(classed.tickets as varchar) || ' 票 ' || " ~ number_text('classed.mass_t', 3) ~ " || ' t' end", '；') }}, '')
            end as detail_zh,
        case when not bool_and(classed.names_scales) then 'scale numbers of the tickets are not those of the register' else
            coalesce({{ ordered_list("case when classed.class = places.item then coalesce(nullif(classed.scale_no, ''), 'none') || ': '
                || cast(classed.tickets as varchar) || ' tickets, ' || " ~ number_text('classed.mass_t', 3) ~ " || ' t' end", '; ') }}, '')
            end as detail_en,
        {{ ordered_list('classed.file') }} as evidence,
        {{ operands({'count': "case when bool_and(classed.names_scales)
            then sum(case when classed.class = places.item then classed.tickets else 0 end) end"}) }} as operands,
        case when bool_and(classed.names_scales) then '' else 'open:scale numbers are not those of the register' end as reason
    from {{ places_of('scales') }} as places
    inner join classed
        on places.plant_code = classed.plant and places.process = classed.process and places.period = classed.period
        and places.parameter = classed.parameter_code
    inner join described
        on classed.plant = described.plant and classed.year_period = described.period
        and classed.process = described.process and classed.parameter_code = described.parameter_code
    group by places.plant_code, places.process, places.period_kind, places.period, places.rule_id, places.parameter
)

select {{ word_answer() }}, operands, reason
from answered
