-- Tare drifts and jumps by vehicle and by ladle (shape tare_shift): worst vehicle or ladle of each process and month.
with keyed as (
    select *, 'vehicle' as key_kind,
        vehicle as key_value from {{ ref('int_domain__tare_residuals') }} where vehicle <> '-'
    union all
    select *, 'ladle' as key_kind,
        ladle as key_value from {{ ref('int_domain__tare_residuals') }} where ladle <> '-'
),

running as (
    select *,
        row_number() over by_time as k,
        sum(residual_kg) over (partition by plant, process, period, source, key_kind, key_value
            order by weighed_at, evidence rows between unbounded preceding and current row) as sum_k,
        count(*) over whole as n,
        sum(residual_kg) over whole as total
    from keyed
    window by_time as (partition by plant, process, period, source, key_kind, key_value order by weighed_at, evidence),
        whole as (partition by plant, process, period, source, key_kind, key_value)
),

bridged as (
    select *,
        abs(n * sum_k - k * total) as bridge,
        row_number() over (
            partition by plant, process, period, source, key_kind, key_value
            order by abs(n * sum_k - k * total) desc, k
        ) as place,
        count(*) filter (where abs(residual_kg) > {{ domain_setting('X-TARE', 'outlier_sigma') }} * sigma_kg)
            over (partition by plant, process, period, source, key_kind, key_value) as n_far,
        max(case when abs(residual_kg) > {{ domain_setting('X-TARE', 'outlier_sigma') }} * sigma_kg then abs(residual_kg) end)
            over (partition by plant, process, period, source, key_kind, key_value) as far_kg,
        coalesce(sum(case when abs(residual_kg) > {{ domain_setting('X-TARE', 'outlier_sigma') }} * sigma_kg then residual_kg end)
            over (partition by plant, process, period, source, key_kind, key_value), 0) as far_total
    from running
),

-- A ticket or two far off are no level of the month: the turn of the month is judged without them.
levelled as (
    select *,
        n - case when n_far < {{ domain_setting('X-TARE', 'outlier_count') }} then n_far else 0 end as n_level,
        total - case when n_far < {{ domain_setting('X-TARE', 'outlier_count') }} then far_total else 0 end as level_total
    from bridged
    where place = 1
),

by_month as (
    select
        plant, process, period, source, key_kind, key_value, n, n_level, level_total, sigma_kg, n_far, far_kg, evidence,
        weighed_at,
        bridge / (n * sigma_kg * sqrt(n)) as bridge_ratio,
        case when k < n then abs((total - sum_k) / (n - k) - sum_k / k) else 0 end as step_kg,
        n - k as n_after,
        lag(n_level) over by_period as n_before,
        lag(level_total) over by_period as total_before
    from levelled
    window by_period as (partition by plant, process, source, key_kind, key_value order by period)
),

judged as (
    select
        cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, cells.high,
        by_month.key_kind, by_month.key_value, by_month.n, by_month.n_after, by_month.n_far,
        by_month.evidence, by_month.weighed_at,
        {{ operands({'n': 'n', 'n_before': 'n_before', 'n_level': 'n_level', 'bridge': 'bridge_ratio', 'step_kg': 'step_kg', 'total': 'level_total',
            'total_before': 'total_before', 'sigma_kg': 'sigma_kg', 'n_far': 'n_far', 'far_kg': 'far_kg'}) }} as row_operands,
        case
            when n >= {{ domain_setting('X-TARE', 'min_weighings') }}
                and bridge_ratio > {{ domain_setting('X-TARE', 'bridge_limit') }} then step_kg else 0 end as drift_kg,
        case
            when n >= {{ domain_setting('X-TARE', 'min_weighings') }}
                and n_before >= {{ domain_setting('X-TARE', 'min_weighings') }}
                and abs(level_total / n_level - total_before / n_before)
                    > {{ domain_setting('X-TARE', 'month_z') }} * sigma_kg * sqrt(1.0 / n_level + 1.0 / n_before)
                then abs(level_total / n_level - total_before / n_before) else 0 end as month_kg,
        case when n_far >= {{ domain_setting('X-TARE', 'outlier_count') }} then far_kg else 0 end as jump_kg,
        n >= {{ domain_setting('X-TARE', 'min_weighings') }} as is_enough
    from {{ ref('int_domain__cells') }} as cells
    inner join by_month
        on cells.plant = by_month.plant and cells.process = by_month.process and cells.period = by_month.period
        and cells.rule_id = 'X-TARE.' || by_month.source
    where cells.shape = 'tare_shift'
),

-- Every vehicle and ladle, for the second evaluation.
listed as (
    select rule_id, plant, process, period, {{ ordered_list('row_operands', '|') }} as operands
    from judged group by rule_id, plant, process, period
),

worst as (
    select *,
        cast(round(greatest(drift_kg, month_kg, jump_kg), 0) as decimal(18, 6)) / 1000 as moved_t,
        row_number() over (
            partition by rule_id, plant, process, period
            order by greatest(drift_kg, month_kg, jump_kg) desc, n desc, key_kind, key_value
        ) as place,
        max(case when is_enough then 1 else 0 end) over (partition by rule_id, plant, process, period) as is_seen
    from judged
)

select
    rule_id, plant, process, period, parameter, key_kind || ' ' || key_value as item,
    null as expected, null as observed,
    moved_t as deviation, high as limit_value, 't' as unit,
    moved_t * case when drift_kg > 0 then n_after when month_kg > 0 then n else n_far end as effect_t,
    case parameter when 'output' then 'output' when 'anode_gross' then 'anode_gross' end as effect_kind,
    case when drift_kg > 0 then n_after when month_kg > 0 then n else n_far end as n,
    case when is_seen = 0 then 'not_applicable' when moved_t > high then 'breach' else 'ok' end as verdict,
    case key_kind when 'vehicle' then '车辆 ' else '抬包 ' end || key_value
        || '（' || cast(cast(weighed_at as date) as varchar) || ' 起）' as detail_zh,
    key_kind || ' ' || key_value || ' (from ' || cast(cast(weighed_at as date) as varchar) || ')' as detail_en,
    null as conservative_value, evidence, listed.operands, '' as reason
from worst inner join listed using (rule_id, plant, process, period)
where place = 1
