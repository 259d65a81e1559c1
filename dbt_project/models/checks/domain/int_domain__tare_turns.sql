-- What the tares of each vehicle and ladle did in a month. Far tickets stand by themselves: they make no level and no drift.
-- The drift of the others is the largest distance of their running sum from its straight line; where the sum also turns on
-- the other side, the tare moved and came back, and what lies between the two turns is set against the rest.
with keyed as (
    select *, 'vehicle' as key_kind,
        vehicle as key_value from {{ ref('int_domain__tare_residuals') }} where vehicle <> '-'
    union all
    select *, 'ladle' as key_kind,
        ladle as key_value from {{ ref('int_domain__tare_residuals') }} where ladle <> '-'
),

seen as (
    select *, abs(residual_kg) > {{ domain_setting('X-TARE', 'outlier_sigma') }} * sigma_kg as is_far
    from keyed
),

told as (
    select *,
        case when is_far then 0 else 1 end as levelled,
        case when is_far then 0 else residual_kg end as near_kg
    from seen
),

running as (
    select *,
        sum(levelled) over so_far as k,
        sum(near_kg) over so_far as sum_k,
        sum(levelled) over whole as n_level,
        sum(near_kg) over whole as total
    from told
    window so_far as (partition by plant, process, period, source, key_kind, key_value
        order by weighed_at, evidence rows between unbounded preceding and current row),
        whole as (partition by plant, process, period, source, key_kind, key_value)
),

turned as (
    select
        plant, process, period, source, key_kind, key_value, n_level, total, max(sigma_kg) as sigma_kg,
        count(*) as n,
        count(*) filter (where is_far) as n_far,
        max(case when is_far then abs(residual_kg) end) as far_kg,
        min_by(k, (0 - (n_level * sum_k - k * total), k)) as top_k,
        min_by(k, (n_level * sum_k - k * total, k)) as bottom_k,
        greatest(max(n_level * sum_k - k * total), 0) as top,
        greatest(max(k * total - n_level * sum_k), 0) as bottom
    from running
    group by plant, process, period, source, key_kind, key_value, n_level, total
),

parted as (
    select *,
        greatest(top, bottom) / nullif(n_level * sigma_kg * sqrt(n_level), 0) as bridge_ratio,
        case when least(top, bottom) > {{ domain_setting('X-TARE', 'bridge_limit') }} / 2 * n_level * sigma_kg * sqrt(n_level)
            then least(top_k, bottom_k) when top > bottom then top_k else bottom_k end as from_k,
        case when least(top, bottom) > {{ domain_setting('X-TARE', 'bridge_limit') }} / 2 * n_level * sigma_kg * sqrt(n_level)
            then greatest(top_k, bottom_k) else n_level end as to_k
    from turned
),

sided as (
    select
        running.plant, running.process, running.period, running.source, running.key_kind, running.key_value,
        max(parted.to_k - parted.from_k) as n_inside,
        sum(case when running.k > parted.from_k and running.k <= parted.to_k then running.near_kg else 0 end) as inside_kg,
        min_by(running.evidence, (running.weighed_at, running.evidence))
            filter (where running.k > parted.from_k and running.levelled = 1) as inside_evidence,
        min(running.weighed_at) filter (where running.k > parted.from_k and running.levelled = 1) as inside_at,
        min_by(running.evidence, (running.weighed_at, running.evidence)) filter (where running.levelled = 1) as first_evidence,
        min(running.weighed_at) filter (where running.levelled = 1) as first_at,
        min_by(running.evidence, (running.weighed_at, running.evidence)) filter (where running.is_far) as far_evidence,
        min(running.weighed_at) filter (where running.is_far) as far_at
    from running
    inner join parted using (plant, process, period, source, key_kind, key_value)
    group by running.plant, running.process, running.period, running.source, running.key_kind, running.key_value
)

select
    plant, process, period, source, key_kind, key_value,
    parted.n, parted.n_level, parted.total as level_total, parted.sigma_kg, parted.n_far, parted.far_kg, sided.far_at, sided.far_evidence,
    sided.first_at, sided.first_evidence,
    coalesce(parted.bridge_ratio, 0) as bridge_ratio,
    case when sided.n_inside between 1 and parted.n_level - 1
        then abs(sided.inside_kg / sided.n_inside
            - (parted.total - sided.inside_kg) / (parted.n_level - sided.n_inside)) else 0 end as step_kg,
    -- the tickets concerned are those of the side further from the usual tare, which is 0
    {% set is_inside = "abs(sided.inside_kg) * (parted.n_level - sided.n_inside) >= abs(parted.total - sided.inside_kg) * sided.n_inside" -%}
    case when {{ is_inside }} then sided.n_inside else parted.n_level - sided.n_inside end as n_moved,
    case when {{ is_inside }} then sided.inside_at else sided.first_at end as moved_at,
    case when {{ is_inside }} then sided.inside_evidence else sided.first_evidence end as moved_evidence
from parted
inner join sided using (plant, process, period, source, key_kind, key_value)
