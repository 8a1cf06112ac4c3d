"""The site as a server process of its own for tests: without collected static files, and with quick passwords."""

import os

from django.conf import settings

settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# For a browser, which wants the scripts too.
settings.WHITENOISE_USE_FINDERS = "SERVES_STATIC" in os.environ
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]

# After its settings: it sets Django up.
from config.wsgi import application  # noqa: E402, F401
