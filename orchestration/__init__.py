"""Dagster assets, checks, partitions, schedules, sensors, and the potline command."""
