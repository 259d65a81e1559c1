-- Quantities the guide derives from other rows: mean block weight of the trucks, liquid output from sales and stocks.
-- Table 4 3b: liquid sales + sum over ingot, alloy and products of (outbound + closing - opening), bought metal aside.
with trucks as (
    select
        plant, accounting_period as period, file, sheet, row_no,
        sum(net_t) over (partition by plant, accounting_period) as month_t,
        sum(blocks) over (partition by plant, accounting_period) as month_blocks,
        row_number() over (partition by plant, accounting_period order by file, sheet, row_no) as place
    from {{ ref('int_anode_trucks__placed') }}
    where net_t is not null and blocks > 0
),

metal as (
    select
        ledger.*,
        items.item_code,
        case
            when items.item_code = 'liquid' then ledger.sales_t
            else coalesce(ledger.sales_t, 0) + coalesce(ledger.own_use_t, 0) + coalesce(ledger.loss_t, 0)
                + ledger.closing_t - ledger.opening_t - coalesce(ledger.purchase_t, 0)
        end as derived_t
    from {{ ref('stg_psi_ledger') }} as ledger
    inner join {{ ref('stock_items') }} as items on ledger.item = items.item and items.subject = 'metal'
)

{{ measure(
    'trucks', 'anode_trucks', "'unit_weight'",
    decimal_divide('month_t * 1000', 'month_blocks', 6), "'kg'", process="'ALL'", where='place = 1'
) }}
union all
{{ measures('metal', 'psi_derived', [['output_derived', 'derived_t', 't']], process="'ALL'") }}
