-- Tickets of negative mass (set aside, nothing is subtracted) with the ticket they take back, looked for in every sheet
-- and month of the plant: one row per red ticket.
-- Columns that a ticket and the one that takes it back have in common, where both say them.
{%- set shared = {
    'ladle_tickets': ['vehicle_no', 'ladle_no', 'customer', 'use_code'],
    'anode_trucks': ['vehicle_no', 'supplier', 'material'],
    'anode_direct': ['vehicle_no'],
    'intra_in': ['vehicle_no', 'party', 'material'],
    'intra_out': ['vehicle_no', 'party', 'material'],
    'anode_slips': ['shift'],
} %}
{%- set most = 4 %}
with weighed as (
{%- for table, columns in shared.items() %}
    select
        delivery_id, '{{ table }}' as table_name, sheet, row_no, remark,
        {%- if table == 'anode_slips' %}
        slip_no as ticket_no, cast(slip_date as timestamp) as weighed_at, cast(mass_t as decimal(18, 6)) as mass_t
        {%- else %}
        ticket_no, weighed_at, cast(net_t as decimal(18, 6)) as mass_t
        {%- endif %}
        {%- for n in range(most) %},
        {% if n < columns | length %}{{ columns[n] }}{% else %}cast(null as varchar){% endif %} as shared_{{ n }}
        {%- endfor %}
    from {{ source('lake', table) }}
    {% if not loop.last %}union all{% endif %}
{%- endfor %}
),

red as (
    select rows.plant, weighed.*
    from {{ ref('int_domain__rows') }} as rows
    inner join weighed
        on rows.delivery_id = weighed.delivery_id and rows.table_name = weighed.table_name
        and rows.sheet = weighed.sheet and rows.row_no = weighed.row_no
    where rows.status = 'quarantine' and rows.reason_code = 'takes_back'
),

alike as (
    select
        red.delivery_id, red.table_name, red.sheet, red.row_no,
        rows.status = 'keep' as is_counting,
        (red.delivery_id <> weighed.delivery_id or red.sheet <> weighed.sheet) as is_elsewhere,
        rows.file || '!' || rows.sheet || '!' || cast(rows.row_no as varchar)
        || coalesce(' (' || weighed.ticket_no || ')', '') as place,
        -- a ticket number of four digits or more in the remark is the one that is meant
        coalesce(
            length(ltrim(weighed.ticket_no, '0')) >= 4
            and red.remark like '%' || ltrim(weighed.ticket_no, '0') || '%', false
        ) as is_named
    from red
    inner join weighed on red.table_name = weighed.table_name and weighed.mass_t = -red.mass_t
    inner join {{ ref('int_domain__rows') }} as rows
        on rows.delivery_id = weighed.delivery_id and rows.table_name = weighed.table_name
        and rows.sheet = weighed.sheet and rows.row_no = weighed.row_no and rows.plant = red.plant
    where (rows.status = 'keep' or rows.reason_code = 'voided')
        and coalesce(weighed.weighed_at <= red.weighed_at, true)
        {%- for n in range(most) %}
        and coalesce(weighed.shared_{{ n }} = red.shared_{{ n }}, true)
        {%- endfor %}
),

meant as (
    select *
    from (
        select *, max(is_named) over (partition by delivery_id, table_name, sheet, row_no) as has_named from alike
    ) as told
    where is_named or not has_named
),

counted as (
    select
        delivery_id, table_name, sheet, row_no,
        sum(case when is_counting then 1 else 0 end) as n_counting,
        count(*) as n_alike,
        min(place) as place,
        max(is_elsewhere) as is_elsewhere
    from meant
    group by delivery_id, table_name, sheet, row_no
)

select
    red.plant, red.delivery_id, red.table_name, red.sheet, red.row_no,
    -- of a ticket that is void itself neither counts
    coalesce(counted.n_counting = 0 and counted.n_alike = 1, false) as is_of_void,
    coalesce(counted.n_counting, 0) = 0 as is_unknown,
    case when counted.n_alike = 1 and counted.n_counting = 1 and counted.is_elsewhere then counted.place end as place
from red
left join counted
    on red.delivery_id = counted.delivery_id and red.table_name = counted.table_name
    and red.sheet = counted.sheet and red.row_no = counted.row_no
