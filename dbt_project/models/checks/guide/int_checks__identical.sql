-- Direct weighing whose daily figures equal those of slips or store to the last digit: two files, one source.
-- The rule's lower limit is the number of days from which equality is no accident. One row per rule, process, month.
with compared as (
    select
        direct.plant, direct.process, direct.period, other.source_system,
        count(*) as days,
        count(case when direct.value = other.value and direct.value <> 0 then 1 end) as same_days
    from {{ ref('fct_daily') }} as direct
    inner join {{ ref('fct_daily') }} as other
        on direct.plant = other.plant and direct.process = other.process
        and direct.accounting_day = other.accounting_day and direct.parameter = other.parameter
        and other.source_system in ('anode_slips', 'anode_store')
    where direct.source_system = 'anode_direct' and direct.parameter = 'anode_gross'
    group by direct.plant, direct.process, direct.period, other.source_system
),

answered as (
    select
        places.*,
        case when bool_or(compared.same_days >= places.limit_low and compared.same_days * 10 >= compared.days * 9)
            then max({{ raised('places.disposition') }}) else 'pass' end as status,
        '来源相互独立' as expected,
        {{ ordered_list("compared.source_system || ' ' || cast(compared.same_days as varchar) || '/'
            || cast(compared.days as varchar)") }} as observed,
        case when bool_or(compared.same_days >= places.limit_low and compared.same_days * 10 >= compared.days * 9)
            then '直接计量与转运单或出库的逐日数值完全相同，视为同一来源。' else '' end as detail_zh,
        case when bool_or(compared.same_days >= places.limit_low and compared.same_days * 10 >= compared.days * 9)
            then 'direct weighing equals slips or store day by day: one source.' else '' end as detail_en,
        cast(null as varchar) as evidence
    from {{ places_of('identical_series') }} as places
    inner join compared
        on places.plant_code = compared.plant and places.process = compared.process and places.period = compared.period
    group by all
)

select {{ word_answer() }}
from answered
