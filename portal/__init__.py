"""Puts the parts together: settings, addresses, who may do what."""

__version__ = "0.2.0"  # the only place; CHANGELOG.md has its changes
