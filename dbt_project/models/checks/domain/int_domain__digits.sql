-- Displays that the scale cannot show, and last digits that are too uneven (shape scale_digits): one row per
-- process and month.
with tickets as (
    select *,
        division_kg > 0 and (
            mod(cast(gross_kg as decimal(18, 3)), cast(division_kg as decimal(9, 3))) <> 0
            or mod(cast(tare_kg as decimal(18, 3)), cast(division_kg as decimal(9, 3))) <> 0
            or mod(cast(net_kg as decimal(18, 3)), cast(division_kg as decimal(9, 3))) <> 0
        ) as is_off_grid,
        mod(cast(floor(net_kg / nullif(division_kg, 0)) as bigint), 10) as digit
    from {{ ref('int_domain__weighings') }}
    where source in ('ladle', 'anode_direct', 'anode_trucks')
),

months as (
    select
        plant, process, source, period,
        count(*) as n, count(division_kg) as n_known, max(division_kg) as division_kg,
        sum(case when is_off_grid then 1 else 0 end) as n_off,
        quantile_disc(net_kg, 0.75) - quantile_disc(net_kg, 0.25) as spread_kg,
        {{ ordered_list("case when is_off_grid then ticket_no end", '、') }} as off_tickets,
        {{ ordered_list("case when is_off_grid then evidence end") }} as evidence
    from tickets group by plant, process, source, period
),

digits as (
    select plant, process, source, period, digit, count(*) as c from tickets
    where division_kg is not null group by plant, process, source, period, digit
),

chi_square as (
    select plant, process, source, period, 10.0 * sum(c * c) / sum(c) - sum(c) as statistic,
        sum(c * c) as squares, sum(c) as shown
    from digits group by plant, process, source, period
),

judged as (
    select months.*, chi_square.statistic, chi_square.squares, chi_square.shown,
        months.source = 'ladle' and months.n >= {{ domain_setting('X-DIGIT', 'min_tickets') }}
            and months.spread_kg >= {{ domain_setting('X-DIGIT', 'min_spread') }} * months.division_kg
            and chi_square.statistic > {{ domain_setting('X-DIGIT', 'chi_square_limit') }} as is_uneven
    from months
    left join chi_square on months.plant = chi_square.plant and months.process = chi_square.process
        and months.source = chi_square.source and months.period = chi_square.period
)

select
    cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, '' as item,
    judged.division_kg as expected, judged.n_off as observed,
    case when judged.n_off > 0 then judged.n_off else round(coalesce(judged.statistic, 0), 3) end as deviation,
    case when judged.n_off > 0 then cells.high else {{ domain_setting('X-DIGIT', 'chi_square_limit') }} end as limit_value,
    case when judged.n_off > 0 then 'tickets' else 'chi2' end as unit,
    null as effect_t, null as effect_kind,
    case when judged.n_off > 0 then judged.n_off when coalesce(judged.is_uneven, false) then judged.n else 0 end as n,
    case
        when judged.n_known = 0 then 'not_assessable'
        when judged.n_off > cells.high or coalesce(judged.is_uneven, false) then 'breach'
        else 'ok'
    end as verdict,
    '分度 ' || {{ plain_number('judged.division_kg', 3) }} || ' kg ' || coalesce(judged.off_tickets, '') as detail_zh,
    'division ' || {{ plain_number('judged.division_kg', 3) }} || ' kg ' || coalesce(judged.off_tickets, '') as detail_en,
    null as conservative_value, coalesce(judged.evidence, '') as evidence,
    {{ operands({'off': 'judged.n_off', 'tickets': 'judged.n', 'spread_kg': 'judged.spread_kg',
        'division_kg': 'judged.division_kg', 'shown': "case when judged.source = 'ladle' then judged.shown end",
        'squares': 'judged.squares'}) }} as operands,
    case when judged.n_known = 0 then 'open:no division known' else '' end as reason
from {{ ref('int_domain__cells') }} as cells
inner join judged
    on cells.plant = judged.plant and cells.process = judged.process and cells.period = judged.period
    and cells.rule_id = 'X-DIGIT.' || judged.source
where cells.shape = 'scale_digits'
