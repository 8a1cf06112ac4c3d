"""For whoever watches the machine: is the process alive, and can it do its work."""

from datetime import timedelta

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from football.models import Stamp
from football.topics import SITE

#: By how much the clocks of two machines that serve one site may differ.
TOLERANCE = timedelta(minutes=1)


@never_cache
def healthz(request):
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request):
    """200 when all that serving needs is there, 503 with the names of what is not."""
    checks = {"database": _database, "migrations": _migrations, "cache": _cache, "media": _media, "clock": _clock}
    failed = sorted(name for name, check in checks.items() if not _passes(check))
    return JsonResponse({"ready": not failed, "failed": failed}, status=503 if failed else 200)


def _passes(check):
    # Whatever goes wrong in a part that is asked after is the answer, not an accident of this page.
    try:
        return check()
    except Exception:  # noqa: BLE001
        return False


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _migrations():
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _cache():
    cache.set("readyz", "ok", 5)
    return cache.get("readyz") == "ok"


def _media():
    default_storage.exists("readyz")
    return True


def _clock():
    """What was changed was not changed later than now: the machine's clock did not go back behind it."""
    return not Stamp.objects.filter(topic=SITE, changed_at__gt=timezone.now() + TOLERANCE).exists()
