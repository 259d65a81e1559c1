-- Deliveries inside the group that one side lacks or weighs otherwise (shape intra_pair): one row per plant and period.
with pairs as (select * from {{ ref('int_domain__intra_pairs') }}),

-- How long a load travels between two plants, as their own tickets show; wide open while none was matched.
transit as (
    select seller, buyer,
        coalesce(max(seconds_apart) + {{ domain_setting('X-INTRA', 'transit_margin_hours') }} * 3600,
            {{ domain_setting('X-INTRA', 'transit_days') }} * 86400) as longest_seconds
    from pairs group by seller, buyer
),

-- What each side delivered, to the second: months that are absent cannot miss a ticket.
delivered as (
    select distinct plant, period, table_name from {{ ref('int_domain__rows') }} where table_name in ('intra_in', 'intra_out')
),

covered as (
    select delivered.plant, delivered.table_name, delivered.period, periods.accounting_start_at as start_at,
        periods.accounting_end_at as end_at,
        before.period is null as is_first,
        coalesce(lead(periods.previous_period) over (partition by delivered.plant, delivered.table_name
            order by delivered.period), '') <> delivered.period as is_last
    from delivered
    inner join {{ ref('dim_periods') }} as periods
        on delivered.plant = periods.plant and delivered.period = periods.period and periods.period_kind = 'month'
    left join delivered as before
        on delivered.plant = before.plant and delivered.table_name = before.table_name
        and periods.previous_period = before.period
),

judged as (
    select
        'X-INTRA.bought' as rule_id, pairs.buyer as plant,
        coalesce(pairs.buyer_period, covered.period) as period,
        pairs.*,
        pairs.received_t is null as is_missing,
        -- Still on the road, or past what the buyer delivered.
        pairs.received_t is null and (covered.period is null or covered.is_last
            and {{ seconds_between('pairs.sent_at', 'covered.end_at') }} <= transit.longest_seconds) as is_lawful
    from pairs
    inner join transit on pairs.seller = transit.seller and pairs.buyer = transit.buyer
    left join covered
        on pairs.buyer = covered.plant and covered.table_name = 'intra_in'
        and pairs.sent_at >= covered.start_at and pairs.sent_at < covered.end_at
    where pairs.sent_t is not null and not pairs.is_double
    union all
    select
        'X-INTRA.sold', pairs.seller, covered.period, pairs.*,
        true,
        covered.period is null or covered.is_first
            and {{ seconds_between('covered.start_at', 'pairs.received_at') }} <= transit.longest_seconds
    from pairs
    inner join transit on pairs.seller = transit.seller and pairs.buyer = transit.buyer
    left join covered
        on pairs.seller = covered.plant and covered.table_name = 'intra_out'
        and pairs.received_at >= covered.start_at and pairs.received_at < covered.end_at
    where pairs.sent_t is null and not pairs.is_double
    union all
    -- A load written twice stands at the side that wrote it.
    select
        case when sent_t is null then 'X-INTRA.bought' else 'X-INTRA.sold' end,
        case when sent_t is null then buyer else seller end, coalesce(buyer_period, seller_period), pairs.*, true, false
    from pairs where is_double
),

measured as (
    select
        judged.*, cells.process, cells.parameter, cells.high,
        coalesce(waybill_no, vehicle_no, '?') as waybill_text,
        coalesce(received_t, 0) - coalesce(sent_t, 0) as difference_t,
        case
            when is_missing and not is_lawful then true
            when is_missing then false
            when abs(received_t - sent_t) > cells.high * sent_t then true
            else coalesce(sent_material <> received_material, false)
        end as is_fault
    from judged
    inner join {{ ref('int_domain__cells') }} as cells
        on judged.rule_id = cells.rule_id and judged.plant = cells.plant and judged.period = cells.period
),

-- Tickets whose other party delivered none of its own.
alone as (
    select pairs.buyer as plant, pairs.buyer_period as period, 'X-INTRA.bought' as rule_id,
        count(*) as n_alone
    from pairs
    left join delivered on pairs.seller = delivered.plant and delivered.table_name = 'intra_out'
    where pairs.sent_t is null and delivered.plant is null
    group by pairs.buyer, pairs.buyer_period
),

-- A seller's cell stands even when nothing is missing.
quiet as (
    select cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, cells.high
    from {{ ref('int_domain__cells') }} as cells
    inner join covered on cells.plant = covered.plant and cells.period = covered.period
        and covered.table_name = cells.left_source
    where cells.shape = 'intra_pair'
)

select
    quiet.rule_id, quiet.plant, quiet.process, quiet.period, quiet.parameter, '' as item,
    sum(measured.sent_t) as expected, sum(measured.received_t) as observed,
    coalesce(sum(case when is_fault then difference_t end), 0) as deviation,
    quiet.high as limit_value, 't' as unit,
    coalesce(sum(case when is_fault then difference_t end), 0) as effect_t,
    null as effect_kind,
    coalesce(sum(case when is_fault then 1 else 0 end), 0) as n,
    case
        when max(case when is_fault then 1 else 0 end) = 1 then 'breach'
        when max(coalesce(alone.n_alone, 0)) > 0 then 'not_assessable'
        else 'ok'
    end as verdict,
    {{ ordered_list("case when is_fault then waybill_text || case when is_double then ' 重'
        when is_missing then ' 缺' else '' end end", '、') }}
        as detail_zh,
    {{ ordered_list("case when is_fault then waybill_text || case when is_double then ' twice'
        when is_missing then ' missing' else '' end end", ', ') }}
        as detail_en,
    null as conservative_value,
    {{ ordered_list("case when is_fault then measured.evidence end") }} as evidence,
    {{ ordered_list("case when not is_missing then " ~ operands({'expected': 'measured.sent_t',
        'observed': 'measured.received_t'}) ~ " end", '|') }} as operands,
    case
        when bool_or(is_missing and is_fault or sent_material <> received_material)
            then 'raised:one side lacks a load, has it twice or names another material'
        when max(coalesce(alone.n_alone, 0)) > 0 then 'rest:the other party delivered nothing'
        when count(case when not is_missing then 1 end) = 0 then 'quiet:no load on both sides'
        else ''
    end as reason
from quiet
left join measured
    on quiet.rule_id = measured.rule_id and quiet.plant = measured.plant and quiet.period = measured.period
left join alone
    on quiet.rule_id = alone.rule_id and quiet.plant = alone.plant and quiet.period = alone.period
group by quiet.rule_id, quiet.plant, quiet.process, quiet.period, quiet.parameter, quiet.high
