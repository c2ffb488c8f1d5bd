"""The annual report: rooms from the agency's pages down to the statutory form.

A room imports only rooms below it; the order stands in pyproject.toml and in
docs/architecture.md. Never here: code. Whatever is written has a room.
"""
