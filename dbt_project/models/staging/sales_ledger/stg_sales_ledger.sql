-- 销售台账: one row per invoice line; only rows that count after superseding.
select
    source.plant_code as plant,
    source.period,
    source.file,
    source.sheet,
    source.row_no,
    source.row_key,
    source.version,
    source.delivery_id,
    source.received_date,
    source.content_hash,
    source.invoice_date,
    source.invoice_no,
    source.product_raw,
    source.product,
    source.customer,
    source.quantity_t,
    source.unit_price_cny_t,
    source.amount_cny
from {{ source('lake', 'sales_ledger') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'sales_ledger' and resolved.status = 'keep'
