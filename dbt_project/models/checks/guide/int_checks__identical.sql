-- Direct weighing whose daily figures equal those of slips or store to the last digit: two files, one source.
-- The rule's limit is the number of different broken values from which equality is no accident. One row per rule,
-- process and month.
with compared as (
    select
        direct.plant, direct.process, direct.period, other.source_system,
        count(*) as days,
        count(case when direct.value = other.value and direct.value <> 0 then 1 end) as same_days,
        count(distinct case when direct.value = other.value and direct.value <> round(direct.value, 0)
            then direct.value end) as same_values
    from {{ ref('fct_daily') }} as direct
    inner join {{ ref('fct_daily') }} as other
        on direct.plant = other.plant and direct.process = other.process
        and direct.accounting_day = other.accounting_day and direct.parameter = other.parameter
        and other.source_system in ('anode_slips', 'anode_store')
    where direct.source_system = 'anode_direct' and direct.parameter = 'anode_gross'
    group by direct.plant, direct.process, direct.period, other.source_system
),

judged as (
    select places.*, compared.source_system, compared.days, compared.same_days, compared.same_values,
        compared.same_values >= places.limit_high
        and compared.same_days >= {{ factor('limits.value') }} * compared.days as is_copy
    from {{ places_of('identical_series') }} as places
    inner join compared
        on places.plant_code = compared.plant and places.process = compared.process and places.period = compared.period
    inner join {{ ref('int_checks__parameters') }} as limits
        on places.year = limits.year and limits.parameter = 'identical_share'
),

answered as (
    select
        plant_code, process, period_kind, period, rule_id, parameter,
        case when bool_or(is_copy) then max({{ raised('disposition') }}) else 'pass' end as status,
        '来源相互独立' as expected,
        {{ ordered_list("source_system || ' ' || cast(same_days as varchar) || '/' || cast(days as varchar)") }} as observed,
        case when bool_or(is_copy) then '直接计量与转运单或出库的逐日数值完全相同，视为同一来源。' else '' end as detail_zh,
        case when bool_or(is_copy) then 'direct weighing equals slips or store day by day: one source.' else '' end
            as detail_en,
        cast(null as varchar) as evidence,
        {{ operand_rows({'days': 'days', 'same': 'same_days', 'values': 'same_values'}) }} as operands,
        '' as reason
    from judged
    group by plant_code, process, period_kind, period, rule_id, parameter
)

select {{ word_answer() }}, operands, reason
from answered
