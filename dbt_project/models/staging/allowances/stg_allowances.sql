-- 配额账户台账: one row per movement of the account; only rows that count after superseding.
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
    source.seq,
    source.trade_date,
    source.business_raw,
    source.business,
    source.allowance_year,
    source.quantity_t,
    source.price_cny_t,
    source.balance_t,
    source.counterparty
from {{ source('lake', 'allowances') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'allowances' and resolved.status = 'keep'
