"""The dbt project: staging, intermediate, checks and marts on DuckDB; registries as seeds. No file reading."""
