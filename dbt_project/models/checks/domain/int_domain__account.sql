-- The allowance account (shapes allowance_balance, allowance_surrender): worst line, and surrender against
-- emissions.
with lines as (
    select *,
        row_number() over (partition by plant, period order by trade_date, row_no) as place,
        -- A sale or surrender lowers the account however its sign is written.
        case when business in ('卖出', '清缴') then -abs(quantity_t) else quantity_t end as movement_t,
        try_cast(allowance_year as integer) as surrendered_for,
        {{ decimal_places('quantity_t') }} as places
    from {{ ref('stg_allowances') }}
    where quantity_t is not null
),

running as (
    select *,
        lag(balance_t) over by_place as balance_before,
        {{ printed_unit('max(places) over (partition by plant, period)') }} as unit_t
    from lines
    window by_place as (partition by plant, period order by place)
),

-- The first line may carry an opening balance that no earlier line shows.
balanced as (
    select *,
        case when place = 1 and balance_t > movement_t and movement_t > 0 and business <> '核发' then balance_t
            else coalesce(balance_before, 0) + movement_t end as expected_t
    from running
),

-- Nobody can sell or surrender what the account does not hold.
held as (
    select * replace (greatest(expected_t, 0) as expected_t) from balanced
),

ranked as (
    select *, abs(coalesce(balance_t, expected_t) - expected_t) as gap_t,
        row_number() over (partition by plant, period
            order by abs(coalesce(balance_t, expected_t) - expected_t) desc, place) as worst
    from held
),

surrendered as (
    select
        plant, period, surrendered_for,
        extract(year from max(trade_date))
        > surrendered_for + {{ domain_setting('X-ALLOWANCE', 'surrender_years') }} as is_late,
        sum(abs(quantity_t)) as surrendered_t, max(trade_date) as last_date,
        min(file || '!' || sheet || '!' || cast(row_no as varchar)) as evidence
    from lines where business = '清缴' group by plant, period, surrendered_for
),

-- What is owed is what verification ends with: settled months, corrected for the scales.
emissions as (
    select plant, period, value as emissions_t from {{ ref('int_annex__verified') }}
    where process = 'ALL' and verified_as = 'adjusted_e_total_tco2e'
)

select
    cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, ranked.business as item,
    ranked.expected_t as expected, ranked.balance_t as observed,
    ranked.gap_t as deviation, cells.high * ranked.unit_t as limit_value, 't' as unit,
    ranked.gap_t as effect_t, 'allowance' as effect_kind, 1 as n,
    case when ranked.gap_t >= cells.high * ranked.unit_t then 'breach' else 'ok' end as verdict,
    cast(ranked.trade_date as varchar) || ' ' || ranked.business as detail_zh,
    cast(ranked.trade_date as varchar) || ' ' || ranked.business as detail_en,
    null as conservative_value,
    ranked.file || '!' || ranked.sheet || '!' || cast(ranked.row_no as varchar) as evidence,
    {{ operands({'expected': 'ranked.expected_t', 'observed': 'coalesce(ranked.balance_t, ranked.expected_t)',
        'unit': 'ranked.unit_t'}) }} as operands,
    '' as reason
from {{ ref('int_domain__cells') }} as cells
inner join ranked on cells.plant = ranked.plant and cells.period = ranked.period and ranked.worst = 1
where cells.shape = 'allowance_balance'
union all
select
    cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, '清缴',
    cast(emissions.emissions_t as decimal(38, 6)), cast(surrendered.surrendered_t as decimal(38, 6)),
    {{ decimal_divide('abs(surrendered.surrendered_t - emissions.emissions_t)', 'emissions.emissions_t', 9) }},
    cast(cells.high as decimal(38, 9)), 'ratio',
    cast(abs(surrendered.surrendered_t - emissions.emissions_t) as decimal(38, 6)), 'allowance',
    cast(1 as bigint),
    case
        -- what was surrendered for no year that can be told may have been for this one
        when surrendered.surrendered_for is null then 'not_assessable'
        when is_late then 'breach'
        when emissions.emissions_t is null then 'not_assessable'
        -- the duty is to surrender what was emitted; more than that is a question only
        when emissions.emissions_t - surrendered.surrendered_t > cells.high * emissions.emissions_t then 'breach'
        when surrendered.surrendered_t - emissions.emissions_t > cells.high * emissions.emissions_t then 'advisory'
        else 'ok'
    end,
    case
        when surrendered.surrendered_for is null then '清缴记录没有写明年度'
        when is_late then '清缴日期 ' || cast(last_date as varchar) || ' 晚于期限' else ''
    end,
    case
        when surrendered.surrendered_for is null then 'a surrender names no year'
        when is_late then 'surrendered on ' || cast(last_date as varchar) || ', after the last day' else ''
    end,
    null, surrendered.evidence,
    {{ operands({'expected': 'emissions.emissions_t', 'observed': 'surrendered.surrendered_t'}) }},
    case
        when surrendered.surrendered_for is null then 'open:a surrender names no year'
        when is_late then 'raised:surrendered after the last day' else ''
    end
from {{ ref('int_domain__cells') }} as cells
inner join surrendered on cells.plant = surrendered.plant and cells.period = surrendered.period
    and (cells.period = cast(surrendered.surrendered_for as varchar) or surrendered.surrendered_for is null)
left join emissions on cells.plant = emissions.plant and cells.period = emissions.period
where cells.shape = 'allowance_surrender'
