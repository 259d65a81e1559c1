{#- Small words of the domain rules. Thresholds come from seeds rules_domain and rules_domain_settings, never from here. -#}

{#- One named threshold as a scalar. -#}
{% macro domain_setting(family, setting) -%}
    (select cast(value as decimal(24, 9)) from {{ ref('rules_domain_settings') }}
     where rule_family = '{{ family }}' and setting = '{{ setting }}')
{%- endmacro %}

{#- Seconds from one instant to a later one. -#}
{% macro seconds_between(earlier, later) -%}
    {{ dbt.datediff(earlier, later, 'second') }}
{%- endmacro %}

{#- True when a text holds a match of a regular expression. -#}
{% macro text_matches(value, pattern) -%}
    {{ return(adapter.dispatch('text_matches', 'potline')(value, pattern)) }}
{%- endmacro %}

{% macro default__text_matches(value, pattern) -%}
    {{ value }} rlike {{ pattern }}
{%- endmacro %}

{% macro duckdb__text_matches(value, pattern) -%}
    regexp_matches({{ value }}, {{ pattern }})
{%- endmacro %}

{#- Decimal places a printed number needs, 0 to 6. -#}
{% macro decimal_places(value) -%}
    case
        {%- for places in range(6) %}
        when {{ value }} = round({{ value }}, {{ places }}) then {{ places }}
        {%- endfor %}
        else 6
    end
{%- endmacro %}

{#- The value of one unit in the last printed place. -#}
{% macro printed_unit(places) -%}
    case {{ places }}
        {%- for number in range(7) %}
        when {{ number }} then cast({{ "%.*f" | format(number, 10 ** (-number)) }} as decimal(18, 6))
        {%- endfor %}
    end
{%- endmacro %}

{#- A number as a person writes it: at most `places`, no zeros at the end. -#}
{% macro plain_number(value, places=3) -%}
    case
        when {{ value }} is null then ''
        else rtrim(rtrim(cast(cast(round({{ value }}, {{ places }}) as decimal(38, {{ places }})) as varchar), '0'), '.')
    end
{%- endmacro %}

{#- Family of the domain rules a lake table belongs to. -#}
{% macro table_family(table_name, has_process) -%}
    case
        when not {{ has_process }} then 'plant'
        when {{ table_name }} = 'ladle_tickets' then 'ladle'
        when {{ table_name }} in ('anode_direct', 'anode_slips', 'anode_store') then 'anode'
        else 'process'
    end
{%- endmacro %}

{#- Lake tables with the column that names the process and the one that carries the mass (t), where there is one. -#}
{% macro lake_columns() -%}
    {{ return({
        'ladle_tickets': ['process', 'net_t'], 'anode_direct': ['process', 'net_t'],
        'anode_slips': ['process', 'mass_t'], 'anode_store': ['process', 'mass_t'],
        'daily_report': ['process', 'output_t'], 'meter_readings': ['process', none],
        'platform_feed': ['process', 'value_t'], 'monthly_report': ['process', 'output_t'],
        'index_ledger': ['process', none], 'plan_output': ['process', 'planned_output_t'],
        'deposits': ['process', none], 'plan_facilities': ['process', none], 'plan_data': ['process', none],
        'declared_facilities': ['process', none], 'declared_items': ['process', none],
        'declared_monthly': ['process', 'output_t'], 'last_year_facilities': ['process', none],
        'last_year_items': ['process', none], 'anode_trucks': [none, 'net_t'], 'intra_in': [none, 'net_t'],
        'intra_out': [none, 'net_t'], 'own_anode': [none, 'mass_t'], 'psi_ledger': [none, 'closing_t'],
        'stock_count': [none, 'counted_t'], 'sales_ledger': [none, 'quantity_t'],
        'purchase_ledger': [none, 'quantity_t'], 'product_flow': [none, 'in_t'],
    }) }}
{%- endmacro %}

{#- The wording of an answer: the registry's template with its numbers for a finding, the title and a word otherwise. -#}
{% macro domain_message(template, title, detail, passes, not_applicable, missing, not_assessable) -%}
    case
        when disposition <> '' then
            {%- set filled = namespace(text=template) %}
            {%- for name, value in [
                ('expected_date', "substring(coalesce(" ~ detail ~ ", ''), 1, 10)"),
                ('expected', plain_number('expected')), ('observed', plain_number('observed')),
                ('deviation', plain_number('deviation', 4)), ('limit', plain_number('limit_value', 4)),
                ('effect', plain_number('effect_t')), ('unit', 'unit'), ('item', "coalesce(item, '')"),
                ('n', "coalesce(cast(n as varchar), '')"), ('detail', "coalesce(" ~ detail ~ ", '')")] %}
            {%- set filled.text = "replace(" ~ filled.text ~ ", '{" ~ name ~ "}', " ~ value ~ ")" %}
            {%- endfor %}
            {{ filled.text }}
        when status = 'pass' then {{ title }} || '：{{ passes }}'
        when status = 'not_applicable' then {{ title }} || '：{{ not_applicable }}'
        when status = 'missing' then {{ title }} || '：{{ missing }}'
        else {{ title }} || '：{{ not_assessable }}'
    end
{%- endmacro %}

{#- Rows with one value less its median within the keys: one sweep of a median polish. -#}
{% macro less_median(table, value, keys, name) -%}
    select *, {{ value }} - quantile_disc({{ value }}, 0.5) over (partition by plant, process, source, {{ keys }}) as {{ name }}
    from {{ table }}
{%- endmacro %}
