-- Monthly deposits against today's values and their deadline (shapes deposit_value, deposit_day).
-- One row per month, process and parameter.
with declared as (
    select plant, process, data_month, 'output' as parameter,
        output_t as value from {{ ref('stg_declared_monthly') }}
    union all
    select plant, process, data_month, 'anode_gross', anode_gross_t from {{ ref('stg_declared_monthly') }}
    union all
    select plant, process, data_month, 'ac_energy', ac_energy_mwh from {{ ref('stg_declared_monthly') }}
),

today as (
    select *, {{ decimal_places('value') }} as places,
        max({{ decimal_places('value') }}) over (partition by plant, parameter) as most_places
    from declared where value is not null
),

deposited as (
    select *, max({{ decimal_places('value') }}) over (partition by plant, parameter_code) as most_places
    from {{ ref('stg_deposits') }}
),

-- A plant that deposits has to deposit each month; a month before the first deposit is not judged.
depositing as (
    select plant, min(data_month) as first_month, max(data_month) as last_month from deposited group by plant
),

compared as (
    select
        cells.rule_id, cells.shape, cells.plant, cells.process, cells.period, cells.parameter, cells.high,
        today.value as today_value, deposited.value as deposited_value, deposited.deposited_date,
        {{ printed_unit('least(coalesce(today.most_places, 6), coalesce(deposited.most_places, 6))') }} as unit_value,
        {{ dbt.datediff(last_of_month(first_of_month('cells.period')), 'deposited.deposited_date', 'day') }} as days_after,
        deposited.plant is not null as is_deposited,
        -- What is not over can't be deposited; a statistical month is over before the natural one.
        coalesce(deposited.deposited_date <= {{ last_of_month(first_of_month('cells.period')) }}
            and {{ accounting_month('deposited.deposited_date', 'plants.month_end_day') }} <= cells.period, false) as is_early,
        cells.period between depositing.first_month and depositing.last_month
            and coalesce(today.value, 0) > 0 as is_expected,
        coalesce(deposited.file || '!' || deposited.sheet || '!' || cast(deposited.row_no as varchar), '') as evidence
    from {{ ref('int_domain__cells') }} as cells
    inner join depositing on cells.plant = depositing.plant
    inner join {{ ref('dim_plants') }} as plants on cells.plant = plants.plant
    left join today
        on cells.plant = today.plant and cells.process = today.process and cells.period = today.data_month
        and cells.parameter = today.parameter
    left join deposited
        on cells.plant = deposited.plant and cells.process = deposited.process and cells.period = deposited.data_month
        and cells.parameter = deposited.parameter_code
    where cells.shape in ('deposit_value', 'deposit_day')
)

select
    rule_id, plant, process, period, parameter, '' as item,
    case when shape = 'deposit_value' then deposited_value end as expected,
    case when shape = 'deposit_value' then today_value else days_after end as observed,
    case when shape = 'deposit_value' then abs(today_value - deposited_value) else greatest(days_after - high, 0) end
        as deviation,
    case when shape = 'deposit_value' then high * unit_value else high end as limit_value,
    case when shape = 'deposit_day' then 'd' when parameter = 'ac_energy' then 'MWh' else 't' end as unit,
    case when shape = 'deposit_value' and parameter <> 'ac_energy' then abs(today_value - deposited_value) end
        as effect_t,
    case when parameter in ('output', 'anode_gross') then parameter end as effect_kind,
    1 as n,
    case
        when not is_deposited and is_expected and shape = 'deposit_day' then 'breach'
        when not is_deposited then 'not_assessable'
        when shape = 'deposit_day' and (days_after is null or high is null) then 'not_assessable'
        when shape = 'deposit_day' and (days_after > high or is_early) then 'breach'
        when shape = 'deposit_value' and (today_value is null or deposited_value is null) then 'not_assessable'
        when shape = 'deposit_value' and abs(today_value - deposited_value) >= high * unit_value then 'breach'
        else 'ok'
    end as verdict,
    coalesce(cast(deposited_date as varchar) || case when is_early then '，当月尚未结束' else '' end, '未存证') as detail_zh,
    coalesce(cast(deposited_date as varchar) || case when is_early then ', before the month was over' else '' end,
        'not deposited') as detail_en,
    -- Less output is allotted less; of what emits the larger value is the safe one, as for the rules of the guide.
    case
        when shape = 'deposit_value' and parameter = 'output' then least(today_value, deposited_value)
        when shape = 'deposit_value' then greatest(today_value, deposited_value)
    end as conservative_value,
    evidence,
    {{ operands({'expected': 'deposited_value', 'observed': 'today_value', 'unit': 'unit_value', 'count': 'days_after'}) }}
        as operands,
    case
        when not is_deposited and is_expected and shape = 'deposit_day' then 'raised:not deposited'
        when not is_deposited then 'open:not deposited'
        when shape = 'deposit_day' and is_early then 'raised:deposited before the month was over'
        else ''
    end as reason
from compared
