-- Where each vehicle was weighed and where it was weighed before: one row per weighing that names a vehicle.
with plates as (
    select
        *,
        -- A road plate is one vehicle in the whole country; a works number belongs to its works.
        {{ text_matches('vehicle_no', "'^[\u4e00-\u9fff][A-Z][A-Z0-9]{4,}'") }} as is_plate
    from {{ ref('int_domain__weighings') }}
    where nullif(trim(vehicle_no), '') is not null and weighed_at is not null
),

located as (
    select
        *,
        case when is_plate then vehicle_no else plant || ':' || vehicle_no end as vehicle,
        plant || ':' || coalesce(scale_no, source) as place,
        cast(floor(
            {{ seconds_between("timestamp '2000-01-01 00:00:00'", 'weighed_at') }}
            / (60 * {{ domain_setting('X-VEHICLE', 'same_plant_minutes') }})
        ) as bigint) as slot
    from plates
),

steps as (
    select
        plant, process, period, source, ticket_no, vehicle_no, vehicle, place, weighed_at, slot, evidence,
        lag(place) over by_time as place_before,
        lag(plant) over by_time as plant_before,
        lag(process) over by_time as process_before,
        lag(period) over by_time as period_before,
        lag(weighed_at) over by_time as at_before,
        lag(ticket_no) over by_time as ticket_before
    from located
    window by_time as (partition by vehicle order by weighed_at, place, ticket_no)
)

select
    *,
    place <> place_before as is_hop,
    plant <> plant_before as is_other_plant,
    {{ seconds_between('at_before', 'weighed_at') }} as seconds_apart,
    place <> place_before and plant = plant_before
        and {{ seconds_between('at_before', 'weighed_at') }}
        < 60 * {{ domain_setting('X-VEHICLE', 'same_plant_minutes') }} as is_near
from steps
