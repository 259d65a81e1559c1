-- Identical net weights in a row or far too often (shape repeated_weight): worst weight of each process and month.
with tickets as (
    select *, coalesce(division_kg, 10) as step_kg, coalesce(blocks, 0) as blocks_or_none
    from {{ ref('int_domain__weighings') }}
    where source in ('ladle', 'anode_direct', 'anode_trucks') and weighed_at is not null
),

-- Share of a weight among loads of as many blocks, in the month: batches of blocks differ from month to month.
shares as (
    select plant, process, source, period, blocks_or_none, net_kg, count(*) as n_weight,
        sum(count(*)) over (partition by plant, process, source, period, blocks_or_none) as n_like
    from tickets group by plant, process, source, period, blocks_or_none, net_kg
),

ordered as (
    select tickets.*,
        row_number() over (partition by plant, process, source, period, coalesce(scale_no, '') order by weighed_at, evidence)
        - row_number() over (partition by plant, process, source, period, coalesce(scale_no, ''), net_kg
            order by weighed_at, evidence)
            as run_id
    from tickets
),

runs as (
    select plant, process, source, period, net_kg, scale_no, run_id, max(blocks_or_none) as blocks_or_none,
        count(*) as run_length, min(evidence) as evidence,
        min(weighed_at) as started_at
    from ordered group by plant, process, source, period, net_kg, scale_no, run_id
),

month_size as (
    select plant, process, source, period, count(*) as n, count(distinct net_kg) as n_distinct,
        max(step_kg) as step_kg,
        max(step_kg) * {{ domain_setting('X-REPEAT', 'neighbourhood') }} as reach_kg,
        quantile_disc(net_kg, 0.75) - quantile_disc(net_kg, 0.25) as spread_kg
    from tickets group by plant, process, source, period
),

-- The run starts somewhere among n tickets; each further ticket repeats the weight with its share among like loads.
run_chances as (
    select runs.*, month_size.n,
        shares.n_weight, shares.n_like,
        month_size.n * power(shares.n_weight * 1.0 / shares.n_like, runs.run_length - 1) as expected_runs
    from runs
    inner join month_size on runs.plant = month_size.plant and runs.process = month_size.process
        and runs.source = month_size.source and runs.period = month_size.period
    inner join shares on runs.plant = shares.plant and runs.process = shares.process and runs.source = shares.source
        and runs.period = shares.period and runs.net_kg = shares.net_kg and runs.blocks_or_none = shares.blocks_or_none
    where runs.run_length > 1
),

counts as (
    select plant, process, source, period, net_kg, count(*) as c, min(evidence) as evidence
    from tickets group by plant, process, source, period, net_kg
),

neighbours as (
    select a.plant, a.process, a.source, a.period, a.net_kg, a.c, a.evidence, month_size.n,
        month_size.n_distinct,
        greatest(coalesce(sum(b.c), 0) / (2 * {{ domain_setting('X-REPEAT', 'neighbourhood') }}), 0.5) as mean_count
    from counts as a
    inner join month_size on a.plant = month_size.plant and a.process = month_size.process
        and a.source = month_size.source and a.period = month_size.period
    left join counts as b
        on a.plant = b.plant and a.process = b.process and a.source = b.source and a.period = b.period
        and a.net_kg <> b.net_kg
        and abs(a.net_kg - b.net_kg) <= month_size.reach_kg
    where a.source = 'ladle' and month_size.spread_kg >= {{ domain_setting('X-DIGIT', 'min_spread') }} * month_size.step_kg
    group by a.plant, a.process, a.source, a.period, a.net_kg, a.c, a.evidence, month_size.n,
    month_size.n_distinct
),

-- Chernoff bound of the Poisson tail, for every distinct weight.
chances as (
    select plant, process, source, period, net_kg, run_length as n_repeated, n, expected_runs as chance,
        evidence,
        {{ operands({'tickets': 'n', 'run': 'run_length', 'alike': 'n_weight', 'like': 'n_like'}) }} as operands
    from run_chances
    union all
    select plant, process, source, period, net_kg, c, n,
        case when c > mean_count then n_distinct * exp(c - mean_count - c * ln(c / mean_count)) else 1 end,
        evidence,
        {{ operands({'tickets': 'n', 'seen': 'c', 'mean': 'mean_count', 'distinct': 'n_distinct'}) }}
    from neighbours
),

worst as (
    select *, row_number() over (
        partition by plant, process, source, period order by chance, n_repeated desc, net_kg) as place
    from chances
)

select
    cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, '' as item,
    null as expected, coalesce(worst.n_repeated, 1) as observed,
    coalesce(worst.n_repeated, 1) as deviation, cells.high as limit_value,
    'tickets' as unit,
    cast(worst.n_repeated * worst.net_kg as decimal(38, 6)) / 1000 as effect_t,
    null as effect_kind, coalesce(worst.n_repeated, 0) as n,
    case
        when month_size.n < {{ domain_setting('X-REPEAT', 'min_tickets') }} then 'not_assessable'
        when worst.chance < cells.high then 'breach'
        else 'ok'
    end as verdict,
    coalesce({{ plain_number('worst.net_kg / 1000.0', 3) }}, '') || ' t' as detail_zh,
    coalesce({{ plain_number('worst.net_kg / 1000.0', 3) }}, '') || ' t' as detail_en,
    null as conservative_value, coalesce(worst.evidence, '') as evidence,
    coalesce(worst.operands, {{ operands({'tickets': 'month_size.n'}) }}) as operands, '' as reason
from {{ ref('int_domain__cells') }} as cells
inner join month_size
    on cells.plant = month_size.plant and cells.process = month_size.process and cells.period = month_size.period
    and cells.rule_id = 'X-REPEAT.' || month_size.source
left join worst
    on month_size.plant = worst.plant and month_size.process = worst.process and month_size.source = worst.source
    and month_size.period = worst.period and worst.place = 1
where cells.shape = 'repeated_weight'
