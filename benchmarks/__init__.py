"""Ratios between what the portal does and the least it could cost. Importing sets up Django."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()
