"""Databases as releases made them, kept so that later code is tested to upgrade them."""
