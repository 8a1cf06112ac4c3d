"""Row 10 of the newsroom's complaints: the two nights on which an hour is missing or comes twice, and other dates."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from football.hours import InstantField, instant_of
from newsroom.models import Article
from tests.builders import an_article, an_editor
from tests.test_admin import article_form

FAR = "15/06/2031"


def typed(day, hour):
    return InstantField().clean([day, hour])


@pytest.mark.parametrize(
    ("day", "hour", "message"),
    [
        ("29/03/2026", "02:30", "Il 29/03/2026 le 02:30 non esistono: .* Scrivi 01:30 o 03:30."),
        ("28/03/2027", "02:00", "Il 28/03/2027 le 02:00 non esistono: .* Scrivi 01:00 o 03:00."),
        ("28/03/2027", "02:59:59", "non esistono"),
        ("25/10/2026", "02:30", "vengono due volte: .* «02:30 legale» .* «02:30 solare»"),
        ("25/10/2026", "02:00", "vengono due volte"),
        ("15/06/2031", "10:00 solare", "«solare» non vale: scrivi solo l'ora"),
        ("15/01/2031", "10:00 legale", "«legale» non vale"),
    ],
)
def test_row_10_an_hour_that_is_missing_or_comes_twice_says_what_to_write(day, hour, message):
    """Row 10 of the newsroom's complaints."""
    with pytest.raises(ValidationError, match=message):
        typed(day, hour)


@pytest.mark.parametrize(
    ("day", "hour", "instant"),
    [
        ("29/03/2026", "01:59:59", datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC)),
        ("29/03/2026", "03:00", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("25/10/2026", "01:59", datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        ("25/10/2026", "02:30 legale", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("25/10/2026", "02:30 solare", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("25/10/2026", " 02:30  ora SOLARE ", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("25/10/2026", "03:00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        (FAR, "10:00 legale", datetime(2031, 6, 15, 8, 0, tzinfo=UTC)),
        (FAR, "10:00", datetime(2031, 6, 15, 8, 0, tzinfo=UTC)),
    ],
)
def test_an_hour_that_is_one_is_taken(day, hour, instant):
    assert typed(day, hour) == instant


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        ("31/02/2031", "10:00"),
        ("00/00/0000", "10:00"),
        ("01/01/0001", "00:00"),
        ("31/12/9999", "23:59"),
        ("01/01/1899", "10:00"),
        (FAR, "25:00"),
        (FAR, "24:00"),
        (FAR, "-1:00"),
        (FAR, "solare"),
        (FAR, "10:00 estiva"),
        (FAR, ""),
        ("", "10:00"),
        ("domani", "10:00"),
        (FAR, "10:00\x00"),
        (FAR, "1" * 5000),
        ("1" * 5000, "10:00"),
        ("' OR 1=1 --", "10:00"),
    ],
)
def test_hostile_dates_are_refused_in_words(day, hour):
    with pytest.raises(ValidationError):
        typed(day, hour)


def test_every_half_hour_of_a_year_is_one_instant_or_is_refused():
    refused = []
    for step in range(365 * 48):
        local = datetime(2026, 1, 1) + timedelta(minutes=30 * step)
        try:
            instant = instant_of(local.date(), local.time())
        except ValidationError:
            refused.append(local)
        else:
            assert timezone.localtime(instant).replace(tzinfo=None, fold=0) == local
    assert refused == [
        datetime(2026, 3, 29, 2, 0),
        datetime(2026, 3, 29, 2, 30),
        datetime(2026, 10, 25, 2, 0),
        datetime(2026, 10, 25, 2, 30),
    ]


def test_the_second_of_two_hours_comes_back_as_it_was_typed():
    field, second = InstantField(), instant_of(date(2026, 10, 25), time(2, 30), "solare")
    shown = field.widget.decompress(second)
    assert shown[1] == "02:30:00 solare"
    assert not field.has_changed(second, [f"{shown[0]:%d/%m/%Y}", shown[1]])
    assert field.has_changed(second, [f"{shown[0]:%d/%m/%Y}", "02:30:00 legale"])


@pytest.mark.django_db
class TestTheForm:
    @pytest.fixture(autouse=True)
    def chief(self, client):
        client.force_login(an_editor("Caporedattore"))

    def save(self, client, article, day, hour):
        url = reverse("admin:newsroom_article_change", args=[article.pk])
        return client.post(url, article_form(body="<p>Scritto.</p>", published_at_0=day, published_at_1=hour))

    @pytest.mark.parametrize(
        ("day", "hour"), [("29/03/2026", "02:30"), ("25/10/2026", "02:30"), ("28/03/2027", "2:30")]
    )
    def test_row_10_the_form_keeps_the_text_and_says_what_to_write(self, client, day, hour):
        """Row 10 of the newsroom's complaints."""
        page = self.save(client, an_article(published_days_ago=None), day, hour).content.decode()
        assert "Scritto." in page
        assert f"Il {day} le 02:30" in page

    def test_a_scheduled_hour_that_comes_twice_survives_a_save(self, client):
        second = instant_of(date(2032, 10, 31), time(2, 30), "solare")
        article = an_article(published_days_ago=None, at=second)
        page = client.get(reverse("admin:newsroom_article_change", args=[article.pk])).content.decode()
        assert 'value="02:30:00 solare"' in page
        assert self.save(client, article, "31/10/2032", "02:30:00 solare").status_code == 302
        assert Article.objects.get().published_at == second
