import shutil
import threading
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from hypothesis import settings as hypothesis_settings

from newsroom.kept import changed, moment, pieces
from newsroom.kept.memory import Memory
from newsroom.kept.shared_pieces import SharedPieces
from tests import triggers

# How long an example takes says more of the machine than of the code.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in a file, as it is served: of one in memory the threads of a test's own server lock each other's tables
    at once, and wait for nothing."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True)
def plain_settings(settings):
    """Tests sign in quickly and need no collected static files."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    cache.clear()


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch, settings, tmp_path_factory):
    """After a test with committed changes the numbers of the changes begin again: what was kept stands no more."""
    monkeypatch.setattr(pieces, "_kept", Memory(settings.KEPT_PIECES_MEMORY))
    file = tmp_path_factory.getbasetemp() / f"pieces-{uuid4().hex}.sqlite3"
    monkeypatch.setattr(pieces, "_shared", SharedPieces(file, settings.KEPT_PIECES_SHARED))
    monkeypatch.setattr(moment, "_latest", None)
    monkeypatch.setattr(changed, "_changed", changed.Changed(0, -1, {}))
    monkeypatch.setattr(changed, "_settled_at", 0)


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


@pytest.fixture(autouse=True)
def all_is_answered(request):
    """A form that saves by itself may ask until its page is closed: what it asked is answered before the emptying."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)
