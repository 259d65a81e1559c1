-- ISO14064-1活动清单: one row per source; the printed total is a row; only rows that count after superseding.
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
    source.category,
    source.source,
    source.activity_value,
    source.unit_raw,
    source.factor,
    source.factor_unit,
    source.emission_tco2e,
    source.factor_source,
    source.activity_value_raw,
    source.factor_raw,
    source.emission_tco2e_raw
from {{ source('lake', 'iso_inventory') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'iso_inventory' and resolved.status = 'keep'
