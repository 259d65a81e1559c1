-- The reconciliation bridges of metal, anodes and alumina: each line with its source, basis and sign, and the rest.
with valued as (
    select * from {{ ref('int_bridge__metal') }}
    union all
    select * from {{ ref('int_bridge__materials') }}
)

select
    valued.plant,
    valued.process,
    valued.period,
    valued.subject,
    cast(lines.line_no as integer) as line_no,
    valued.line_code,
    lines.label_zh,
    lines.label_en,
    cast({{ round_half_up('valued.value_t', 3) }} as decimal(18, 3)) as value_t,
    coalesce(lines.source_system, '') as source_system,
    case when lines.basis = 'plant' then plants.b204_basis else lines.basis end as basis,
    cast(lines.sign as integer) as sign,
    lines.is_total
from valued
inner join {{ ref('bridge_lines') }} as lines
    on valued.subject = lines.subject and valued.level = lines.level and valued.line_code = lines.line_code
inner join {{ ref('dim_plants') }} as plants on valued.plant = plants.plant
where valued.value_t is not null
