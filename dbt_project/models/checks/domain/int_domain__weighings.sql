-- Every counted truck or ladle weighing in one shape: one row per ticket, masses in whole kilograms of the
-- display.
with tickets as (
    select 'ladle' as source, plant, process, period, ticket_no, vehicle_no, ladle_no, weighed_at, tare_at,
        gross_t, tare_t, net_t, cast(null as bigint) as blocks, scale_no, file, sheet, row_no
    from {{ ref('stg_ladle_tickets') }}
    union all
    select 'anode_direct', plant, process, period, ticket_no, vehicle_no, null, weighed_at, null,
        gross_t, tare_t, net_t, blocks, scale_no, file, sheet, row_no
    from {{ ref('stg_anode_direct') }}
    union all
    select 'anode_trucks', plant, 'ALL', period, ticket_no, vehicle_no, null, weighed_at, null,
        gross_t, tare_t, net_t, blocks, scale_no, file, sheet, row_no
    from {{ ref('stg_anode_trucks') }}
    union all
    select 'intra_in', plant, 'ALL', period, ticket_no, vehicle_no, null, weighed_at, null,
        gross_t, tare_t, net_t, pieces, scale_no, file, sheet, row_no
    from {{ ref('stg_intra_in') }}
    union all
    select 'intra_out', plant, 'ALL', period, ticket_no, vehicle_no, null, weighed_at, null,
        gross_t, tare_t, net_t, pieces, scale_no, file, sheet, row_no
    from {{ ref('stg_intra_out') }}
),

-- 分度 as the instrument register writes it: 60t/20kg, 20t/0.01t, e=20kg.
divisions as (
    select plant, instrument_no,
        {{ try_to("regexp_extract(range_division, '([0-9.]+) *(kg|KG|Kg|千克|公斤)$', 1)", 'decimal(18, 6)') }} as division_kg,
        {{ try_to("regexp_extract(range_division, '/[^0-9]*([0-9.]+) *(t|T|吨)$', 1)", 'decimal(18, 6)') }} as division_t
    from {{ ref('stg_instruments') }}
)

select
    tickets.*,
    tickets.file || '!' || tickets.sheet || '!' || cast(tickets.row_no as varchar) as evidence,
    cast(round(tickets.gross_t * 1000, 0) as bigint) as gross_kg,
    cast(round(tickets.tare_t * 1000, 0) as bigint) as tare_kg,
    cast(round(tickets.net_t * 1000, 0) as bigint) as net_kg,
    coalesce(divisions.division_kg, divisions.division_t * 1000) as division_kg
from tickets
left join divisions on tickets.plant = divisions.plant and tickets.scale_no = divisions.instrument_no
where tickets.gross_t is not null and tickets.tare_t is not null and tickets.net_t is not null
