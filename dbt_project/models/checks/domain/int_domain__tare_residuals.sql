-- Tare less what its vehicle and its ladle usually weigh: one row per weighing of tickets that can show a drift.
-- Two sweeps of medians; whole kilograms, so that sums are exact and the same on every machine.
with named as (
    select
        *,
        -- Where tickets name vehicles, one that names none has no usual tare; the same for ladles.
        count(nullif(trim(vehicle_no), '')) over (partition by plant, process, source) * 2
            > count(*) over (partition by plant, process, source) as names_vehicles,
        count(nullif(trim(ladle_no), '')) over (partition by plant, process, source) * 2
            > count(*) over (partition by plant, process, source) as names_ladles
    from {{ ref('int_domain__weighings') }}
    where source in ('ladle', 'anode_direct', 'anode_trucks') and weighed_at is not null
),

weighed as (
    select
        plant, process, period, source, weighed_at, ticket_no, evidence, tare_kg, division_kg,
        coalesce(nullif(trim(vehicle_no), ''), '-') as vehicle,
        coalesce(nullif(trim(ladle_no), ''), '-') as ladle
    from named
    where not (names_vehicles and coalesce(trim(vehicle_no), '') = '')
        and not (names_ladles and coalesce(trim(ladle_no), '') = '')
),

first_vehicle as ({{ less_median('weighed', 'tare_kg', 'vehicle', 'first_vehicle_kg') }}),

first_ladle as ({{ less_median('first_vehicle', 'first_vehicle_kg', 'ladle', 'first_ladle_kg') }}),

second_vehicle as ({{ less_median('first_ladle', 'first_ladle_kg', 'vehicle', 'second_vehicle_kg') }}),

second_ladle as ({{ less_median('second_vehicle', 'second_vehicle_kg', 'ladle', 'residual_kg') }})

select
    plant, process, period, source, weighed_at, ticket_no, evidence, vehicle, ladle, residual_kg,
    -- Robust standard deviation; never finer than half a division of the scale.
    greatest(
        quantile_disc(abs(residual_kg), 0.5) over (partition by plant, process, source) * 1.4826,
        coalesce(division_kg, 0) * 0.5, 1
    ) as sigma_kg
from second_ladle
