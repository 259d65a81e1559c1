-- The two tickets of every delivery inside the group: one row per ticket of either side, with its partner
-- when found.
-- Plants number waybills their own way, so the vehicle and the time decide and the number only confirms.
with parties as (
    select plant, plant_name as party from {{ ref('dim_plants') }}
    union
    select plant, short_name as party from {{ ref('dim_plants') }}
),

sent as (
    select rows.*, parties.plant as other_plant,
        'S' || rows.delivery_id || rows.sheet || cast(rows.row_no as varchar) as id
    from {{ ref('stg_intra_out') }} as rows
    inner join parties on trim(rows.party) = parties.party
    where rows.plant <> parties.plant
),

received as (
    select rows.*, parties.plant as other_plant,
        'R' || rows.delivery_id || rows.sheet || cast(rows.row_no as varchar) as id
    from {{ ref('stg_intra_in') }} as rows
    inner join parties on trim(rows.party) = parties.party
    where rows.plant <> parties.plant
),

candidates as (
    select
        sent.id as sent_id, received.id as received_id,
        case when sent.vehicle_no = received.vehicle_no then 2 else 0 end
            + case when sent.waybill_no = received.waybill_no then 1 else 0 end as likeness,
        abs(sent.net_t - received.net_t) as difference_t,
        {{ seconds_between('sent.weighed_at', 'received.weighed_at') }} as seconds_apart
    from sent
    inner join received
        on sent.other_plant = received.plant and sent.plant = received.other_plant
        and (sent.vehicle_no = received.vehicle_no or sent.waybill_no = received.waybill_no)
        and received.weighed_at >= sent.weighed_at
        and {{ seconds_between('sent.weighed_at', 'received.weighed_at') }}
            <= {{ domain_setting('X-INTRA', 'transit_days') }} * 86400
),

ranked as (
    select *,
        row_number() over (partition by sent_id
            order by likeness desc, difference_t, seconds_apart, received_id) as sent_choice,
        row_number() over (partition by received_id
            order by likeness desc, difference_t, seconds_apart, sent_id) as received_choice
    from candidates
),

-- Both sides choose each other, or the number alone joins two that found nobody better.
pairs as (
    select * from ranked where sent_choice = 1 and received_choice = 1
),

-- A ticket of the same vehicle and number as one that has its partner is the same load written twice, on its own side.
doubles as (
    {% for side in ['sent', 'received'] -%}
    select distinct extra.id
    from {{ side }} as extra
    inner join {{ side }} as paired
        on extra.plant = paired.plant and extra.other_plant = paired.other_plant
        and extra.vehicle_no = paired.vehicle_no and extra.waybill_no = paired.waybill_no and extra.id <> paired.id
        and abs({{ seconds_between('extra.weighed_at', 'paired.weighed_at') }})
            <= {{ domain_setting('X-INTRA', 'double_hours') }} * 3600
    inner join pairs as chosen on paired.id = chosen.{{ side }}_id
    left join pairs as own on extra.id = own.{{ side }}_id
    where own.{{ side }}_id is null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    sent.plant as seller, sent.other_plant as buyer, sent.period as seller_period,
    received.period as buyer_period,
    sent.weighed_at as sent_at, received.weighed_at as received_at, sent.net_t as sent_t,
    received.net_t as received_t,
    sent.material as sent_material, received.material as received_material,
    sent.waybill_no as waybill_no, sent.vehicle_no as vehicle_no, pairs.seconds_apart,
    sent.id in (select id from doubles) as is_double,
    sent.file || '!' || sent.sheet || '!' || cast(sent.row_no as varchar) as evidence
from sent
left join pairs on sent.id = pairs.sent_id
left join received on pairs.received_id = received.id
union all
select
    received.other_plant, received.plant, null, received.period, null, received.weighed_at, null,
    received.net_t,
    null, received.material, received.waybill_no, received.vehicle_no, null,
    received.id in (select id from doubles),
    received.file || '!' || received.sheet || '!' || cast(received.row_no as varchar)
from received
left join pairs on received.id = pairs.received_id
where pairs.received_id is null
