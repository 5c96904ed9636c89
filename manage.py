#!/usr/bin/env python
"""Django's command line for Hearthwork."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A folder that cannot be written or a malformed setting: the sentence, not the stack.
        sys.exit(f"Hearthwork cannot start: {error}")


if __name__ == "__main__":
    main()
