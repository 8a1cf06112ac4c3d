"""The environment of the tests, set before the settings are read: a developer's own .env changes nothing here."""

import os
import tempfile

os.environ["ENV_FILE"] = os.devnull
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ["DEBUG"] = "0"
os.environ["MEDIA_ROOT"] = tempfile.mkdtemp(prefix="panchina-media-")
# Whoever has a test about something else signs in with a password; test_signing_in.py asks for the code too.
os.environ["SECOND_FACTOR_ROLES"] = ""
# Playwright keeps an event loop in the thread in which the browser tests read the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
