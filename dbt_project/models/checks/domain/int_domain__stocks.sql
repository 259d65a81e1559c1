-- Opening against closing, the stock equation, book and count (shapes stock_*): one row per item.
with ledger as (
    select *,
        greatest(
            {{ decimal_places('coalesce(opening_t, 0)') }}, {{ decimal_places('coalesce(production_t, 0)') }},
            {{ decimal_places('coalesce(purchase_t, 0)') }}, {{ decimal_places('coalesce(sales_t, 0)') }},
            {{ decimal_places('coalesce(own_use_t, 0)') }}, {{ decimal_places('coalesce(loss_t, 0)') }},
            {{ decimal_places('coalesce(closing_t, 0)') }}
        ) as row_places,
        case when item like '%氧化铝%' then 'alumina' when {{ text_matches('item', "'阳极|残极|炭块|炭素'") }} then 'anode'
            else 'metal' end as family
    from {{ ref('stg_psi_ledger') }}
),

printed as (
    select ledger.*,
        {{ printed_unit('max(row_places) over (partition by ledger.plant, ledger.period)') }} as unit_t,
        periods.previous_period
    from ledger
    inner join {{ ref('dim_periods') }} as periods on ledger.plant = periods.plant and ledger.period = periods.period
),

counts as (
    select *,
        {{ printed_unit('greatest(' ~ decimal_places('book_t') ~ ', ' ~ decimal_places('counted_t') ~ ')') }} as unit_t,
        case when item like '%氧化铝%' then 'alumina' when {{ text_matches('item', "'阳极|残极|炭块|炭素'") }} then 'anode'
            else 'metal' end as family
    from {{ ref('stg_stock_count') }}
    where book_t is not null
),

compared as (
    select 'opening' as step, now.plant, now.period, now.item, now.family, before.closing_t as expected,
        now.opening_t as observed,
        greatest(now.unit_t, before.unit_t) as unit_t, cast(null as decimal(24, 6)) as scale_t,
        greatest(now.unit_t, before.unit_t) as printed_unit,
        now.file || '!' || now.sheet || '!' || cast(now.row_no as varchar) as evidence
    from printed as now
    left join printed as before
        on now.plant = before.plant and now.previous_period = before.period and now.item = before.item
    union all
    select 'equation', plant, period, item, family,
        cast(coalesce(opening_t, 0) + coalesce(production_t, 0) + coalesce(purchase_t, 0) - coalesce(sales_t, 0)
            - coalesce(own_use_t, 0) - coalesce(loss_t, 0) as decimal(18, 6)), closing_t,
        cast(unit_t * {{ domain_setting('X-STOCK', 'equation_terms') }} as decimal(18, 6)), null, unit_t,
        file || '!' || sheet || '!' || cast(row_no as varchar)
    from printed
    union all
    select 'book', counts.plant, counts.period, counts.item, counts.family, printed.closing_t, counts.book_t,
        greatest(printed.unit_t, counts.unit_t), null, greatest(printed.unit_t, counts.unit_t),
        counts.file || '!' || counts.sheet || '!' || cast(counts.row_no as varchar)
    from counts left join printed
        on counts.plant = printed.plant and counts.period = printed.period and counts.item = printed.item
    union all
    select 'count', plant, period, item, family, book_t, counted_t, unit_t,
        greatest(abs(book_t), {{ domain_setting('X-STOCK', 'count_floor_t') }}), unit_t,
        file || '!' || sheet || '!' || cast(row_no as varchar)
    from counts
)

select
    cells.rule_id, cells.plant, cells.process, cells.period, compared.item as parameter, compared.item,
    compared.expected as expected, compared.observed as observed,
    case when cells.limit_kind = 'relative'
        then {{ decimal_divide('abs(compared.observed - compared.expected)', 'compared.scale_t', 9) }}
        else abs(compared.observed - compared.expected) end as deviation,
    case when cells.limit_kind = 'relative' then cells.high else cells.high * compared.unit_t end as limit_value,
    case when cells.limit_kind = 'relative' then 'ratio' else 't' end as unit,
    abs(compared.observed - compared.expected) as effect_t,
    case when compared.family = 'anode' then 'anode_gross' when compared.family = 'metal' then 'output' end as effect_kind,
    1 as n,
    case
        when compared.expected is null or compared.observed is null then 'not_assessable'
        when cells.limit_kind = 'relative'
            and abs(compared.observed - compared.expected) > cells.high * compared.scale_t then 'breach'
        when cells.limit_kind <> 'relative'
            and abs(compared.observed - compared.expected) > cells.high * compared.unit_t then 'breach'
        else 'ok'
    end as verdict,
    compared.item as detail_zh, compared.item as detail_en,
    null as conservative_value, compared.evidence,
    {{ operands({'expected': 'compared.expected', 'observed': 'compared.observed', 'unit': 'compared.printed_unit'}) }}
        as operands,
    '' as reason
from {{ ref('int_domain__cells') }} as cells
inner join compared
    on cells.plant = compared.plant and cells.period = compared.period
    and cells.rule_id = 'X-STOCK.' || compared.step || '.' || compared.family
