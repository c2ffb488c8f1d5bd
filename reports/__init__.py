"""The annual report: rooms from the agency's pages down to the statutory form.

A room imports only rooms below it; pyproject.toml and docs/architecture.md have the order. Never
here: code outside a room.
"""
