-- Tare drifts and jumps by vehicle and by ladle (shape tare_shift): the worst of each process and month, with the tickets
-- of every vehicle (or ladle) that moved: two plates exchanged are two.
with by_month as (
    select *,
        lag(n_level) over by_period as n_before,
        lag(level_total) over by_period as total_before
    from {{ ref('int_domain__tare_turns') }}
    window by_period as (partition by plant, process, source, key_kind, key_value order by period)
),

judged as (
    select
        cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, cells.high, by_month.key_kind, by_month.key_value,
        by_month.n, by_month.n_far, by_month.n_moved, by_month.moved_at, by_month.moved_evidence, by_month.far_at, by_month.far_evidence,
        by_month.first_at, by_month.first_evidence,
        {{ operands({'n': 'n', 'n_level': 'n_level', 'n_before': 'n_before', 'bridge': 'bridge_ratio', 'step_kg': 'step_kg',
            'total': 'level_total', 'total_before': 'total_before', 'sigma_kg': 'sigma_kg', 'n_far': 'n_far', 'far_kg': 'far_kg'}) }}
            as row_operands,
        case
            when n_level >= {{ domain_setting('X-TARE', 'min_weighings') }}
                and bridge_ratio > {{ domain_setting('X-TARE', 'bridge_limit') }} then step_kg else 0 end as drift_kg,
        case
            when n_level >= {{ domain_setting('X-TARE', 'min_weighings') }}
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

measured as (
    select *,
        cast(round(greatest(drift_kg, month_kg, jump_kg), 0) as decimal(18, 6)) / 1000 as moved_t,
        case
            when month_kg > 0 and drift_kg = 0 then n - case when jump_kg > 0 then 0 else n_far end
            else case when jump_kg > 0 then n_far else 0 end + case when drift_kg > 0 then n_moved else 0 end
        end as n_concerned,
        case when jump_kg >= greatest(drift_kg, month_kg) then far_at when drift_kg > 0 then moved_at else first_at end as since,
        case when jump_kg >= greatest(drift_kg, month_kg) then far_evidence when drift_kg > 0 then moved_evidence
            else first_evidence end as since_evidence
    from judged
),

summed as (
    select *,
        max(case when is_enough then 1 else 0 end) over (partition by rule_id, plant, process, period) as is_seen,
        count(*) filter (where moved_t > high) over of_kind as n_keys,
        coalesce(sum(n_concerned) filter (where moved_t > high) over of_kind, 0) as n_tickets,
        coalesce(sum(n_far - 1) filter (where moved_t > high and jump_kg > 0) over of_kind, 0) as n_explained,
        coalesce(sum(moved_t * n_concerned) filter (where moved_t > high) over of_kind, 0) as tickets_t
    from measured
    window of_kind as (partition by rule_id, plant, process, period, key_kind)
),

-- A far ticket is far for its vehicle and for its ladle: those moved that explain more tickets by fewer of them.
worst as (
    select *,
        row_number() over (
            partition by rule_id, plant, process, period
            order by n_explained desc, moved_t desc, n_concerned desc, key_kind, key_value
        ) as place
    from summed
)

select
    rule_id, plant, process, period, parameter, key_kind || ' ' || key_value as item,
    null as expected, null as observed,
    moved_t as deviation, high as limit_value, 't' as unit,
    tickets_t as effect_t,
    case parameter when 'output' then 'output' when 'anode_gross' then 'anode_gross' end as effect_kind,
    n_tickets as n,
    case when is_seen = 0 then 'not_applicable' when moved_t > high then 'breach' else 'ok' end as verdict,
    case key_kind when 'vehicle' then '车辆 ' else '抬包 ' end || key_value
        || case when n_keys > 1 then ' 等 ' || cast(n_keys as varchar) || case key_kind when 'vehicle' then ' 台车' else ' 个抬包' end
        else '' end
        || '（' || cast(cast(since as date) as varchar) || ' 起）' as detail_zh,
    key_kind || ' ' || key_value || case when n_keys > 1 then ' and ' || cast(n_keys - 1 as varchar) || ' more' else '' end
        || ' (from ' || cast(cast(since as date) as varchar) || ')' as detail_en,
    null as conservative_value, since_evidence as evidence, listed.operands, '' as reason
from worst inner join listed using (rule_id, plant, process, period)
where place = 1
