-- Organisation inventories replayed within their printed digits (shapes iso_line, iso_total): worst line, and
-- the total.
with rows_of_list as (
    select *,
        activity_value is null and factor is null
            and {{ text_matches("coalesce(category, '') || coalesce(source, '')", "'合计|总计|小计|总量|[Tt]otal'") }} as is_total
    from {{ ref('stg_iso_inventory') }}
    where emission_tco2e is not null
),

lines as (
    select *,
        -- A printed value stands for anything half a unit around it, so a product carries the width of both
        -- operands.
        {{ decimal_places('activity_value') }} as activity_places,
        {{ decimal_places('emission_tco2e') }} as emission_places,
        cast(activity_value as double) * cast(factor as double) as replayed
    from rows_of_list
    where not is_total
),

widths as (
    select lines.*,
        cast({{ printed_unit('activity_places') }} as double) as activity_unit,
        cast({{ printed_unit('emission_places') }} as double) as emission_unit,
        power(10, -length(regexp_extract(coalesce(factor_raw, cast(factor as varchar)), '[.]([0-9]*[1-9])', 1)))
            as factor_unit_width
    from lines
),

ranked as (
    select *,
        abs(emission_tco2e - replayed) as gap,
        0.5 * (emission_unit + activity_unit * abs(factor) + factor_unit_width * abs(activity_value)) as width,
        row_number() over (
            partition by plant, period
            order by case when activity_value is null or factor is null then 1 else 0 end,
                abs(emission_tco2e - replayed)
                / (0.5 * (emission_unit + activity_unit * abs(factor) + factor_unit_width * abs(activity_value))) desc,
            seq, row_no
        ) as worst
    from widths
),

sums as (
    select plant, period, sum(emission_tco2e) as sum_tco2e, count(*) as n_lines,
        {{ printed_unit('max(emission_places)') }} as unit_tco2e
    from lines group by plant, period
),

-- The total stands in the list as a row of its own, or was read as the file's total.
printed as (
    select plant, period, max(printed_tco2e) as printed_tco2e, min(evidence) as evidence
    from (
        select plant, period, emission_tco2e as printed_tco2e,
            file || '!' || sheet || '!' || cast(row_no as varchar) as evidence
        from rows_of_list where is_total and not {{ text_matches("coalesce(category, '') || coalesce(source, '')", "'小计'") }}
        union all
        select files.plant_code, files.period, totals.printed_value,
            totals.file || '!' || totals.sheet || '!' || cast(totals.row_no as varchar)
        from {{ source('catalogue', 'totals') }} as totals
        inner join {{ source('catalogue', 'files') }} as files on totals.delivery_id = files.delivery_id
        where files.kind = 'iso_inventory' and totals.field = 'emission_tco2e' and totals.scope = 'total'
    ) as both_places
    group by plant, period
)

select
    cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, ranked.source as item,
    round(ranked.replayed, 6) as expected, ranked.emission_tco2e as observed,
    round(ranked.gap, 6) as deviation, round(ranked.width, 6) as limit_value, 'tCO2e' as unit,
    round(ranked.gap, 6) as effect_t, 'emission' as effect_kind, 1 as n,
    case
        when ranked.replayed is null then 'not_assessable'
        when ranked.gap > ranked.width then 'breach'
        else 'ok'
    end as verdict,
    ranked.source as detail_zh, ranked.source as detail_en, null as conservative_value,
    ranked.file || '!' || ranked.sheet || '!' || cast(ranked.row_no as varchar) as evidence
from {{ ref('int_domain__cells') }} as cells
inner join ranked on cells.plant = ranked.plant and cells.period = ranked.period and ranked.worst = 1
where cells.shape = 'iso_line'
union all
select
    cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, '合计',
    cast(sums.sum_tco2e as decimal(38, 6)), cast(printed.printed_tco2e as decimal(38, 6)),
    cast(abs(printed.printed_tco2e - sums.sum_tco2e) as decimal(38, 9)),
    cast(cells.high * sums.unit_tco2e * (sums.n_lines + 1) as decimal(38, 9)), 'tCO2e',
    cast(abs(printed.printed_tco2e - sums.sum_tco2e) as decimal(38, 6)), 'emission', cast(1 as bigint),
    case
        when printed.printed_tco2e is null then 'not_assessable'
        when abs(printed.printed_tco2e - sums.sum_tco2e) > cells.high * sums.unit_tco2e * (sums.n_lines + 1) then 'breach'
        else 'ok'
    end,
    '合计', 'total', null, coalesce(printed.evidence, '')
from {{ ref('int_domain__cells') }} as cells
inner join sums on cells.plant = sums.plant and cells.period = sums.period
left join printed on sums.plant = printed.plant and sums.period = printed.period
where cells.shape = 'iso_total'
