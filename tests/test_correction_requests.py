"""Row 117: a correction that somebody has a right to, from the request to the page."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.desk.queues import queues_of
from newsroom.models import Correction, CorrectionRequest
from newsroom.models.correction_request import lines_of
from tests.builders import a_request, an_article, an_editor
from tests.test_admin import instant

pytestmark = pytest.mark.django_db
WORDS = "Non ho mai chiesto di andare via.\nLo confermo anche oggi."


@pytest.fixture
def chief(client):
    user = an_editor("Caporedattore")
    client.force_login(user)
    return user


def register(client, article, **changed):
    typed = {"article": article.pk, "asked_by": "Avv. Bianchi", "text": WORDS} | instant("received_at", timezone.now())
    return client.post(reverse("admin:newsroom_correctionrequest_add"), typed | changed)


def in_the_queue(user):
    return [row for title, rows, _url in queues_of(user) if title == _("Corrections to print") for row in rows]


def decide(client, asked, **typed):
    return client.post(reverse("admin:newsroom_correctionrequest_change", args=[asked.pk]), typed)


def test_row_117_a_request_is_registered_counted_down_and_printed_word_for_word(client, chief):
    article = an_article("Verdi vuole andare via")
    assert register(client, article).status_code == 302
    asked = CorrectionRequest.objects.get()
    assert (asked.registered_by, asked.text.replace("\r\n", "\n")) == (chief, WORDS)
    assert [row["thing"] for row in in_the_queue(chief)] == [asked]
    assert decide(client, asked, publish="on").status_code == 302
    page = client.get(article.get_absolute_url()).content.decode()
    register_page = client.get("/rettifiche/").content.decode()
    for said in (page, register_page):
        assert "Non ho mai chiesto di andare via." in said
        assert "art. 8" in said
        assert "Avv. Bianchi" not in said
    assert page.index("Non ho mai chiesto") < page.index('class="body"')
    assert in_the_queue(chief) == []


def test_row_117_the_clock_is_two_days_from_the_request():
    asked = a_request(an_article(), hours_ago=0)
    for hours_later, said in ((0.5, (47, "left")), (46.5, (1, "left")), (50.5, (2, "late"))):
        with time_machine.travel(asked.received_at + timedelta(hours=hours_later), tick=False):
            late = ngettext("%(hours)s hour late", "%(hours)s hours late", said[0])
            left = ngettext("%(hours)s hour left", "%(hours)s hours left", said[0])
            assert asked.time_left == {"late": late, "left": left}[said[1]] % {"hours": said[0]}


@pytest.mark.parametrize(
    ("text", "lines"),
    [("", 0), ("una", 1), ("x" * 60, 1), ("x" * 61, 2), ("a\n\nb", 3), ("a\n" * 30, 30)],
)
def test_row_117_a_line_is_one_of_a_typed_page(text, lines):
    assert lines_of(text) == lines


@pytest.mark.parametrize("text", ["x" * 1801, "riga\n" * 31, "", "  ", "nullo\x00"])
def test_row_117_a_text_that_the_law_does_not_oblige_to_is_refused_in_words(client, chief, text):
    response = register(client, an_article(), text=text)
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert CorrectionRequest.objects.count() == 0


def test_row_117_what_was_sent_is_not_changed_nor_is_what_was_printed(client, chief):
    article = an_article()
    asked = a_request(article, WORDS)
    decide(client, asked, text="Addomesticato", asked_by="Altri")
    asked.refresh_from_db()
    assert (asked.text, asked.asked_by) == (WORDS, "Avv. Bianchi")
    decide(client, asked, publish="on")
    correction = Correction.objects.get()
    url = reverse("admin:newsroom_correction_change", args=[correction.pk])
    typed = {"text": "Addomesticata"} | instant("published_at", correction.published_at)
    refused = client.post(url, typed).content.decode()
    assert escape(_("It was printed at somebody's request: not a word of it may change.")) in refused
    assert client.post(url, typed | {"text": WORDS.replace("\n", "\r\n")}).status_code == 302
    client.post(reverse("admin:newsroom_correction_delete", args=[correction.pk]), {"post": "yes"})
    assert Correction.objects.get().text.replace("\r\n", "\n") == WORDS


def test_row_117_printed_once_or_refused_with_a_reason_that_stays(client, chief):
    article = an_article()
    refused, printed = a_request(article, "Uno."), a_request(article, "Due.")
    both = decide(client, refused, publish="on", refusal="Altro").content.decode()
    assert _("Either it is printed or it is refused: leave one of the two empty.") in both
    decide(client, refused, refusal="Sarebbe diffamazione.")
    decide(client, refused, publish="on", refusal="")
    for _time in range(2):
        decide(client, printed, publish="on")
    refused.refresh_from_db()
    assert (refused.refusal, refused.correction) == ("Sarebbe diffamazione.", None)
    assert [correction.text for correction in Correction.objects.all()] == ["Due."]


def test_a_story_that_is_not_out_is_not_corrected_and_nothing_is_lost(client, chief):
    assert register(client, an_article(published_days_ago=None)).status_code == 200
    article = an_article()
    asked = a_request(article)
    article.withdraw(why="Fonte non attribuibile.")
    refused = decide(client, asked, publish="on").content.decode()
    assert escape(_("The article is not public any more.")) in refused
    assert CorrectionRequest.objects.waiting().get() == asked


def test_who_writes_sees_the_requests_and_decides_nothing(client):
    client.force_login(an_editor("Redattore"))
    asked = a_request(an_article())
    assert client.get(reverse("admin:newsroom_correctionrequest_changelist")).status_code == 200
    assert decide(client, asked, publish="on").status_code == 403
    assert register(client, an_article()).status_code == 403
    assert Correction.objects.count() == 0


def test_of_two_who_decide_at_once_the_second_is_told():
    asked = a_request(an_article(), "Uno.")
    theirs, mine = CorrectionRequest.objects.get(), CorrectionRequest.objects.get()
    theirs.publish()
    for decide_too in (mine.publish, lambda: mine.refuse(why="Diffamazione.")):
        with pytest.raises(ValidationError):
            decide_too()
    asked.refresh_from_db()
    assert (asked.correction, asked.refusal) == (Correction.objects.get(), "")
