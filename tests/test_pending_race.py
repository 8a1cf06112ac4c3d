"""Two visitors at the same second: the change comes once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.utils import timezone

from newsroom.models import Article, PendingChange
from newsroom.models.pending import bring_due
from tests.builders import an_article, an_editor


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's test database lives in one connection")
def test_visitors_at_the_same_second_bring_a_change_once():
    user, article = an_editor(), an_article("Prima")
    at = timezone.now() + timedelta(seconds=1)
    fields = {"headline": ["Prima", "Dopo"]}
    PendingChange.objects.create(article=article, fields=fields, publish_at=at, by=user, is_update=True)

    def visit(_number):
        try:
            bring_due(at=at)
            return Article.objects.get().headline
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as visitors:
        assert set(visitors.map(visit, range(24))) == {"Dopo"}
    assert LogEntry.objects.count() == 1
    assert PendingChange.objects.get().applied_at == at
