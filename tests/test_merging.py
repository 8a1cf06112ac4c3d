"""Two entries of the register that turn out to be one: what names either names the one that stays, and it can be taken
back."""

from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from football import gazetteer, known_names
from football.models import Alias, Club, Coach, LoadedRow, Merge, PastSlug, Person
from football.recognise import recognise
from rumours.models import Rumour, Source
from tests.builders import (
    a_club,
    a_coach,
    a_report,
    a_rumour,
    a_superuser,
    an_article,
)
from tests.merging import TwoClubs, TwoPeople, dump

pytestmark = pytest.mark.django_db


@pytest.fixture
def clubs():
    return TwoClubs()


@pytest.fixture
def people():
    return TwoPeople()


def names_of(thing):
    return set(thing.aliases.values_list("text", flat=True))


class TestWhatMoves:
    def test_all_that_names_a_club_names_the_one_that_stays(self, clubs):
        clubs.merge()
        assert set(clubs.kept.articles.all()) == {clubs.story, clubs.both}
        assert Rumour.objects.get(pk=clubs.came.pk).to_club == clubs.kept
        assert Rumour.objects.get(pk=clubs.left.pk).from_club == clubs.kept
        assert clubs.kept.races.get() == clubs.came.race
        assert Source.objects.get(pk=clubs.voice.pk).club == clubs.kept
        assert clubs.tenure in clubs.kept.tenures.all()
        assert not Club.objects.filter(pk=clubs.removed.pk).exists()

    def test_all_that_names_a_person_names_the_one_that_stays(self, people):
        people.merge()
        assert set(people.kept.articles.all()) == {people.story, people.both}
        assert (people.kept.rumours.get(), people.kept.races.get()) == (people.rumour, people.race)
        assert people.kept.tenures.get() == people.tenure
        assert not Person.objects.filter(pk=people.removed.pk).exists()

    def test_a_story_that_names_both_keeps_one_tag(self, clubs):
        clubs.merge()
        assert list(clubs.both.clubs.all()) == [clubs.kept]

    def test_a_tenure_or_a_name_that_both_have_stays_once(self, clubs):
        clubs.merge()
        assert clubs.kept.tenures.filter(person=clubs.coach).count() == 1
        assert Alias.objects.get(text="nerazzurri").ambiguous

    def test_the_names_of_the_one_find_the_other(self, clubs):
        clubs.merge()
        assert names_of(clubs.kept) == {"nerazzurri", "la Beneamata", "Internazionale", "F.C. Inter"}
        for typed in ("internazionale", "BENEAMATA", "f.c. inter"):
            assert list(Club.objects.named_like(typed)) == [clubs.kept]

    def test_a_name_that_a_third_has_too_becomes_an_ambiguous_one(self, people):
        a_coach("Mancini Roberto")
        people.merge()
        assert people.kept.aliases.get(text="Mancini Roberto").ambiguous

    def test_the_rows_of_the_files_find_what_they_made_under_its_new_key(self, clubs):
        clubs.merge()
        assert LoadedRow.keys("clubs")["internazionale"] == clubs.kept.pk
        # The same number in another file is somebody else.
        assert LoadedRow.keys("coaches")["omonimo"] == clubs.removed.pk

    def test_loading_the_files_again_does_not_bring_it_back(self):
        gazetteer.load()
        club, double = Club.objects.get(name="Milan"), Club.objects.get(name="Lecce")
        Merge.of(club, double)
        before = dump()
        gazetteer.load()
        assert dump() == before

    def test_a_text_that_names_it_means_the_one_that_stays(self):
        def meant():
            found = recognise(known_names.of_the_site(), "Ieri Ottavio Verdelli ha diretto l'allenamento.")
            return {one.owner for one in found}

        kept, removed = a_coach("Ottavio Verdella"), a_coach("Ottavio Verdelli")
        assert meant() == {removed.pk}
        merge = Merge.of(kept, removed)
        assert meant() == {kept.pk}
        merge.undo()
        assert meant() == {removed.pk}

    def test_what_was_said_of_its_rumours_stays_word_for_word(self, clubs):
        said = list(clubs.left.assessments.values())
        clubs.merge()
        assert list(clubs.left.assessments.values()) == said != []


class TestAddresses:
    def test_the_old_address_and_its_feed_lead_to_the_new_ones(self, client, clubs):
        clubs.merge()
        for slug in ("internazionale-milano", "internazionale"):
            for tail in ("", "feed.rss"):
                response = client.get(f"/club/{slug}/{tail}")
                assert (response.status_code, response.url) == (301, f"/club/inter/{tail}")

    @pytest.mark.parametrize("tail", ["", "feed.rss"])
    def test_a_player_taken_for_a_coach_is_found_at_either_address(self, client, people, tail):
        people.merge()
        for section in ("allenatori", "giocatori"):
            response = client.get(f"/{section}/mancini-roberto/{tail}")
            assert (response.status_code, response.url) == (301, f"/allenatori/roberto-mancini/{tail}")
        assert client.get(f"/allenatori/roberto-mancini/{tail}").status_code == 200

    def test_who_polls_the_old_feed_is_sent_on_at_once(self, client, clubs):
        url = "/club/internazionale-milano/feed.rss"
        tag = client.get(url)["ETag"]
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
        clubs.merge()
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 301

    def test_feeds_change_with_what_they_print_and_with_the_undo(self, client, clubs):
        tags = [client.get("/feed.rss")["ETag"]]
        merge = clubs.merge()
        tags.append(client.get("/feed.rss")["ETag"])
        merge.undo()
        tags.append(client.get("/feed.rss")["ETag"])
        assert len(set(tags)) == 3

    def test_a_renamed_one_is_one_hop_away_after_merges_and_renames(self, client, clubs):
        clubs.merge()
        third = a_club("Ambrosiana")
        Merge.of(third, clubs.kept)
        third.slug = "ambrosiana-inter"
        third.save()
        for slug in ("internazionale", "internazionale-milano", "inter", "ambrosiana"):
            assert client.get(f"/club/{slug}/").url == "/club/ambrosiana-inter/"

    def test_a_rename_moves_the_feeds_and_leaves_a_redirect(self, client):
        club = a_club("Chievo")
        an_article(clubs=[club])
        tag = client.get("/feed.rss")["ETag"]
        club = Club.objects.get(pk=club.pk)
        club.name, club.slug = "ChievoVerona", ""
        club.save()
        assert client.get("/club/chievo/feed.rss").url == "/club/chievoverona/feed.rss"
        assert client.get("/feed.rss")["ETag"] != tag
        assert list(Club.objects.named_like("chievoverona")) == [club]


class TestUndo:
    @pytest.mark.parametrize("make", [TwoClubs, TwoPeople])
    def test_everything_goes_back_as_it_was(self, make):
        two = make()
        before = dump()
        merge = two.merge()
        assert dump() != before
        assert merge.undo() == 0
        assert dump() == before

    def test_in_the_order_in_which_they_were_made(self, clubs):
        third = a_club("Ambrosiana")
        an_article(clubs=[third, clubs.kept])
        before = dump()
        first = clubs.merge()
        second = Merge.of(third, clubs.kept)
        with pytest.raises(ValidationError, match="Prima va annullata l'unione venuta dopo: Inter → Ambrosiana"):
            first.undo()
        second.undo()
        first.undo()
        assert dump() == before

    def test_two_that_went_into_one_come_back_the_last_first(self, clubs):
        third = a_club("Ambrosiana")
        before = dump()
        first = clubs.merge()
        second = Merge.of(clubs.kept, third)
        with pytest.raises(ValidationError, match="Ambrosiana → Inter"):
            first.undo()
        second.undo()
        first.undo()
        assert dump() == before

    def test_not_twice(self, clubs):
        merge = clubs.merge()
        merge.undo()
        with pytest.raises(ValidationError, match="già stata annullata"):
            merge.undo()

    def test_what_has_come_since_stays_and_what_has_gone_is_told(self, clubs):
        merge = clubs.merge()
        since = an_article("Dopo l'unione", clubs=[clubs.kept])
        clubs.story.delete()
        clubs.tenure.delete()
        clubs.both.delete()
        # The tag that moved, the tenure that moved, and the tag of the story that named both.
        assert merge.undo() == 3
        assert list(clubs.kept.articles.all()) == [since]
        assert list(Club.objects.get(pk=clubs.removed.pk).articles.all()) == []

    def test_a_row_that_somebody_has_pointed_elsewhere_stays_there(self, clubs):
        merge, elsewhere = clubs.merge(), a_club("Altrove")
        Source.objects.filter(pk=clubs.voice.pk).update(club=elsewhere)
        assert merge.undo() == 1
        assert Source.objects.get(pk=clubs.voice.pk).club == elsewhere

    def test_a_row_that_came_to_say_the_same_does_not_stop_it(self, clubs):
        merge = clubs.merge()
        clubs.kept.aliases.filter(text="nerazzurri").delete()
        Alias.objects.filter(pk=clubs.alias.pk).update(text="nerazzurri")
        assert merge.undo() == 1
        assert names_of(Club.objects.get(pk=clubs.removed.pk)) == {"nerazzurri"}

    def test_after_a_rename_each_has_its_own_address(self, client, clubs):
        merge = clubs.merge()
        kept = Club.objects.get(pk=clubs.kept.pk)
        kept.name, kept.slug = "Inter Milano", "inter-milano"
        kept.save()
        merge.undo()
        assert client.get("/club/inter/").url == "/club/inter-milano/"
        assert client.get("/club/internazionale-milano/").status_code == 200
        assert client.get("/club/internazionale/").url == "/club/internazionale-milano/"

    def test_an_address_that_somebody_has_taken_is_told_first(self, clubs):
        merge = clubs.merge()
        taken = a_club("Altra", slug="internazionale-milano")
        with pytest.raises(ValidationError, match="«internazionale-milano» ora è di Altra"):
            merge.undo()
        taken.delete()
        merge.undo()

    def test_not_when_the_other_one_is_gone(self):
        kept, removed = a_club("Resta"), a_club("Va")
        merge = Merge.of(kept, removed)
        kept.delete()
        with pytest.raises(ValidationError, match="La scheda «Resta» nel frattempo è stata eliminata"):
            merge.undo()

    def test_an_address_that_was_a_thirds_goes_back_to_it(self, client):
        third = a_club("Terza", slug="vecchia")
        third.slug = "terza"
        third.save()
        kept, removed = a_club("Resta"), a_club("Va", slug="vecchia")
        before = dump()
        merge = Merge.of(kept, removed)
        assert client.get("/club/vecchia/").url == "/club/resta/"
        merge.undo()
        assert dump() == before
        assert PastSlug.objects.get(slug="vecchia").object_id == third.pk


class TestWhatIsRefused:
    def test_a_club_and_a_person(self):
        with pytest.raises(ValidationError, match="non si unisce mai a una persona"):
            Merge.of(a_club(), a_coach())

    def test_one_with_itself_in_whichever_dress(self):
        coach = a_coach()
        for other in (coach, Person.objects.get(pk=coach.pk), Coach.objects.get(pk=coach.pk)):
            with pytest.raises(ValidationError, match="due volte la stessa scheda"):
                Merge.of(coach, other)

    def test_one_that_is_gone(self, clubs):
        clubs.merge()
        with pytest.raises(ValidationError, match="La scheda «Internazionale» non c'è più"):
            clubs.merge()
        assert Merge.objects.count() == 1


class TestTheCost:
    def merging(self, stories):
        kept, removed = a_club(), a_club()
        for number in range(stories):
            an_article(clubs=[removed, kept] if number % 2 else [removed])
            a_report(a_rumour(to_club=removed), weighed=False)
        with CaptureQueriesContext(connection) as queries:
            merge = Merge.of(kept, removed)
        with CaptureQueriesContext(connection) as undoing:
            merge.why_not_undone()
        return len(queries), len(undoing)

    def test_twenty_stories_move_with_as_many_queries_as_two(self):
        self.merging(2)
        assert self.merging(2) == self.merging(20)

    def test_the_page_that_compares_costs_the_same(self, client):
        client.force_login(a_superuser())
        counted = []
        for number in (2, 2, 20):
            kept, removed = a_club(), a_club()
            for _ in range(number):
                an_article(clubs=[removed, kept])
                a_report(a_rumour(to_club=removed), weighed=False)
            url = f"{reverse('admin:football_club_merge', args=[removed.pk])}?other={kept.pk}"
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counted.append(len(queries))
        assert counted[1] == counted[2] <= 60


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def both(self, *acts):
        barrier, told = Barrier(len(acts)), []

        def act(do):
            barrier.wait()
            try:
                do()
            except ValidationError as error:
                told.extend(error.messages)
            finally:
                connection.close()

        threads = [Thread(target=act, args=(do,)) for do in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return told

    def test_the_same_pair_is_merged_once(self):
        kept, removed = a_club("Resta"), a_club("Va")
        an_article(clubs=[removed])
        told = self.both(*[lambda: Merge.of(kept, removed)] * 2)
        assert told == ["La scheda «Va» non c'è più."]
        assert Merge.objects.count() == kept.articles.count() == 1

    def test_of_a_pair_merged_both_ways_one_stays(self):
        one, other = a_club("Una"), a_club("Altra")
        told = self.both(lambda: Merge.of(one, other), lambda: Merge.of(other, one))
        assert len(told) == 1
        assert Club.objects.count() == 1

    def test_of_an_undo_and_a_later_merge_the_second_sees_what_the_first_did(self):
        kept, removed, third = a_club("Resta"), a_club("Va"), a_club("Terza")
        story = an_article(clubs=[removed])
        merge = Merge.of(kept, removed)
        told = self.both(Merge.objects.get(pk=merge.pk).undo, lambda: Merge.of(third, kept))
        assert Club.objects.count() == 2 - len(told)
        assert [club.name for club in story.clubs.all()] == (["Terza"] if told else ["Va"])

    def test_a_merge_is_taken_back_once(self):
        kept, removed = a_club("Resta"), a_club("Va")
        merge = Merge.of(kept, removed)
        told = self.both(*[lambda: Merge.objects.get(pk=merge.pk).undo()] * 2)
        assert told == ["Questa unione è già stata annullata."]
        assert Club.objects.count() == 2
