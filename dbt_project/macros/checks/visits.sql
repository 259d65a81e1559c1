{#- The way something was asked or seen, in the words of the guide (查、问、看、验) beside the verifier's own. -#}
{% macro visit_way(method) -%}
    {{ method }}
        || case when regexp_matches({{ method }}, '察|目视|踏勘|巡视|实地') then '（看）' else '' end
        || case when regexp_matches({{ method }}, '谈|询|电话') then '（问）' else '' end
{%- endmacro %}
