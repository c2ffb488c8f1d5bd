"""The parts put together: settings, addresses, who may do what."""

__version__ = "0.2.0"  # said here alone; CHANGELOG.md tells what it brought
