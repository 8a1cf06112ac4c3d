"""Redis stops under a server at work, and comes back: nothing depends on it (docs/faults.md)."""

import pytest

from tests.faults import OwnRedis, Readers, eventually, needs_redis

pytestmark = needs_redis
RUMOUR = """
import django; django.setup()
from tests.builders import a_report, a_rumour
rumour = a_rumour()
a_report(rumour)
print(rumour.get_absolute_url())
"""


@pytest.fixture
def site():
    with OwnRedis() as redis, Readers(workers=2, threads=2, CACHE_URL=redis.url, KEPT_PAGES_URL=redis.url) as site:
        site.redis = redis
        site.begin()
        yield site


def test_pages_are_exact_and_saves_go_through_without_redis(site):
    assert site.get("/readyz")[0] == 200
    site.redis.stop()
    for path, before in site.pages.items():
        assert site.answers(path) == {(200, before)}, path
    assert site.get("/attendibilita/")[0] == 200
    assert '"cache"' in site.get("/readyz")[2]

    # The judgement of a rumour looks for what is kept, too.
    rumour = site.run(RUMOUR).strip()
    assert {status for status, _page in site.answers(rumour)} == {200}
    assert site.save(headline=["Conte firma stanotte"])[0] == 302
    assert site.is_everywhere("Conte firma stanotte")
    assert 1 <= site.log().count("Redis cannot be reached") <= site.workers * site.threads

    site.redis.start()
    assert eventually(lambda: site.get("/readyz")[0] == 200)
    assert site.save(headline=["Conte ha firmato"])[0] == 302
    assert site.is_everywhere("Conte ha firmato")
