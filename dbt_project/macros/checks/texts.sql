{#- Wording and text comparison shared by the checks. -#}

{#- A number as a person writes it: at most `places` decimals, no trailing zeros; null stays null. -#}
{% macro number_text(value, places=4) -%}
    regexp_replace(regexp_replace(cast({{ round_half_up(value, places) }} as varchar), '(\.[0-9]*?)0+$', '\1'), '\.$', '')
{%- endmacro %}

{#- A relative deviation as signed per cent with two decimals. -#}
{% macro percent_text(value) -%}
    case when {{ value }} > 0 then '+' else '' end || {{ number_text("(" ~ value ~ ") * 100", 3) }} || '%'
{%- endmacro %}

{#- Text for comparison: no blanks, half-width brackets and digits, upper case, thousands commas and a time of day
    dropped, Chinese dates as yyyy-mm-dd. -#}
{% macro comparable_text(value) -%}
    upper(regexp_replace(regexp_replace(regexp_replace(regexp_replace(translate(
        coalesce(cast({{ value }} as varchar), ''),
        '（），：；０１２３４５６７８９　', '(),:;0123456789 '
    ),
        '^\s*([0-9]{4})[年/.\-]([0-9])([月/.\-].*)$', '\1-0\2\3'),
        '^\s*([0-9]{4})[年/.\-]([0-9]{2})[月/.\-]([0-9])(日| |$).*$', '\1-\2-0\3'),
        '^\s*([0-9]{4})[年/.\-]([0-9]{2})[月/.\-]([0-9]{2}).*$', '\1-\2-\3'),
        '[\s,]+', '', 'g'))
{%- endmacro %}

{#- Leading number of a text (`221,000万元` gives 221000); null when the text does not start with one. -#}
{% macro leading_number(value) -%}
    {{ try_to("nullif(regexp_extract(replace(replace(cast(" ~ value ~ " as varchar), ',', ''), '，', ''), '^\\s*(-?[0-9]+(\\.[0-9]+)?)\\s*(万|元|吨|t|MWh|兆瓦时|台|个|套|$).*', 1), '')", "decimal(38, 6)") }}
{%- endmacro %}

{#- How a datum was weighed, read from free text: anode `direct` or `blocks`, metal `truck` or `crane`, `default`. -#}
{% macro method_code(text, parameter) -%}
    case
        when {{ text }} is null or {{ text }} = '' then null
        when regexp_matches({{ text }}, '缺省|默认') then 'default'
        when {{ parameter }} = 'anode_gross' and regexp_matches({{ text }}, '块数|单重|标准质量|单块') then 'blocks'
        when {{ parameter }} = 'anode_gross' and regexp_matches({{ text }}, '直接|汽车衡|地磅|衡|称重|过磅|实测') then 'direct'
        when {{ parameter }} = 'output' and regexp_matches({{ text }}, '吊秤|吊钩秤|天车秤|行车秤') then 'crane'
        when {{ parameter }} = 'output' and regexp_matches({{ text }}, '汽车衡|地磅|地中衡|磅房') then 'truck'
        when regexp_matches({{ text }}, '采购|购进|购入|推算|估算|倒推|测算|理论|定额|盘存|库存|财务') then 'other'
    end
{%- endmacro %}

{#- `other` is a way that the accounting guide does not know: it has no rank. -#}
{#- Rank of a way of acquisition in the accounting guide's priority: 1 before 2. -#}
{% macro method_priority(code) -%}
    case when {{ code }} in ('direct', 'truck') then 1 when {{ code }} in ('blocks', 'crane') then 2 end
{%- endmacro %}

{#- A way of acquisition as the plan and the declared report word it. -#}
{% macro method_words(code) -%}
    case {{ code }} when 'direct' then '浇铸前电子汽车衡直接计量' when 'blocks' then '块数×阳极单块标准质量'
        when 'truck' then '生产系统电子汽车衡' when 'crane' then '铝电解车间外电子吊秤' end
{%- endmacro %}

{#- One thousandth as an exact decimal. -#}
{% macro thousandth() -%}
    cast(0.001 as decimal(4, 3))
{%- endmacro %}

{#- True when a text speaks of one process: by its code, by its name in the plant, or because it is the only one. -#}
{% macro names_process(text, processes) -%}
    ({{ text }} like '%' || {{ processes }}.process || '%'
        or {{ text }} like '%' || {{ processes }}.name_in_plant || '%'
        or {{ processes }}.n_processes = 1)
{%- endmacro %}

{#- A message template with its places filled; a place without a value is left out. -#}
{% macro filled(template, detail, stop) -%}
    trim(regexp_replace(replace(replace(
        {%- for place in range(6) %}replace({% endfor -%}
        {{ template }}
        , '{expected}', coalesce(expected, ''))
        , '{observed}', coalesce(observed, ''))
        , '{deviation}', coalesce(deviation_text, ''))
        , '{limit}', coalesce(limit_text, ''))
        , '{unit}', coalesce(unit, ''))
        , '{detail}', case
            when coalesce({{ detail }}, '') = '' or right({{ detail }}, 1) in ('。', '.') then coalesce({{ detail }}, '')
            else {{ detail }} || '{{ stop }}' end)
        , ' ，', '，'), ' ,', ','), ' +', ' ', 'g'))
{%- endmacro %}

{#- The detail of an answer; a pass whose message is nothing but its detail says that all is in order. -#}
{% macro detail_text(status, template, detail, in_order) -%}
    case
        when {{ status }} = 'pass' and coalesce({{ detail }}, '') = ''
            and regexp_matches({{ template }}, '(^|[:：] *)[{]detail[}]$') then '{{ in_order }}'
        else {{ detail }}
    end
{%- endmacro %}

{#- What the plant is asked to do, by status. -#}
{% macro request_text(status, language) -%}
    {%- set requests = {
        'nonconformity': ('不符合要求，请更正并提供证据。', ' This does not conform: correct it and give evidence.'),
        'explain': ('请说明差异原因并附证据。', ' State the reason and attach evidence.'),
        'advisory': ('仅提示核对合理性，不作为符合性判定。', ' A hint to look again, no finding of conformity.'),
    } -%}
    case {{ status }}
        {%- for name, texts in requests.items() %}
        when '{{ name }}' then '{{ texts[0] if language == 'zh' else texts[1] }}'
        {%- endfor %}
        else ''
    end
{%- endmacro %}

{#- Half a unit of the last digit that a printed number shows (`12.30` gives 0.005). -#}
{% macro half_a_digit(text) -%}
    cast(0.5 / power(10, length(regexp_extract({{ text }}, '\.([0-9]+)$', 1))) as decimal(18, 6))
{%- endmacro %}

{# What kind of device a name means: a crane scale, a truck scale, a meter; an unknown name is its own kind. #}
{% macro device_family(value) -%}
    case
        when regexp_matches({{ value }}, '吊秤|吊称|吊钩|天车秤') then 'crane scale'
        when regexp_matches({{ value }}, '汽车衡|地磅|地中衡|磅秤|车辆衡') then 'truck scale'
        when regexp_matches({{ value }}, '皮带秤') then 'belt scale'
        when regexp_matches({{ value }}, '电能表|电度表|电表') then 'meter'
        else coalesce({{ value }}, '')
    end
{%- endmacro %}
