"""Benchmarks: each measures a job against a floor of plain SQL, in one run, in a scratch database.

A module here that has `run(options) -> dict` is a benchmark of its name: `manage.py bench NAME`.
"""
