-- 经济技术指标台账: one row per process; only rows that count after superseding.
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
    source.process,
    source.process_raw,
    source.output_per_pot_day_kg,
    source.pot_days,
    source.avg_pots,
    source.current_efficiency_pct,
    source.avg_current_ka,
    source.avg_voltage_v,
    source.ac_per_t_kwh,
    source.alumina_per_t_kg,
    source.anode_gross_per_t_kg,
    source.anode_net_per_t_kg
from {{ source('lake', 'index_ledger') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'index_ledger' and resolved.status = 'keep'
