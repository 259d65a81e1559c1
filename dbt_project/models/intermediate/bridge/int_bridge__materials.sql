-- Anodes and alumina: what the stock balance says was consumed against what was weighed, counted or reported.
with wide as (
    select
        plant, process, period,
        {{ observed('psi_ledger', ['psi_opening'], ['anode']) }} as anode_opening,
        {{ observed('psi_ledger', ['psi_closing'], ['anode']) }} as anode_closing,
        {{ observed('psi_ledger', ['psi_sales'], ['anode']) }} as anode_sold,
        {{ observed('psi_ledger', ['psi_loss'], ['anode']) }} as anode_loss,
        {{ observed('psi_ledger', ['psi_purchase'], ['anode']) }} as anode_purchase_booked,
        {{ observed('anode_trucks', ['anode_inbound'], ['anode']) }} as anode_trucks,
        {{ observed('intra_in', ['intra_bought'], ['anode']) }} as bought_inside,
        {{ observed('own_anode', ['anode_produced']) }} as own_made,
        {{ observed('anode_direct', ['anode_gross']) }} as direct,
        {{ observed('anode_slips', ['anode_gross']) }} as slips,
        {{ observed('anode_slips', ['anode_blocks']) }} as slip_blocks,
        {{ observed('anode_store', ['anode_gross']) }} as store_issue,
        {{ observed('psi_ledger', ['psi_opening'], ['alumina']) }} as alumina_opening,
        {{ observed('psi_ledger', ['psi_closing'], ['alumina']) }} as alumina_closing,
        {{ observed('psi_ledger', ['psi_sales'], ['alumina']) }} as alumina_sold,
        {{ observed('psi_ledger', ['psi_loss'], ['alumina']) }} as alumina_loss,
        {{ observed('purchase_ledger', ['purchase_line'], ['alumina']) }} as alumina_purchased,
        {{ observed('monthly_report', ['alumina_use']) }} as alumina_reported
    from {{ ref('int_bridge__observed') }}
    group by plant, process, period
),

weights as (
    select plant, period as year_period, max(unit_weight_kg) as design_kg
    from {{ ref('stg_anode_contract') }}
    where basis = 'design'
    group by plant, period
),

counted as (
    select
        wide.*,
        coalesce(anode_trucks, case when bought_inside is null then anode_purchase_booked end, 0) as purchased,
        cast(slip_blocks as decimal(14, 0)) * cast(weights.design_kg as decimal(14, 6)) * 0.001 as count_times_weight
    from wide
    left join weights on wide.plant = weights.plant and substring(wide.period, 1, 4) = weights.year_period
),

consumed as (
    select
        *,
        anode_opening + purchased + coalesce(bought_inside, 0) + coalesce(own_made, 0) - coalesce(anode_sold, 0)
        - coalesce(anode_loss, 0) - anode_closing as anode_by_stock,
        coalesce(direct, count_times_weight, slips) as anode_weighed,
        alumina_opening + coalesce(alumina_purchased, 0) - coalesce(alumina_sold, 0) - coalesce(alumina_loss, 0)
        - alumina_closing as alumina_by_stock
    from counted
)

{{ bridge_lines("(select * from consumed where process = 'ALL' and anode_opening is not null) as plants", 'anode', 'plant', [
    ['opening', 'anode_opening'], ['purchased', 'purchased'], ['bought_inside', 'coalesce(bought_inside, 0)'],
    ['own_made', 'coalesce(own_made, 0)'], ['sold', 'coalesce(anode_sold, 0)'], ['loss', 'coalesce(anode_loss, 0)'],
    ['closing', 'anode_closing'], ['consumed_by_stock', 'anode_by_stock'], ['consumed_weighed', 'anode_weighed'],
    ['unexplained', 'anode_by_stock - anode_weighed'],
]) }}
union all
{{ bridge_lines("(select * from consumed where process <> 'ALL' and slips is not null) as processes", 'anode', 'process', [
    ['direct', 'direct'], ['slips', 'slips'], ['count_times_weight', 'count_times_weight'],
    ['store_issue', 'store_issue'], ['unexplained', 'coalesce(direct, count_times_weight) - slips'],
]) }}
union all
{{ bridge_lines("(select * from consumed where process = 'ALL' and alumina_opening is not null) as plants", 'alumina', 'plant', [
    ['opening', 'alumina_opening'], ['purchased', 'coalesce(alumina_purchased, 0)'],
    ['sold', 'coalesce(alumina_sold, 0)'], ['loss', 'coalesce(alumina_loss, 0)'], ['closing', 'alumina_closing'],
    ['consumed_by_stock', 'alumina_by_stock'], ['consumed_reported', 'alumina_reported'],
    ['unexplained', 'alumina_by_stock - alumina_reported'],
]) }}
