-- From weighed metal to booked metal, and from the accounting month to the natural one, by process and plant.
{% set cast_items = ['ingot', 'alloy', 'product'] %}
with wide as (
    select
        plant, process, period,
        coalesce({{ observed('ladle_tickets', ['output', 'backpour']) }}, 0) as weighed,
        coalesce({{ observed('ladle_tickets', ['backpour']) }}, 0) as poured_back,
        {{ observed('ladle_tickets', ['output']) }} as output,
        {{ observed('ladle_tickets', ['output_liquid_sale']) }} as liquid_weighed,
        {{ observed('monthly_report', ['output']) }} as reported_output,
        {{ observed('psi_ledger', ['psi_sales'], ['liquid']) }} as liquid_sold,
        {{ observed('psi_ledger', ['psi_own_use'], ['liquid']) }} as liquid_used,
        {{ observed('psi_ledger', ['psi_sales', 'psi_own_use', 'psi_loss'], cast_items) }} as cast_outbound,
        {{ observed('psi_ledger', ['psi_closing'], cast_items) }} as cast_closing,
        {{ observed('psi_ledger', ['psi_opening'], cast_items) }} as cast_opening,
        {{ observed('psi_ledger', ['psi_purchase'], cast_items) }} as cast_purchased,
        {{ observed('b204', ['output']) }} as statistics_accounting,
        {{ observed('b204', ['output'], basis='natural') }} as statistics_natural,
        {{ observed('ladle_tickets', ['output'], basis='natural') }} as natural_any,
        max(case when source_system = 'ladle_tickets' and basis = 'natural' and coverage = 'partial' then 1 else 0 end)
            as is_partial
    from {{ ref('int_bridge__observed') }}
    group by plant, process, period
),

settled as (
    select
        *,
        case when is_partial = 0 then natural_any end as output_natural,
        coalesce(statistics_natural, statistics_accounting) as statistics,
        case when statistics_natural is not null then case when is_partial = 0 then natural_any end else output end
            as output_for_statistics,
        coalesce(liquid_used, 0) - (cast_outbound + cast_closing - cast_opening - coalesce(cast_purchased, 0)) as cast_rest,
        case when liquid_sold is not null then coalesce(liquid_weighed, 0) - liquid_sold end as in_transit
    from wide
    where output is not null
),

balanced as (
    select
        *,
        case when liquid_used is not null then greatest(cast_rest, 0) end as melt_loss,
        case when liquid_used is not null then greatest(-1 * cast_rest, 0) end as alloying_additions
    from settled
),

totalled as (
    select
        *,
        liquid_sold + cast_outbound + cast_closing - cast_opening - coalesce(cast_purchased, 0)
        + coalesce(melt_loss, 0) - coalesce(alloying_additions, 0) + coalesce(in_transit, 0) as booked_output
    from balanced
)

{{ bridge_lines("(select * from totalled where process = 'ALL') as plants", 'metal', 'plant', [
    ['weighed', 'weighed'], ['poured_back', 'poured_back'], ['output', 'output'], ['liquid_sold', 'liquid_sold'],
    ['cast_outbound', 'cast_outbound'], ['cast_closing', 'cast_closing'], ['cast_opening', 'cast_opening'],
    ['cast_purchased', 'cast_purchased'], ['melt_loss', 'melt_loss'], ['alloying_additions', 'alloying_additions'],
    ['in_transit', 'in_transit'], ['booked_output', 'booked_output'], ['unexplained', 'output - booked_output'],
    ['output_before_cut_off', 'output'], ['cut_off', 'output_natural - output'], ['output_natural', 'output_natural'],
    ['statistics', 'statistics'], ['statistics_rest', 'output_for_statistics - statistics'],
]) }}
union all
{{ bridge_lines("(select * from totalled where process <> 'ALL') as processes", 'metal', 'process', [
    ['weighed', 'weighed'], ['poured_back', 'poured_back'], ['output', 'output'],
    ['reported_output', 'reported_output'], ['unexplained', 'reported_output - output'],
    ['output_before_cut_off', 'output'], ['cut_off', 'output_natural - output'], ['output_natural', 'output_natural'],
]) }}
