-- How often two scales of a plant show the same vehicle when each takes a ticket at random: one row per pair of scales.
with weighed as (
    select * from {{ ref('int_domain__vehicle_places') }}
),

near as (
    select place, ticket_no from weighed where is_near
    union
    select place_before, ticket_before from weighed where is_near
),

-- Fleets as all the other tickets of each scale show them.
fleets as (
    select
        weighed.plant, weighed.place, weighed.vehicle, count(*) as c,
        sum(count(*)) over (partition by weighed.place) as n
    from weighed
    left join near on weighed.place = near.place and weighed.ticket_no = near.ticket_no
    where near.place is null
    group by weighed.plant, weighed.place, weighed.vehicle
)

select a.plant, a.place as place_a, b.place as place_b, sum(a.c * b.c) * 1.0 / max(a.n * b.n) as share
from fleets as a
inner join fleets as b on a.plant = b.plant and a.vehicle = b.vehicle and a.place <> b.place
group by a.plant, a.place, b.place
