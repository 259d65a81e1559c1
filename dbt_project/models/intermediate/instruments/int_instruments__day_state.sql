-- The state of every instrument on every day, by the guide's four cases, and the correction in per cent it calls for.
-- A certificate that does not say until when ends with the instrument's interval.
with intervals as (
    select plant, instrument_no, max(interval_months) as interval_months
    from {{ ref('int_instruments__register') }}
    group by plant, instrument_no
),

certificates as (
    select
        stg.plant,
        stg.instrument_no,
        certificate_no,
        calibrated_date,
        coalesce(
            valid_to,
            {{ add_days(add_months('calibrated_date', 'intervals.interval_months'), -1) }},
            cast('9999-12-31' as date)
        ) as valid_to,
        accuracy_pct,
        accuracy_raw,
        coalesce(conclusion, '') like '%不合格%' as is_rejected,
        row_number() over (
            partition by stg.plant, stg.instrument_no, calibrated_date, certificate_no order by period desc, file, row_no
        ) as place
    from {{ ref('stg_calibrations') }} as stg
    left join intervals on stg.plant = intervals.plant and stg.instrument_no = intervals.instrument_no
    where calibrated_date is not null
),

days as (
    select
        register.*,
        days.day,
        coalesce(
            register.register_accuracy_pct, {{ accuracy_number('register.accuracy_raw') }}, register.class_accuracy_pct
        ) as required_accuracy_pct
    from {{ ref('int_instruments__register') }} as register
    inner join {{ ref('int_calendar__days') }} as days
        on register.plant = days.plant and register.year_period = days.year_period
),

matched as (
    select
        days.*,
        valid.certificate_no,
        valid.calibrated_date,
        valid.valid_to,
        coalesce(
            valid.accuracy_pct,
            {{ accuracy_number('valid.accuracy_raw') }},
            case when {{ accuracy_class('valid.accuracy_raw') }} is not null then days.class_accuracy_pct end
        ) as found_accuracy_pct,
        {{ accuracy_class('valid.accuracy_raw') }} is not null and valid.accuracy_pct is null as is_class_found,
        valid.is_rejected,
        row_number() over (
            partition by days.plant, days.instrument_no, days.day
            order by valid.calibrated_date desc nulls last, valid.certificate_no
        ) as choice
    from days
    left join certificates as valid
        on days.plant = valid.plant and days.instrument_no = valid.instrument_no
        and days.day between valid.calibrated_date and valid.valid_to
        and valid.place = 1
        and not (valid.is_rejected and valid.accuracy_pct is null)
),

gaps as (
    select
        days.plant, days.instrument_no, days.day,
        max(case when certificates.calibrated_date <= days.day then certificates.valid_to end) as covered_until,
        max(certificates.calibrated_date) as last_calibrated_date
    from days
    inner join certificates
        on days.plant = certificates.plant and days.instrument_no = certificates.instrument_no
    group by days.plant, days.instrument_no, days.day
),

cased as (
    select
        *,
        case
            when calibrated_date is null then 'not_calibrated'
            when found_accuracy_pct > required_accuracy_pct then 'valid_outside'
            when is_class_found or (register_accuracy_pct is null and class_code is not null) then 'class_converted'
            else 'valid_within'
        end as case_code
    from matched
    where choice = 1
)

select
    cased.plant,
    cased.instrument_no,
    cased.parameter_code,
    cased.day,
    cased.year_period,
    cased.required_accuracy_pct,
    cased.certificate_no,
    cased.calibrated_date,
    case when cased.calibrated_date is not null then cased.valid_to end as valid_to,
    cased.found_accuracy_pct,
    cased.case_code,
    cast(case cased.case_code
        when 'not_calibrated' then cased.required_accuracy_pct
        when 'valid_outside' then cased.found_accuracy_pct - cased.required_accuracy_pct
        else 0
    end as decimal(18, 6)) as excess_pct,
    case when cased.case_code = 'class_converted' then 'class_mpe' else 'percent' end as accuracy_basis,
    case
        when cased.case_code = 'not_calibrated' and gaps.last_calibrated_date > cased.day
            then {{ add_days('gaps.covered_until', 1) }}
    end as late_from
from cased
left join gaps
    on cased.plant = gaps.plant and cased.instrument_no = gaps.instrument_no and cased.day = gaps.day
