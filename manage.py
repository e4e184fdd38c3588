#!/usr/bin/env python
"""Run management commands; development settings by default, so that they need no secrets."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "livecompliance.settings.dev")
    execute_from_command_line(sys.argv)
