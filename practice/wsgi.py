"""The web server's way in. Refuses to start when a check finds an error."""

import os
import sys

from django.core.checks import ERROR, run_checks
from django.core.wsgi import get_wsgi_application

# With this code gunicorn ends too, instead of starting one worker after another for ever.
CANNOT_BOOT = 3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice.settings")
application = get_wsgi_application()

_errors = [message for message in run_checks() if message.level >= ERROR]
if _errors:
    lines = "\n".join(f"  {message}" for message in _errors)
    sys.stderr.write(f"Hearthwork does not start:\n{lines}\n")
    sys.exit(CANNOT_BOOT)
