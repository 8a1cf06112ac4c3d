"""The site as a server process of its own for tests: without collected static files, and with quick passwords."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
application = get_wsgi_application()

# After Django is set up, as in config/wsgi.py.
from newsroom.kept.layer import KeptPages  # noqa: E402

if settings.KEPT_PAGES:
    application = KeptPages(application)
