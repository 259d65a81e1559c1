-- 工厂清单: one row per plant; only rows that count after superseding.
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
    source.name,
    source.short_name,
    source.credit_code,
    source.province,
    source.city,
    source.county,
    source.share_pct,
    source.business,
    source.stat_month_raw,
    source.month_end_day,
    source.day_cut_hour_minutes,
    source.b204_basis,
    source.metal_method,
    source.anode_method,
    source.has_port,
    source.has_own_anode,
    source.due_day_raw,
    source.due_rule,
    source.contact,
    source.phone,
    source.email
from {{ source('lake', 'group_plants') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'group_plants' and resolved.status = 'keep'
