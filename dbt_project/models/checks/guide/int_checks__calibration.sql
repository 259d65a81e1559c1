-- State of calibration of every instrument over the plant's accounting year, as its effects are. One row per rule, plant and process of its instruments.
-- Days on which tickets say that other scales did an instrument's weighing do not count: not yet there, or taken away.
-- late: uncovered days before a later certificate; never: uncovered days with none after; outside: beyond accuracy.
with seen as (
    select plant, process, parameter_code, scale_no, substring(period, 1, 4) as year_period,
        min(first_day) as first_day, max(last_day) as last_day
    from {{ ref('int_scales__used') }}
    group by plant, process, parameter_code, scale_no, substring(period, 1, 4)
),

turns as (
    select
        own.plant, own.scale_no, own.year_period, min(own.first_day) as first_day, max(own.last_day) as last_day,
        min(other.first_day) as others_from, max(other.last_day) as others_to
    from seen as own
    inner join seen as other
        on own.plant = other.plant and own.process = other.process and own.parameter_code = other.parameter_code
        and own.year_period = other.year_period and own.scale_no <> other.scale_no
    group by own.plant, own.scale_no, own.year_period
),

days as (
    select
        state.plant, state.instrument_no, state.year_period as period,
        count(*) as days,
        count(case when state.certificate_no is not null and state.excess_pct > 0 then 1 end) as outside_days,
        count(case when state.certificate_no is null and state.late_from is not null then 1 end) as late_days,
        count(case when state.certificate_no is null and state.late_from is null then 1 end) as never_days,
        min(case when state.certificate_no is null then state.day end) as first_uncovered,
        max(case when state.certificate_no is null then state.day end) as last_uncovered,
        max(state.required_accuracy_pct) as required_pct,
        max(state.found_accuracy_pct) as found_pct
    from {{ ref('int_instruments__day_state') }} as state
    left join turns
        on state.plant = turns.plant and state.instrument_no = turns.scale_no and state.year_period = turns.year_period
    where not coalesce(
        state.day < turns.first_day and state.day >= turns.others_from
        or state.day > turns.last_day and state.day <= turns.others_to, false)
    group by state.plant, state.instrument_no, state.year_period
),

effects as (
    select plant, instrument_no, period, sum(effect_tco2e) as effect_tco2e
    from {{ ref('fct_calibration_effects') }}
    where period_kind = 'year'
    group by plant, instrument_no, period
),

placed as (
    select places.*, roles.instrument_no, roles.process as instrument_process, roles.register_file, roles.register_row,
        days.*  exclude (plant, instrument_no, period), effects.effect_tco2e as instrument_effect
    from {{ places_of('calibration') }} as places
    inner join {{ ref('int_checks__instrument_roles') }} as roles
        on places.plant_code = roles.plant_code and places.period = roles.period and roles.is_registered
        and (places.parameter = roles.role or places.parameter = 'instrument')
        and not regexp_matches(coalesce(roles.state, ''), '停用|报废|封存|闲置|备用')
    inner join days
        on roles.plant_code = days.plant and roles.instrument_no = days.instrument_no and roles.period = days.period
    left join effects
        on roles.plant_code = effects.plant and roles.instrument_no = effects.instrument_no
        and roles.period = effects.period
),

judged as (
    select
        *,
        case item
            when 'outside' then outside_days > limit_high
            when 'late' then late_days > limit_high
            when 'never' then never_days > limit_high
            when 'other' then outside_days + late_days + never_days > limit_high
            else false
        end as is_breach
    from placed
),

answered as (
    select
        plant_code, instrument_process as process, period_kind, period, rule_id, parameter,
        case when bool_or(is_breach) then max({{ raised('disposition') }}) else 'pass' end as status,
        '及时校准且准确度符合规定' as expected,
        coalesce(
            {{ ordered_list("case when is_breach then instrument_no end", '、') }}, {{ ordered_list('instrument_no', '、') }}
        ) as observed,
        sum(case when is_breach then instrument_effect end) as effect,
        coalesce({{ ordered_list("case when is_breach and late_days + never_days > 0 then instrument_no || ' 自 '
            || cast(first_uncovered as varchar) || ' 至 ' || cast(last_uncovered as varchar) || ' 共 '
            || cast(late_days + never_days as varchar) || ' 天未在检定/校准有效期内'
            when is_breach then instrument_no || ' 校准准确度 ' || " ~ number_text('found_pct') ~ " || '% 超出规定 '
            || " ~ number_text('required_pct') ~ " || '%，共 ' || cast(outside_days as varchar) || ' 天' end", '；') }}, '')
            as detail_zh,
        coalesce({{ ordered_list("case when is_breach and late_days + never_days > 0 then instrument_no
            || ' without a valid certificate for ' || cast(late_days + never_days as varchar) || ' days, '
            || cast(first_uncovered as varchar) || ' to ' || cast(last_uncovered as varchar)
            when is_breach then instrument_no || ' found ' || " ~ number_text('found_pct') ~ " || '% against '
            || " ~ number_text('required_pct') ~ " || '%, ' || cast(outside_days as varchar) || ' days' end", '; ') }}, '')
            as detail_en,
        max(register_file) as evidence,
        {{ operand_rows({'item': 'item', 'outside': 'outside_days', 'late': 'late_days', 'never': 'never_days'}) }} as operands,
        '' as reason
    from judged
    group by plant_code, instrument_process, period_kind, period, rule_id, parameter
),

-- A single instrument is named once: before the colon.
named as (
    select * replace (
        replace(detail_zh, observed || ' ', '') as detail_zh, replace(detail_en, observed || ' ', '') as detail_en
    )
    from answered
)

select {{ word_answer('effect') }}, operands, reason
from named
