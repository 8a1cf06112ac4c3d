"""Who comes in at the desk, by what, how often they may be wrong, and for how long they stay."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsroom.desk.lockout import WINDOW
from newsroom.models import Act, Article, SignIn, Typed
from tests.builders import PASSWORD, a_superuser, an_article, an_editor
from tests.signing_in import code_of, gives_code, gives_name, is_in, signed_in, with_telephone
from tests.test_admin import article_form

pytestmark = pytest.mark.django_db
STRANGER = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def as_on_a_server(settings):
    settings.SECOND_FACTOR_ROLES = ["Caporedattore", "Direttore", "Amministratore"]


def acts():
    return list(SignIn.objects.order_by("pk").values_list("act", flat=True))


class TestSecondFactor:
    def test_a_redattore_comes_in_by_password(self, client):
        response = gives_name(client, an_editor("Redattore"))
        assert (response.status_code, is_in(client), acts()) == (302, True, [Act.IN])

    @pytest.mark.parametrize("role", ["Caporedattore", "Direttore", "Amministratore"])
    def test_whoever_publishes_sets_up_a_telephone_at_the_first_sign_in(self, client, role):
        user = an_editor(role)
        assert not is_in(client)
        response = client.post(reverse("admin:login"), {"username": user.username, "password": PASSWORD}, follow=True)
        page = response.content.decode()
        assert response.redirect_chain[-1][0] == reverse("admin:second_factor")
        assert "<svg" in page
        assert "http" not in page[page.index("<svg") : page.index("</svg>")].replace("http://www.w3.org/2000/svg", "")
        assert not is_in(client)
        assert client.post(reverse("admin:second_factor"), {"code": "000000"}).status_code == 200
        assert not is_in(client)
        response = client.post(reverse("admin:second_factor"), {"code": code_of(user)})
        assert len(response.context["codes"]) == 10
        assert "no-store" in response["Cache-Control"]
        assert is_in(client)
        assert acts() == [Act.ENROLLED, Act.IN]

    def test_a_superuser_counts_as_an_administrator(self, client):
        gives_name(client, a_superuser("radice"))
        assert not is_in(client)

    def test_the_next_time_the_code_is_asked_for(self, client):
        user = an_editor("Direttore")
        with_telephone(user)
        response = gives_name(client, user)
        page = client.get(response["Location"]).content.decode()
        assert 'name="code"' in page
        assert 'name="password"' not in page
        assert not is_in(client)
        assert gives_code(client, "000000").status_code == 200
        assert not is_in(client)
        assert gives_code(client, code_of(user)).status_code == 302
        assert is_in(client)
        assert acts() == [Act.WRONG_CODE, Act.IN]

    def test_between_password_and_code_one_is_nobody(self, client):
        """Not at the desk, and not on the readers' pages either, where editors are shown drafts."""
        user, draft = an_editor("Direttore"), an_article("Bozza segreta", published_days_ago=None)
        with_telephone(user)
        gives_name(client, user)
        assert client.get(draft.get_absolute_url()).status_code == 404
        assert client.post(reverse("admin:newsroom_article_add"), article_form()).status_code == 403
        assert client.get(reverse("admin:accesses")).status_code == 302
        assert Article.objects.count() == 1

    def test_the_password_is_good_for_the_code_for_ten_minutes(self, client):
        user = an_editor("Direttore")
        with_telephone(user)
        gives_name(client, user)
        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            gives_code(client, code_of(user))
            assert not is_in(client)

    def test_a_code_is_taken_once(self, client):
        user = an_editor("Direttore")
        with_telephone(user)
        code = code_of(user)
        for expected in (True, False):
            browser = Client()
            gives_name(browser, user)
            gives_code(browser, code)
            assert is_in(browser) is expected

    def test_a_recovery_code_replaces_the_telephone_once_with_or_without_its_hyphen(self, client):
        user = an_editor("Direttore")
        first, second, *_ = with_telephone(user)
        for code, expected in ((first.upper(), True), (first, False), (second.replace("-", " "), True)):
            browser = Client()
            gives_name(browser, user)
            gives_code(browser, code)
            assert is_in(browser) is expected, code
        assert acts() == [Act.BY_RECOVERY_CODE, Act.WRONG_CODE, Act.BY_RECOVERY_CODE]

    def test_anothers_code_is_nothing(self, client):
        marco, livia = an_editor("Direttore"), an_editor("Direttore")
        with_telephone(marco), with_telephone(livia)
        gives_name(client, marco)
        gives_code(client, code_of(livia))
        assert not is_in(client)

    def test_the_page_of_setting_up_lets_nobody_in_who_has_one(self, client):
        """Whoever has the password alone must not get a telephone of their own accepted."""
        user = an_editor("Direttore")
        with_telephone(user)
        gives_name(client, user)
        assert client.get(reverse("admin:second_factor")).status_code == 302
        assert client.post(reverse("admin:second_factor"), {"code": code_of(user)}).status_code == 302
        assert not is_in(client)

    def test_another_telephone_wants_a_code_of_the_first(self):
        user = an_editor("Direttore")
        recovery = with_telephone(user)
        client = signed_in(user)
        client.get(reverse("admin:second_factor"))
        new = code_of(user)
        page = client.post(reverse("admin:second_factor"), {"code": new, "old-code": "000000"})
        assert page.status_code == 200
        assert "codes" not in page.context
        # The new code was not looked at, and is still good.
        page = client.post(reverse("admin:second_factor"), {"code": new, "old-code": recovery[0]})
        assert len(page.context["codes"]) == 10
        assert user.totpdevice_set.count() == 1

    def test_whoever_need_not_may(self):
        user = an_editor("Redattore")
        client = signed_in(user)
        client.get(reverse("admin:second_factor"))
        client.post(reverse("admin:second_factor"), {"code": code_of(user)})
        other = Client()
        gives_name(other, user)
        assert not is_in(other)
        user.totpdevice_set.update(last_t=-1)
        assert "Rimuovi il secondo fattore" in client.get(reverse("admin:accesses")).content.decode()
        client.post(reverse("admin:accesses"), {"act": "remove", "code": code_of(user)})
        assert not user.totpdevice_set.exists()

    def test_whoever_must_cannot_take_it_off(self):
        user = an_editor("Direttore")
        with_telephone(user)
        client = signed_in(user)
        user.totpdevice_set.update(last_t=-1)
        assert client.post(reverse("admin:accesses"), {"act": "remove", "code": code_of(user)}).status_code == 403

    def test_whoever_is_promoted_is_asked_at_the_next_page(self):
        user = an_editor("Redattore")
        client = signed_in(user)
        user.groups.set(an_editor("Direttore").groups.all())
        assert client.get(reverse("admin:index")).status_code == 302

    def test_a_factor_that_was_removed_ends_what_it_opened(self):
        user = an_editor("Direttore")
        with_telephone(user)
        client = signed_in(user)
        assert is_in(client)
        user.totpdevice_set.all().delete()
        assert not is_in(client)

    def test_in_the_demonstration_nobody_needs_one(self, client, settings):
        settings.SECOND_FACTOR_ROLES = []
        gives_name(client, an_editor("Direttore"))
        assert is_in(client)


class TestInPlace:
    """A session that ended while one wrote, with a code too."""

    def test_the_save_goes_through_after_password_and_code(self, client):
        user, url = an_editor("Caporedattore"), reverse("admin:newsroom_article_add")
        with_telephone(user)
        form = article_form(headline="Scritto a sessione finita")
        page = client.post(url, form)
        assert "La sessione è finita mentre scrivevi" in page.content.decode()
        page = client.post(url, form | {"sign_in_username": user.username, "sign_in_password": PASSWORD})
        assert page.status_code == 403
        text = page.content.decode()
        assert 'name="sign_in_code"' in text
        assert "Scritto a sessione finita" in text
        assert PASSWORD not in text
        assert client.post(url, form | {"sign_in_code": "123"}).status_code == 403
        assert not Article.objects.exists()
        assert client.post(url, form | {"sign_in_code": code_of(user)}).status_code == 302
        assert Article.objects.get().headline == "Scritto a sessione finita"

    def test_the_small_window_asks_for_the_code(self, client):
        user, draft = an_editor("Caporedattore"), an_article(published_days_ago=None)
        with_telephone(user)
        url = reverse("admin:newsroom_article_typed", args=[draft.pk])

        def sends(**fields):
            form = {"headline": "Nuovo", "typed_sequence": 1, "version": draft.version} | fields
            return client.post(url, form, headers={"Accept": "application/json"}).json()

        assert sends() == {"signed_out": True, "error": "", "code": False}
        name = {"sign_in_username": user.username, "sign_in_password": PASSWORD}
        assert sends(**name) == {"signed_out": True, "error": "", "code": True}
        wrong = sends(sign_in_code="999")
        assert (wrong["code"], "sbagliato" in wrong["error"]) == (True, True)
        assert sends(sign_in_code=code_of(user))["kept"]
        assert "sign_in_code" not in Typed.objects.get(user=user).data

    def test_whoever_has_to_set_one_up_is_told_and_keeps_the_text(self, client):
        user = an_editor("Caporedattore")
        form = article_form(headline="Non si perde") | {"sign_in_username": user.username, "sign_in_password": PASSWORD}
        page = client.post(reverse("admin:newsroom_article_add"), form).content.decode()
        assert reverse("admin:second_factor") in page
        assert "Non si perde" in page


class TestLock:
    def test_five_wrong_passwords_close_the_door_and_say_for_how_long(self, client):
        user = an_editor("Redattore")
        with time_machine.travel("2026-11-26 09:00:00+00:00", tick=False):
            for _ in range(5):
                assert "corrett" in gives_name(client, user, "sbagliata").content.decode()
            page = gives_name(client, user).content.decode()
            assert "puoi riprovare alle 10:15, fra 15 minuti" in page
        assert not is_in(client)
        assert acts() == [*[Act.REFUSED] * 5, Act.LOCKED]

    def test_it_opens_by_itself(self, client):
        user = an_editor("Redattore")
        for _ in range(5):
            gives_name(client, user, "sbagliata")
        with time_machine.travel(timezone.now() + WINDOW + timedelta(seconds=1)):
            gives_name(client, user)
            assert is_in(client)

    def test_trying_on_does_not_make_it_longer_nor_the_trail(self, client):
        user, start = an_editor("Redattore"), timezone.now()
        for minute in range(15):
            with time_machine.travel(start + timedelta(minutes=minute), tick=False):
                for _ in range(6):
                    gives_name(client, user, "sbagliata")
        assert SignIn.objects.filter(act=Act.LOCKED).count() < 16
        with time_machine.travel(start + timedelta(minutes=15, seconds=1)):
            gives_name(client, user)
            assert is_in(client)

    def test_a_name_that_nobody_has_is_treated_alike_and_not_written_down(self, client):
        """Some type their password where the name goes."""
        texts = [gives_name(client, "la-mia-parola-segreta", "x").content.decode() for _ in range(6)]
        assert "puoi riprovare" in texts[-1]
        assert not SignIn.objects.filter(username__contains="segreta").exists()

    def test_a_stranger_does_not_keep_the_director_out(self, client):
        user = an_editor("Redattore")
        for _ in range(8):
            gives_name(Client(), user, "sbagliata", **STRANGER)
        gives_name(client, user)
        assert is_in(client)

    def test_many_addresses_do_not_get_round_it(self, client):
        user = an_editor("Redattore")
        for number in range(25):
            gives_name(Client(), user, "sbagliata", REMOTE_ADDR=f"203.0.113.{number}")
        gives_name(client, user)
        assert not is_in(client)

    def test_one_address_does_not_try_every_name(self, client):
        for number in range(60):
            gives_name(client, f"nome{number}", "sbagliata", **STRANGER)
        gives_name(client, an_editor("Redattore"), **STRANGER)
        assert not is_in(client)

    def test_codes_are_counted_wherever_they_come_from(self, client):
        user = an_editor("Direttore")
        with_telephone(user)
        for number in range(5):
            thief = Client(REMOTE_ADDR=f"203.0.113.{number}")
            gives_name(thief, user)
            gives_code(thief, "000000")
        gives_name(client, user)
        gives_code(client, code_of(user))
        assert not is_in(client)

    def test_wrong_once_and_then_right_starts_from_nothing(self, client):
        user = an_editor("Redattore")
        for _ in range(3):
            for _ in range(4):
                gives_name(Client(), user, "sbagliata")
            gives_name(Client(), user)
        gives_name(client, user)
        assert is_in(client)

    def test_in_place_it_is_the_same_lock(self, client):
        user, form = an_editor("Redattore"), article_form(headline="Non si perde")
        url = reverse("admin:newsroom_article_add")
        for password in [*["sbagliata"] * 5, PASSWORD]:
            page = client.post(url, form | {"sign_in_username": user.username, "sign_in_password": password})
        text = page.content.decode()
        assert "puoi riprovare" in text
        assert "Non si perde" in text
        assert not Article.objects.exists()

    def test_an_administrator_opens_it(self, client):
        user, boss = an_editor("Redattore"), an_editor("Amministratore")
        with_telephone(boss)
        for _ in range(5):
            gives_name(client, user, "sbagliata")
        page = signed_in(boss).post(reverse("admin:accesses_of", args=[user.pk]), {"act": "unlock"}, follow=True)
        assert "Sbloccato" in page.content.decode()
        gives_name(client, user)
        assert is_in(client)
        assert SignIn.objects.get(act=Act.UNLOCKED).by == boss.username

    def test_the_command_opens_it_for_the_last_administrator(self, client):
        boss = an_editor("Amministratore", "capo")
        with_telephone(boss)
        for _ in range(5):
            gives_name(client, boss, "sbagliata")
        out = io.StringIO()
        call_command("let_in", "capo", "--second-factor", stdout=out)
        assert "capo" in out.getvalue()
        gives_name(client, boss)
        assert client.get(reverse("admin:second_factor")).status_code == 200
        with pytest.raises(CommandError):
            call_command("let_in", "nessuno")

    def test_behind_a_proxy_the_address_is_what_the_proxy_wrote(self, client, settings):
        settings.BEHIND_PROXY = True
        gives_name(client, "x", "y", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.77", REMOTE_ADDR="127.0.0.1")
        assert SignIn.objects.get().address == "203.0.113.77"
        settings.BEHIND_PROXY = False
        gives_name(client, "z", "y", HTTP_X_FORWARDED_FOR="198.51.100.1", REMOTE_ADDR="127.0.0.1")
        assert SignIn.objects.first().address == "127.0.0.1"

    @pytest.mark.parametrize("told", ["", "non un indirizzo", "<script>", "1.2.3.4:80", "\x00", ", ,"])
    def test_an_address_that_is_none_stops_nobody(self, client, settings, told):
        settings.BEHIND_PROXY = True
        gives_name(client, an_editor("Redattore"), HTTP_X_FORWARDED_FOR=told, REMOTE_ADDR="boh")
        assert is_in(client)


class TestSessions:
    def test_a_day_of_use_renews_it_and_a_night_ends_it(self, client):
        user, start = an_editor("Redattore"), timezone.now()
        gives_name(client, user)
        for hour in (8, 16, 24):
            with time_machine.travel(start + timedelta(hours=hour)):
                assert is_in(client), hour
        with time_machine.travel(start + timedelta(hours=36, minutes=30)):
            assert not is_in(client)

    def test_a_form_left_open_is_no_use(self, client):
        user, start, draft = an_editor("Caporedattore"), timezone.now(), an_article(published_days_ago=None)
        with_telephone(user)
        gives_name(client, user)
        gives_code(client, code_of(user))
        url = reverse("admin:newsroom_article_typed", args=[draft.pk])
        with time_machine.travel(start + timedelta(hours=11)):
            assert client.post(url, {"version": 1}).json()["kept"] is False
        with time_machine.travel(start + timedelta(hours=13)):
            assert not is_in(client)

    def test_ones_own_are_listed_and_closed(self):
        user = an_editor("Redattore")
        here, phone = signed_in(user, HTTP_USER_AGENT="Firefox di casa"), signed_in(user, HTTP_USER_AGENT="Telefono")
        page = here.get(reverse("admin:accesses"))
        text = page.content.decode()
        assert "Firefox di casa" in text
        assert "Telefono" in text
        keys = {here.session.session_key, phone.session.session_key}
        assert not [key for key in keys if key in text]
        (other,) = [one for one in page.context["accesses"] if one.agent == "Telefono"]
        here.post(reverse("admin:accesses"), {"act": "end", "handle": other.handle})
        assert (is_in(here), is_in(phone)) == (True, False)

    def test_nobody_closes_anothers(self):
        livia, marco = an_editor("Redattore"), an_editor("Redattore")
        hers, his = signed_in(livia), signed_in(marco)
        handle = hers.get(reverse("admin:accesses")).context["accesses"][0].handle
        his.post(reverse("admin:accesses"), {"act": "end", "handle": handle})
        assert (
            his.post(reverse("admin:accesses_of", args=[livia.pk]), {"act": "end", "handle": handle}).status_code == 403
        )
        assert is_in(hers)

    def test_an_administrator_sees_everybody_and_closes(self):
        livia, boss = an_editor("Redattore"), an_editor("Amministratore")
        with_telephone(boss)
        hers, chief = signed_in(livia), signed_in(boss)
        assert livia.username in chief.get(reverse("admin:accesses_everyone")).content.decode()
        chief.post(reverse("admin:accesses_of", args=[livia.pk]), {"act": "end", "handle": "others"})
        assert not is_in(hers)

    def test_an_administrator_does_not_touch_a_superuser(self):
        root, boss = a_superuser("radice"), an_editor("Amministratore")
        with_telephone(root), with_telephone(boss)
        chief = signed_in(boss)
        assert chief.post(reverse("admin:accesses_of", args=[root.pk]), {"act": "reset"}).status_code == 403
        assert root.totpdevice_set.exists()

    def test_a_reset_asks_for_a_new_telephone_and_closes_the_sessions(self):
        livia, boss = an_editor("Direttore"), an_editor("Amministratore")
        with_telephone(livia), with_telephone(boss)
        hers = signed_in(livia)
        signed_in(boss).post(reverse("admin:accesses_of", args=[livia.pk]), {"act": "reset"})
        assert not is_in(hers)
        gives_name(hers, livia)
        assert hers.get(reverse("admin:second_factor")).status_code == 200

    def test_a_new_password_closes_the_others(self):
        user = an_editor("Redattore")
        here, phone = signed_in(user), signed_in(user)
        new = {"new_password1": "un-altra-parola-lunga", "new_password2": "un-altra-parola-lunga"}
        here.post(reverse("admin:password_change"), {"old_password": PASSWORD} | new)
        assert (is_in(here), is_in(phone)) == (True, False)
        assert len(here.get(reverse("admin:accesses")).context["accesses"]) == 1
        assert Act.PASSWORD in acts()

    @pytest.mark.parametrize("number", [2, 20])
    def test_the_list_costs_the_same_for_two_and_twenty(self, number, django_assert_num_queries):
        boss = an_editor("Amministratore")
        with_telephone(boss)
        chief = signed_in(boss)
        for _ in range(number):
            signed_in(an_editor("Redattore"))
        chief.get(reverse("admin:accesses_everyone"))
        with django_assert_num_queries(8):
            assert len(chief.get(reverse("admin:accesses_everyone")).context["accesses"]) == number + 1

    @pytest.mark.parametrize("password", ["corta-corta", "123456789012", "password1234"])
    def test_a_password_that_is_no_good(self, password):
        client = signed_in(an_editor("Redattore"))
        form = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
        assert client.post(reverse("admin:password_change"), form).status_code == 200


class TestTrail:
    def test_director_and_administrator_read_it_and_nobody_changes_it(self):
        chief = signed_in_with_telephone("Direttore")
        for model in ("newsroom_signin", "admin_logentry"):
            assert chief.get(reverse(f"admin:{model}_changelist")).status_code == 200
            assert chief.get(reverse(f"admin:{model}_add")).status_code == 403
        row = SignIn.objects.first()
        assert chief.post(reverse("admin:newsroom_signin_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
        clerk = signed_in_with_telephone("Caporedattore")
        assert clerk.get(reverse("admin:newsroom_signin_changelist")).status_code == 403

    @pytest.mark.parametrize("rows", [SignIn.objects, LogEntry.objects])
    def test_the_database_itself_refuses(self, rows):
        user = an_editor("Redattore")
        client = signed_in(user)
        client.post(reverse("admin:newsroom_article_add"), article_form())
        row = rows.latest("pk")
        for change in (rows.filter(pk=row.pk).delete, lambda: rows.filter(pk=row.pk).update(id=row.pk + 1000)):
            with pytest.raises(IntegrityError), transaction.atomic():
                change()

    def test_whoever_has_acted_is_switched_off_and_not_deleted(self):
        boss, livia = an_editor("Amministratore"), an_editor("Redattore")
        with_telephone(boss)
        chief = signed_in(boss)
        url = reverse("admin:newsroom_user_delete", args=[livia.pk])
        assert chief.get(url).status_code == 200
        signed_in(livia)
        assert chief.get(url).status_code == 403
        assert chief.post(url, {"post": "yes"}).status_code == 403

    def test_signing_out_is_told(self):
        client = signed_in(an_editor("Redattore"))
        client.post(reverse("admin:logout"))
        assert acts() == [Act.IN, Act.OUT]


def signed_in_with_telephone(role):
    user = an_editor(role)
    with_telephone(user)
    return signed_in(user)


@pytest.mark.parametrize(
    "next_page", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(next_page):
    user, client = an_editor("Direttore"), Client()
    with_telephone(user)
    url = f"{reverse('admin:login')}?next={next_page}"
    response = client.post(url, {"username": user.username, "password": PASSWORD, "next": next_page})
    assert "evil" not in response["Location"]
    response = client.post(response["Location"], {"code": code_of(user), "next": next_page})
    assert response["Location"] == reverse("admin:index")


def test_one_goes_on_to_the_page_that_was_asked_for():
    user, client = an_editor("Direttore"), Client()
    with_telephone(user)
    wanted = reverse("admin:newsroom_article_add")
    login = client.get(wanted)["Location"]
    to_code = client.post(login, {"username": user.username, "password": PASSWORD, "next": wanted})["Location"]
    assert client.post(to_code, {"code": code_of(user), "next": wanted})["Location"] == wanted
