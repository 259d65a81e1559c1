{#- Turning a comparison into a status. Limits are compared by multiplication, so a value that lies exactly on the
    limit passes and no digit is lost to a division. -#}

{#- Status of two values. `slack` is what printing and set-aside rows can explain. -#}
{% macro pair_status(expected, observed, limit_kind, limit_value, slack, disposition) -%}
    case
        when {{ expected }} is null or {{ observed }} is null or {{ limit_value }} is null then 'not_assessable'
        when {{ limit_kind }} = 'absolute' and abs({{ observed }} - {{ expected }}) <= {{ limit_value }} + {{ slack }}
            then 'pass'
        when {{ limit_kind }} = 'relative'
            and abs({{ observed }} - {{ expected }})
            <= {{ factor(limit_value) }} * abs({{ exact(expected) }}) + {{ slack }} then 'pass'
        when {{ limit_kind }} = 'at_most'
            and {{ observed }} <= {{ factor("1 + " ~ limit_value) }} * {{ exact(expected) }} + {{ slack }} then 'pass'
        when {{ limit_kind }} = 'at_least'
            and {{ observed }} + {{ slack }} >= {{ factor("1 - " ~ limit_value) }} * {{ exact(expected) }} then 'pass'
        else {{ raised(disposition) }}
    end
{%- endmacro %}

{#- Status that a breach of a rule has: a data error of a row is a nonconformity until the row is mended. -#}
{% macro raised(disposition) -%}
    case when {{ disposition }} = 'data_error' then 'nonconformity' else {{ disposition }} end
{%- endmacro %}

{#- Worst first, as DESIGN.md orders them; a lower number is worse. -#}
{% macro status_rank(status) -%}
    case {{ status }}
        when 'nonconformity' then 1 when 'missing' then 2 when 'not_assessable' then 3 when 'explain' then 4
        when 'advisory' then 5 when 'pass' then 6 when 'not_applicable' then 7
    end
{%- endmacro %}

{#- The columns of an answer whose sides are words, not numbers; names the columns the last CTE must have. -#}
{% macro word_answer(effect='null') -%}
    plant_code,
    process,
    period_kind,
    period,
    rule_id,
    status,
    parameter,
    cast(expected as varchar) as expected,
    cast(observed as varchar) as observed,
    cast(null as decimal(38, 6)) as expected_value,
    cast(null as decimal(38, 6)) as observed_value,
    cast(null as decimal(38, 8)) as deviation,
    cast(null as decimal(38, 12)) as limit_value,
    'text' as limit_kind,
    '' as unit,
    cast({{ effect }} as decimal(38, 6)) as effect_tco2e,
    detail_zh,
    detail_en,
    cast(evidence as varchar) as evidence
{%- endmacro %}

{#- The columns of an answer whose sides are numbers. -#}
{% macro number_answer(effect='null') -%}
    plant_code,
    process,
    period_kind,
    period,
    rule_id,
    status,
    parameter,
    {{ number_text('expected_value') }} as expected,
    {{ number_text('observed_value') }} as observed,
    cast(expected_value as decimal(38, 6)) as expected_value,
    cast(observed_value as decimal(38, 6)) as observed_value,
    cast(deviation as decimal(38, 8)) as deviation,
    cast(limit_value as decimal(38, 12)) as limit_value,
    limit_kind,
    unit,
    cast({{ effect }} as decimal(38, 6)) as effect_tco2e,
    detail_zh,
    detail_en,
    cast(evidence as varchar) as evidence
{%- endmacro %}
