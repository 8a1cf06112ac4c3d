import shutil

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from hypothesis import settings as hypothesis_settings

from tests import triggers

# How long an example takes says more of the machine than of the code.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def plain_settings(settings):
    """Tests sign in quickly and need no collected static files."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def own_media():
    yield
    shutil.rmtree(django_settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(autouse=True)
def record_that_tests_may_empty(request):
    """The triggers stand during every test, and are away while the tables are emptied after one with its own server."""
    marker = request.node.get_closest_marker("django_db")
    if marker:
        triggers.put_back()
    yield
    if marker and marker.kwargs.get("transaction"):
        triggers.take_away()
