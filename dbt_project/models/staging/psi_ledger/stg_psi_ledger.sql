-- 购销存台账: one row per material; only rows that count after superseding.
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
    source.item_raw,
    source.item,
    source.unit_raw,
    source.opening_t,
    source.production_t,
    source.purchase_t,
    source.sales_t,
    source.own_use_t,
    source.loss_t,
    source.closing_t
from {{ source('lake', 'psi_ledger') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'psi_ledger' and resolved.status = 'keep'
