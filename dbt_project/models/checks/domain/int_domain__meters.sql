-- Meter readings that run backwards, do not chain or do not give the energy (shape meter_chain): worst
-- reading per process.
with limits as (
    select distinct item as lawful_words, high from {{ ref('int_domain__cells') }} where shape = 'meter_chain'
),

read as (
    select *,
        {{ decimal_places('reading_start') }} as places_start,
        {{ decimal_places('reading_end') }} as places_end,
        {{ decimal_places('energy_kwh') }} as places_energy
    from {{ ref('stg_meter_readings') }}
    where reading_start is not null and reading_end is not null
),

chained as (
    select
        read.*,
        max(greatest(places_start, places_end)) over (partition by plant, process, meter_no) as places,
        max(places_energy) over (partition by plant, process, meter_no) as energy_places,
        max(greatest(reading_start, reading_end)) over (partition by plant, process, meter_no) as highest,
        lag(reading_end) over by_day as end_before,
        lag(reading_date) over by_day as date_before,
        lag(coalesce(remark, '')) over by_day as remark_before
    from read
    window by_day as (partition by plant, process, meter_no order by reading_date, row_no)
),

judged as (
    select
        chained.*,
        {{ printed_unit('places') }} as reading_unit,
        {{ printed_unit('energy_places') }} as energy_unit,
        limits.high,
        -- A register rolls over at the next power of ten above its highest reading.
        cast(power(10, length(cast(cast(floor(highest) as bigint) as varchar))) as decimal(18, 6)) as modulus,
        {{ text_matches("coalesce(chained.remark, '')", 'limits.lawful_words') }}
            or {{ text_matches("coalesce(chained.remark_before, '')", 'limits.lawful_words') }} as is_explained,
        {{ dbt.datediff('date_before', 'reading_date', 'day') }} as days_between
    from chained cross join limits
),

measured as (
    select
        *,
        reading_end - reading_start + case when reading_end < reading_start then modulus else 0 end as advance,
        case when end_before is not null and days_between <= {{ domain_setting('X-METER', 'max_gap_days') }}
            then abs(reading_start - end_before) else 0 end as chain_gap
    from judged
),

energy as (
    select
        *,
        {{ exact('chain_gap') }} * {{ factor('coalesce(multiplier, 1)') }} as chain_kwh,
        {{ exact('reading_start - reading_end') }} * {{ factor('coalesce(multiplier, 1)') }} as fall_kwh,
        abs({{ exact('energy_kwh') }} - {{ exact('advance') }} * {{ factor('multiplier') }}) as energy_gap_kwh,
        -- Two readings, each half a unit off at most, times the multiplier; plus the rounding of the energy
        -- itself.
        {{ exact('high * reading_unit') }} * {{ factor('coalesce(multiplier, 1)') }} + energy_unit as tolerance_kwh
    from measured
),

faults as (
    select
        *,
        case when is_explained then 0
            -- A register that did roll over still gives its energy; a reading that fell does not.
            else greatest(chain_kwh, coalesce(energy_gap_kwh, 0), case
                when fall_kwh > 0 and (energy_gap_kwh is null or energy_gap_kwh > tolerance_kwh) then fall_kwh else 0 end)
        end as gap_kwh
    from energy
),

flagged as (
    select *, gap_kwh > tolerance_kwh as is_fault,
        meter_no || ' ' || cast(reading_date as varchar) as place_text
    from faults
),

-- A reading left blank by a meter that otherwise has its readings.
blanks as (
    select plant, process, period, meter_no, reading_date, file, sheet, row_no
    from (
        select *,
            avg(case when reading_start is null then 0.0 else 1.0 end) over by_meter as started,
            avg(case when reading_end is null then 0.0 else 1.0 end) over by_meter as ended
        from {{ ref('stg_meter_readings') }}
        window by_meter as (partition by plant, process, meter_no)
    ) as filled
    cross join limits
    where not {{ text_matches("coalesce(remark, '')", 'limits.lawful_words') }}
        and ((reading_start is null and started >= {{ domain_setting('X-METER', 'filled_share') }})
            or (reading_end is null and ended >= {{ domain_setting('X-METER', 'filled_share') }}))
)

select
    cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter,
    coalesce(min(case when is_fault then meter_no end), '') as item,
    null as expected, null as observed,
    coalesce(max(case when is_fault then gap_kwh end), 0) as deviation,
    max(tolerance_kwh) as limit_value, 'kWh' as unit,
    null as effect_t, null as effect_kind,
    sum(case when is_fault then 1 else 0 end) as n,
    case when max(case when is_fault then 1 else 0 end) = 1 then 'breach' else 'ok' end as verdict,
    {{ ordered_list("case when is_fault then place_text end", '、') }} as detail_zh,
    {{ ordered_list("case when is_fault then place_text end", ', ') }} as detail_en,
    null as conservative_value,
    {{ ordered_list("case when is_fault then file || '!' || sheet || '!' || cast(row_no as varchar) end") }} as evidence,
    {{ operand_rows({'start': 'reading_start', 'end': 'reading_end', 'before': 'end_before', 'days': 'days_between',
        'energy': 'energy_kwh', 'multiplier': 'multiplier', 'modulus': 'modulus', 'reading_unit': 'reading_unit',
        'energy_unit': 'energy_unit', 'explained': 'is_explained'}) }} as operands,
    '' as reason
from {{ ref('int_domain__cells') }} as cells
inner join flagged
    on cells.plant = flagged.plant and cells.process = flagged.process and cells.period = flagged.period
where cells.shape = 'meter_chain'
group by cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter
union all
select
    cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter, min(blanks.meter_no),
    null, null, 0, null, 'kWh', null, null, count(*), 'breach',
    {{ ordered_list("blanks.meter_no || ' ' || cast(blanks.reading_date as varchar) || ' 示数空白'", '、') }},
    {{ ordered_list("blanks.meter_no || ' ' || cast(blanks.reading_date as varchar) || ' reading left blank'", ', ') }},
    null, {{ ordered_list("blanks.file || '!' || blanks.sheet || '!' || cast(blanks.row_no as varchar)") }},
    '', 'raised:a reading is blank'
from {{ ref('int_domain__cells') }} as cells
inner join blanks
    on cells.plant = blanks.plant and cells.process = blanks.process and cells.period = blanks.period
where cells.shape = 'meter_chain'
group by cells.rule_id, cells.plant, cells.process, cells.period, cells.parameter
