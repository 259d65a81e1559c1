-- Organisation-level inventories of the asked years as delivered and as computed again: the lines, each member's total,
-- and the group by equity share. A line that cannot be computed counts as printed.
with asked as (
    select distinct plant, period from {{ ref('dim_periods') }} where period_kind = 'year' and is_asked
),

lines as (
    select
        lines.*,
        coalesce(lines.recomputed_tco2e, lines.printed_tco2e) as counted_tco2e,
        -- A member without a share in the group list counts whole.
        coalesce(plants.share_pct, 100) as share_pct
    from {{ source('run', 'inventory_lines') }} as lines
    inner join asked on lines.plant = asked.plant and lines.period = asked.period
    left join {{ ref('dim_plants') }} as plants on lines.plant = plants.plant
),

weighted as (
    select
        period, category,
        cast(sum(cast(printed_tco2e * share_pct / 100 as decimal(38, 12))) as decimal(38, 6)) as printed_tco2e,
        cast(sum(cast(counted_tco2e * share_pct / 100 as decimal(38, 12))) as decimal(38, 6)) as recomputed_tco2e
    from lines
    group by period, category
),

parts as (
    select
        plant, period, 'line' as row_kind, category, source, activity_value, unit, factor, factor_unit, factor_source,
        share_pct, printed_tco2e, recomputed_tco2e, file, sheet, row_no
    from lines
    union all
    select
        plant, period, 'member_total', '', '合计', null, '', null, '', '', max(share_pct),
        cast(sum(printed_tco2e) as decimal(38, 6)), cast(sum(counted_tco2e) as decimal(38, 6)), null, null, null
    from lines
    group by plant, period
    union all
    select
        '_group', period, 'group_category', category, '集团合计', null, '', null, '', '', null,
        printed_tco2e, recomputed_tco2e, null, null, null
    from weighted
    union all
    select
        '_group', period, 'group_total', '', '集团合计', null, '', null, '', '', null,
        cast(sum(printed_tco2e) as decimal(38, 6)), cast(sum(recomputed_tco2e) as decimal(38, 6)), null, null, null
    from weighted
    group by period
)

select
    plant, period, row_kind, category, source,
    cast(activity_value as decimal(38, 10)) as activity_value,
    unit,
    cast(factor as decimal(38, 10)) as factor,
    factor_unit, factor_source,
    cast(share_pct as decimal(18, 6)) as share_pct,
    cast(printed_tco2e as decimal(38, 6)) as printed_tco2e,
    cast(recomputed_tco2e as decimal(38, 6)) as recomputed_tco2e,
    cast(printed_tco2e - recomputed_tco2e as decimal(38, 6)) as difference_tco2e,
    file, sheet, row_no
from parts
