"""Moving in from WordPress: what readers, subscribers and editors find afterwards."""

from datetime import UTC, datetime, timedelta

import feedparser
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from football.models import Alias, Stamp
from newsroom.models import Article, Author, FormerAddress, Image, ImportedStory, Note, Section, User
from tests.builders import a_club, a_coach, a_picture, a_section, an_article, an_editor
from tests.wxr import an_attachment, an_export, an_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def move_in(tmp_path, capsys):
    """Import an export; return what the command printed."""

    def run(*items, **options):
        path = tmp_path / "export.xml"
        export = {name: options.pop(name) for name in ("version", "tail") if name in options}
        path.write_bytes(items[0] if items and isinstance(items[0], bytes) else an_export(*items, **export))
        call_command("import_wordpress", path, **options)
        return capsys.readouterr().out

    return run


@pytest.fixture
def uploads(tmp_path):
    folder = tmp_path / "uploads"
    (folder / "2019/06").mkdir(parents=True)
    (folder / "2019/06/panchina.jpg").write_bytes(a_picture((640, 360)).read())
    return folder


class TestWhatReadersFind:
    @pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
    def test_a_post_is_read_at_its_old_address_in_one_hop(self, client, move_in, version):
        move_in(an_item(12, "Conte firma", "Primo paragrafo.\n\nSecondo <b>paragrafo</b>."), version=version)
        article = Article.objects.published().get()
        for address in ("/2019/06/storia-12/", "/2019/06/storia-12", "/?p=12", "/2019/06/STORIA-12/amp/"):
            response = client.get(address)
            assert (response.status_code, response["Location"]) == (301, article.get_absolute_url()), address
        page = client.get(article.get_absolute_url()).content.decode()
        assert "<p>Primo paragrafo.</p>" in page
        assert "<strong>paragrafo</strong>" in page
        assert "Mario Rossi" in page

    def test_an_old_address_follows_the_story_when_it_is_renamed(self, client, move_in):
        move_in(an_item(12))
        article = Article.objects.get()
        article.slug = "un-altro-indirizzo"
        article.save()
        assert client.get("/2019/06/storia-12/")["Location"] == article.get_absolute_url()

    def test_an_earlier_slug_that_wordpress_remembered_leads_there_too(self, client, move_in):
        move_in(an_item(12, meta={"_wp_old_slug": "titolo-di-prima"}))
        assert client.get("/2019/06/titolo-di-prima/")["Location"] == Article.objects.get().get_absolute_url()

    def test_the_instant_is_that_of_greenwich_and_the_local_clock_where_there_is_none(self, move_in):
        move_in(
            an_item(1, wp__post_date="2019-06-03 12:00:00"),
            an_item(2, wp__post_date_gmt="0000-00-00 00:00:00"),
            an_item(3, wp__post_date_gmt="0000-00-00 00:00:00", wp__post_date="0000-00-00 00:00:00"),
        )
        assert {*Article.objects.values_list("published_at", flat=True)} == {datetime(2019, 6, 3, 18, 30, tzinfo=UTC)}
        assert Article.objects.count() == 3

    def test_a_scheduled_post_comes_out_at_its_second(self, client, move_in):
        coming = timezone.now() + timedelta(days=2)
        move_in(an_item(1, wp__status="future", wp__post_date_gmt=f"{coming.astimezone(UTC):%Y-%m-%d %H:%M:%S}"))
        assert Article.objects.get().state == "scheduled"
        assert client.get("/2019/06/storia-1/").status_code == 404

    def test_one_whose_time_passed_before_the_import_is_for_an_editor_to_judge(self, move_in):
        printed = move_in(an_item(1, "Da guardare", wp__status="future"))
        assert Article.objects.get().state == "draft"
        assert "Da guardare" in printed

    @pytest.mark.parametrize("secret", [{"wp__status": "private"}, {"wp__post_password": "segreto"}])
    def test_what_was_private_or_had_a_password_is_never_public(self, client, move_in, secret):
        move_in(an_item(1, "Riservato alla direzione", **secret))
        article = Article.objects.get()
        assert article.state == "draft"
        assert Note.objects.get().article == article
        for address in ("/", "/feed.rss", "/sitemap.xml", "/2019/06/storia-1/", "/?p=1", article.get_absolute_url()):
            assert "Riservato" not in client.get(address, follow=True).content.decode(), address

    def test_drafts_reviews_and_the_bin(self, move_in):
        move_in(
            an_item(1, wp__status="draft"),
            an_item(2, wp__status="pending"),
            an_item(3, wp__status="trash"),
            an_item(4, wp__status="uno-stato-di-un-plugin"),
        )
        assert [*Article.objects.order_by("pk").values_list("progress", flat=True)] == ["draft", "review", "draft"]

    def test_pages_become_stories_of_a_section_of_their_own(self, client, move_in):
        move_in(an_item(7, "Chi siamo", wp__post_type="page", link="https://www.vecchio.it/chi-siamo/"))
        assert client.get("/chi-siamo/")["Location"] == Article.objects.get().get_absolute_url()

    def test_what_is_ours_at_an_address_comes_first(self, client, move_in):
        move_in(an_item(7, "Club", wp__post_type="page", link="https://www.vecchio.it/club/"))
        assert client.get("/club/").status_code == 200

    def test_an_address_that_nobody_ever_had_is_not_found(self, client, move_in):
        move_in(an_item(1))
        for address in ("/2019/06/altro/", "/%00", "/2019/06/storia-1%00/", "/" + "a" * 600, "/x?p=1", "/%ff/"):
            assert client.get(address).status_code == 404, address
        for address in ("/?p=99", "/?p=1%00", "/?p=", "/?p[]=1"):
            assert client.get(address).status_code == 200, address
        assert client.post("/2019/06/storia-1/").status_code == 404

    def test_a_missing_page_costs_one_query_more(self, client, move_in, django_assert_max_num_queries):
        move_in(*(an_item(number) for number in range(1, 21)))
        with django_assert_max_num_queries(3):
            client.get("/non/esiste/")


class TestSubscribers:
    def test_items_keep_the_identity_that_they_had(self, client, move_in):
        move_in(an_item(12, guid="https://www.vecchio.it/?p=12"), an_item(13, guid="tag:vecchio.it,2019:13"))
        entries = feedparser.parse(client.get("/feed.rss").content).entries
        assert {entry.id for entry in entries} == {"https://www.vecchio.it/?p=12", "tag:vecchio.it,2019:13"}

    def test_of_two_with_one_identity_the_second_gets_its_own(self, client, move_in):
        printed = move_in(an_item(1, "Prima", guid="uguale"), an_item(2, "Seconda", guid="uguale"))
        entries = feedparser.parse(client.get("/feed.rss").content).entries
        assert len({entry.id for entry in entries}) == 2
        assert "Seconda" in printed

    def test_the_old_feed_leads_to_ours(self, client):
        """A program that reads feeds is sent on; a person reads there which feeds there are."""
        program = {"Accept": "application/rss+xml, application/atom+xml;q=0.6, text/xml;q=0.4"}
        assert client.get("/feed/", headers=program)["Location"] == "/feed.rss"
        assert client.get("/feed/", headers={"Accept": "text/html,application/xml;q=0.9"}).status_code == 200


class TestTerms:
    def test_sections_clubs_and_people_by_name_and_alias_and_the_rest_is_reported(self, client, move_in):
        section, napoli, conte = a_section("Panchine"), a_club("Napoli"), a_coach("Antonio Conte")
        Alias.objects.create(person=conte, text="il salentino")
        conte.refresh_search_names()
        terms = [
            ("category", "panchine", "Panchine"),
            ("post_tag", "napoli", "NAPOLI"),
            ("post_tag", "il-salentino", "Il Salentino"),
            ("post_tag", "boh", "Calciomercato boh"),
            ("post_format", "post-format-image", "Image"),
        ]
        printed = move_in(an_item(1, terms=terms))
        article = Article.objects.get()
        assert (article.section, [*article.clubs.all()], [*article.people.all()]) == (section, [napoli], [conte])
        assert "Calciomercato boh (1)" in printed
        assert "Image" not in printed
        assert client.get("/category/calcio/panchine/")["Location"] == section.get_absolute_url()
        assert client.get("/tag/napoli/page/2/")["Location"] == napoli.get_absolute_url()
        assert client.get("/author/mrossi/")["Location"] == Author.objects.get().get_absolute_url()

    def test_what_prints_the_tags_of_a_story_that_is_stored_by_itself_is_known_to_be_old(self, move_in):
        napoli, conte = a_club("Napoli"), a_coach("Antonio Conte")
        an_article("Nostra", slug="storia-1")
        before = dict(Stamp.objects.values_list("topic", "serial"))
        move_in(an_item(1, terms=[("post_tag", "napoli", "Napoli"), ("post_tag", "antonio-conte", "Antonio Conte")]))
        after = dict(Stamp.objects.values_list("topic", "serial"))
        for topic in (f"club:{napoli.pk}", f"person:{conte.pk}"):
            assert after[topic] != before.get(topic)

    def test_a_name_of_two_and_an_alias_that_settles_nothing_are_not_tagged(self, move_in):
        a_coach("Simone Inzaghi"), a_coach("Simone  Inzaghi")
        Alias.objects.create(club=(city := a_club("Verona")), text="la città", ambiguous=True)
        city.refresh_search_names()
        printed = move_in(an_item(1, terms=[("post_tag", "x", "Simone Inzaghi"), ("post_tag", "y", "La città")]))
        article = Article.objects.get()
        assert not article.people.exists()
        assert not article.clubs.exists()
        assert "Simone Inzaghi (1)" in printed
        assert "La città (1)" in printed

    def test_a_section_added_after_a_trial_is_used_by_the_next_run(self, move_in):
        item = an_item(1, terms=[("category", "estero", "Estero")])
        move_in(item)
        a_section("Estero")
        move_in(item)
        assert Article.objects.get().section.name == "Estero"

    def test_several_authors_of_a_plugin_sign_together_and_nobody_gets_a_login(self, move_in):
        terms = [("author", "cap-mrossi", "mrossi"), ("author", "cap-lbianchi", "lbianchi")]
        move_in(an_item(1, terms=terms), an_item(2, dc__creator=""))
        assert {a.name for a in Article.objects.get(slug="storia-1").authors.all()} == {"Mario Rossi", "lbianchi"}
        assert not User.objects.exists()


class TestPictures:
    CAPTION = (
        '[caption id="attachment_40" align="aligncenter" width="640"]<a href="/x"><img class="wp-image-40" '
        'src="https://www.vecchio.it/wp-content/uploads/2019/06/panchina-300x169.jpg" alt="" /></a>'
        " La didascalia[/caption]"
    )

    def test_featured_captioned_gallery_and_block_pictures_are_the_same_picture(self, client, move_in, uploads):
        photo = an_attachment(40, "2019/06/panchina.jpg", parent=1, alt="Una panchina", caption="Didascalia sua")
        block = (
            '<!-- wp:image {"id":40} --><figure class="wp-block-image">'
            '<img src="/wp-content/uploads/2019/06/panchina.jpg"/>'
            "</figure><!-- /wp:image -->"
        )
        printed = move_in(
            an_item(1, content=f"Testo.\n\n{self.CAPTION}\n\n[gallery]", meta={"_thumbnail_id": 40}),
            an_item(2, content=block + "<!-- wp:paragraph --><p>Dopo.</p><!-- /wp:paragraph -->"),
            photo,
            uploads=uploads,
        )
        image = Image.objects.get()
        assert (image.alt, image.caption) == ("Una panchina", "Didascalia sua")
        first, second = Article.objects.order_by("slug")
        assert first.lead_image == image
        assert f'<figure data-image="{image.pk}"><figcaption>La didascalia</figcaption></figure>' in first.body
        assert first.body.count("<figure") == 2
        assert second.body == f'<figure data-image="{image.pk}"></figure><p>Dopo.</p>'
        assert "pictures taken in: 1" in printed or "immagini" in printed
        assert "Una panchina" in client.get(first.get_absolute_url()).content.decode()

    def test_without_the_folder_they_are_reported_and_come_with_the_next_run(self, move_in, uploads):
        item = an_item(1, content=f"Testo.\n\n{self.CAPTION}")
        assert "2019/06/panchina" in move_in(item)
        assert Article.objects.get().body == "<p>Testo.</p><p>La didascalia</p>"
        move_in(item, uploads=uploads)
        assert Article.objects.get().body_images.count() == 1
        move_in(item, uploads=uploads)
        assert Image.objects.count() == 1

    @pytest.mark.parametrize(
        "path", ["../segreto.jpg", "../../segreto.jpg", "/etc/hostname", "a\x00b.jpg", "link.jpg", ""]
    )
    def test_nothing_outside_the_folder_is_read(self, move_in, uploads, path):
        (uploads.parent / "segreto.jpg").write_bytes(a_picture().read())
        (uploads / "link.jpg").symlink_to(uploads.parent / "segreto.jpg")
        photo = an_attachment(40, path) if "\x00" not in path else an_attachment(40, path.replace("\x00", "%00"))
        inline = f'<img src="https://www.vecchio.it/wp-content/uploads/{path}">'
        move_in(photo, an_item(1, content=inline, meta={"_thumbnail_id": 40}), uploads=uploads)
        assert not Image.objects.exists()
        assert Article.objects.get().lead_image is None

    def test_files_that_are_no_pictures_are_named_and_the_story_comes(self, move_in, uploads):
        (uploads / "finta.jpg").write_bytes(b"<?php system($_GET[0]); ?>")
        (uploads / "vuota.png").write_bytes(b"")
        (uploads / "tronca.jpg").write_bytes(a_picture().read()[:900])
        items = [an_attachment(n, name) for n, name in ((41, "finta.jpg"), (42, "vuota.png"), (43, "tronca.jpg"))]
        printed = move_in(*items, an_item(1, content='[gallery ids="41,42,43"]fine'), uploads=uploads)
        assert not Image.objects.exists()
        assert Article.objects.get().body == "<p>fine</p>"
        assert all(f"{name}: " in printed for name in ("finta.jpg", "vuota.png", "tronca.jpg"))

    def test_pictures_of_others_are_links_and_nothing_is_fetched(self, move_in):
        move_in(an_item(1, content='<p>Guarda <img src="https://altri.example/foto.jpg" alt="La foto"></p>'))
        assert Article.objects.get().body == '<p>Guarda</p><p><a href="https://altri.example/foto.jpg">La foto</a></p>'


class TestRunAgain:
    def test_the_same_file_twice_changes_nothing(self, move_in):
        items = [an_item(number, terms=[("post_tag", "x", "Boh")]) for number in range(1, 6)]
        move_in(*items)
        before = [*Article.objects.order_by("pk").values_list("pk", "saved_at", "version")]
        move_in(*items)
        assert [*Article.objects.order_by("pk").values_list("pk", "saved_at", "version")] == before
        assert FormerAddress.objects.filter(article__isnull=False).count() == 10

    def test_what_changed_there_changes_here_as_a_version(self, move_in):
        move_in(an_item(1, "Conte tratta"))
        move_in(an_item(1, "Conte firma"))
        move_in(an_item(1, "Conte ha firmato"))
        article = Article.objects.get()
        assert article.headline == "Conte ha firmato"
        assert article.slug == "storia-1"
        assert article.versions.count() == 3

    def test_what_an_editor_changed_since_stays_and_is_said(self, client, move_in):
        move_in(an_item(1, "Conte tratta"))
        article = Article.objects.get()
        with article.changing("saved"):
            article.headline = "Conte, parla la redazione"
            article.save()
        printed = move_in(an_item(1, "Conte firma"))
        article.refresh_from_db()
        assert article.headline == "Conte, parla la redazione"
        assert "Conte, parla la redazione" in printed

    def test_a_story_that_an_editor_deleted_does_not_come_back(self, move_in):
        move_in(an_item(1, wp__status="draft"))
        Article.objects.get().delete()
        move_in(an_item(1, wp__status="draft"))
        assert not Article.objects.exists()

    def test_what_became_private_there_is_told_and_not_republished(self, move_in):
        move_in(an_item(1, "Ritirata altrove"))
        printed = move_in(an_item(1, "Ritirata altrove", wp__status="private"))
        assert "Ritirata altrove" in printed
        assert Article.objects.get().is_published

    def test_a_draft_that_came_out_there_comes_out_here(self, move_in):
        move_in(an_item(1, wp__status="draft"))
        move_in(an_item(1))
        assert Article.objects.get().is_published

    def test_what_is_scheduled_follows_the_former_site_until_it_is_out(self, move_in):
        soon, later = (timezone.now().astimezone(UTC) + timedelta(days=days) for days in (1, 2))
        scheduled = {"wp__status": "future", "wp__post_date_gmt": f"{soon:%Y-%m-%d %H:%M:%S}"}
        move_in(an_item(1, **scheduled))
        move_in(an_item(1, **scheduled | {"wp__post_date_gmt": f"{later:%Y-%m-%d %H:%M:%S}"}))
        assert Article.objects.get().published_at == later.replace(microsecond=0)
        move_in(an_item(1, **scheduled | {"wp__status": "private"}))
        assert Article.objects.get().state != "scheduled"

    def test_one_that_came_out_here_at_its_time_is_not_questioned_by_the_same_file(self, move_in):
        soon = timezone.now().astimezone(UTC) + timedelta(days=1)
        item = an_item(1, "In orario", wp__status="future", wp__post_date_gmt=f"{soon:%Y-%m-%d %H:%M:%S}")
        move_in(item)
        with time_machine.travel(soon + timedelta(hours=1)):
            assert "In orario" not in move_in(item)
            assert Article.objects.get().is_published

    def test_a_trial_stores_nothing(self, move_in, uploads):
        printed = move_in(
            an_attachment(40, "2019/06/panchina.jpg"),
            an_item(1, meta={"_thumbnail_id": 40}, wp__status="future"),
            uploads=uploads,
            dry_run=True,
        )
        assert "1" in printed
        for model in (Article, Author, Image, ImportedStory, FormerAddress, Section):
            assert not model.objects.exists(), model


class TestHostileFiles:
    def refused(self, move_in, data, words="WXR"):
        with pytest.raises(CommandError, match=words) as told:
            move_in(data)
        assert not Article.objects.exists()
        return told.value.returncode

    def test_what_is_no_export_is_refused_in_a_sentence(self, move_in, tmp_path):
        feed = b'<?xml version="1.0"?><html><body>404</body></html>'
        for data in (b"", b"\x00\xff" * 5000, feed, b"PK\x03\x04 zip", b"<rss"):
            assert self.refused(move_in, data) == 1
        with pytest.raises(CommandError):
            call_command("import_wordpress", tmp_path / "manca.xml")
        with pytest.raises(CommandError):
            call_command("import_wordpress", tmp_path)

    def test_entities_are_refused_whole(self, move_in):
        laughs = b'<!DOCTYPE rss [<!ENTITY a "ah"><!ENTITY b "&a;&a;&a;&a;">]>'
        outside = b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        words = "document type|tipo di documento"
        for declared in (laughs, outside):
            data = (
                an_export(an_item(1, "Titolo")).replace(b"<rss ", declared + b"<rss ", 1).replace(b"Il testo", b"&a;")
            )
            assert self.refused(move_in, data, words) == 1

    def test_a_malformed_item_costs_itself_only(self, move_in, capsys):
        broken = [
            an_item(2, "Rotto").replace("</title>", "</titolo>", 1),
            an_item(3, "Entità").replace("<![CDATA[Entità]]>", "&a;"),
            an_item(4, "Senza fine").replace("</item>", ""),
            an_item(5, "CDATA aperto").replace("]]></title>", "</title>", 1),
            an_item(None, "Senza numero", wp__post_id=None, guid=None, link=None),
            an_item(6, "Con un tipo", wp__post_type=None),
        ]
        data = an_export(an_item(1, "Primo"), *broken, an_item(9, "Ultimo <item> e </item>"))
        with pytest.raises(CommandError) as told:
            move_in(data)
        assert told.value.returncode == 2
        assert {*Article.objects.values_list("slug", flat=True)} == {"storia-1", "storia-9"}

    def test_a_file_that_breaks_off_keeps_what_was_read_and_says_where(self, move_in, capsys):
        whole = an_export(an_item(1), an_item(2))
        data = whole[: whole.rindex(b"<content:encoded>")]
        with pytest.raises(CommandError) as told:
            move_in(data)
        assert told.value.returncode == 2
        assert Article.objects.get().slug == "storia-1"
        assert str(data.count(b"\n") + 1) in capsys.readouterr().out

    def test_scripts_never_reach_a_reader(self, client, move_in):
        evil = (
            "<script>alert(1)</script><p onclick=alert(1)>Ciao <img src=x onerror=alert(1)></p><svg onload=alert(1)>"
            '<a href="javascript:alert(1)">qui</a><iframe src="javascript:alert(1)"></iframe>'
            "[embed]javascript:alert(1)[/embed]"
            '[caption caption="<script>alert(1)</script>"]x[/caption][video src="https://x/&quot;onload=alert(1)"]'
        )
        title = "<script>alert(1)</script>Titolo <b>vero</b>"
        term = [("category", "x", "<script>alert(1)</script>")]
        move_in(an_item(1, title, evil, terms=term, dc__creator="<img src=x onerror=alert(1)>Firma"))
        article = Article.objects.get()
        assert article.headline == "Titolo vero"
        page = client.get(article.get_absolute_url()).content.decode()
        assert not [
            word
            for word in ("alert(1)</script>", "<p onclick", "javascript:", "<svg on", "onerror=alert(1)>")
            if word in page
        ]

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "iso-8859-1"])
    def test_marks_of_order_and_other_encodings(self, move_in, encoding):
        declared = "UTF-8" if encoding in ("utf-8-sig", "cp1252") else encoding
        text = an_export(an_item(1, "Perché Çalhanoğlu resta".replace("ğ", "g"))).decode()
        move_in(text.replace("UTF-8", declared, 1).encode(encoding))
        assert Article.objects.get().headline == "Perché Çalhanoglu resta"

    def test_control_characters_are_dropped(self, client, move_in):
        move_in(an_item(1, "Con\x0bte \x00firma\x1f", "<p>Te\x08sto\x0c</p>"))
        article = Article.objects.get()
        assert (article.headline, article.body) == ("Conte firma", "<p>Testo</p>")
        assert not feedparser.parse(client.get("/feed.rss").content).bozo

    def test_a_post_of_ten_megabytes_is_named_and_the_next_one_comes(self, move_in, capsys):
        long, deep = "<p>Parole, parole.</p>" * 480_000, "<div>" * 200_000
        with pytest.raises(CommandError):
            move_in(
                an_item(1, "Lunghissimo", long),
                an_item(2, "Annidato", deep),
                an_item(3),
                an_item(4, "x", "[caption]" * 90_000),
            )
        assert {*Article.objects.values_list("slug", flat=True)} == {"storia-3", "storia-4"}
        printed = capsys.readouterr().out
        assert "Lunghissimo" in printed
        assert "Annidato" in printed

    def test_a_picture_within_the_text_does_not_make_it_too_long(self, move_in):
        move_in(an_item(1, content=f'<p>Testo <img src="data:image/png;base64,{"A" * 4_000_000}"></p>'))
        assert Article.objects.get().body == "<p>Testo</p>"

    def test_slugs_that_are_taken_get_a_number_and_live_stories_keep_theirs(self, client, move_in):
        ours = an_article("Nostra", slug="storia-1")
        renamed = an_article("Rinominata", slug="di-prima")
        renamed.slug = "di-adesso"
        renamed.save()
        move_in(
            an_item(1),
            an_item(2, wp__post_name="storia-1"),
            an_item(3, wp__post_name="di-prima"),
            an_item(4, "Ελληνικά", wp__post_name="%ce%b5"),
            an_item(5, "", "", wp__post_name=""),
        )
        slugs = {*Article.objects.exclude(pk__in=[ours.pk, renamed.pk]).values_list("slug", flat=True)}
        assert slugs >= {"storia-1-2", "storia-1-3"}
        assert "di-prima" not in slugs
        assert len(slugs) == 5
        assert client.get(ours.get_absolute_url()).status_code == 200

    def test_one_number_twice_in_a_file_is_imported_once(self, move_in, capsys):
        with pytest.raises(CommandError):
            move_in(an_item(1, "Prima"), an_item(1, "Seconda"))
        assert Article.objects.get().headline == "Prima"
        assert "Seconda" in capsys.readouterr().out

    def test_titles_and_summaries_that_are_too_long_are_kept_whole_for_the_editors(self, move_in):
        title = "Parola " * 60
        move_in(an_item(1, title, excerpt__encoded="Sommario " * 90))
        article = Article.objects.get()
        article.full_clean()
        assert len(article.headline) <= 160
        assert title.strip() in " ".join(article.notes.values_list("text", flat=True))


def test_the_summary_counts_what_the_file_has(move_in):
    printed = move_in(
        an_item(1, comments=3),
        an_item(2, wp__status="draft", comments=1),
        an_item(3, wp__post_password="x"),
        an_item(4, wp__post_type="page"),
        an_attachment(5, "a.jpg"),
        an_item(6, wp__post_type="nav_menu_item"),
        an_item(7, wp__post_type="nav_menu_item"),
        an_item(8, wp__post_type="evento"),
    )
    for number in ("(nav_menu_item): 2", "(evento): 1", ": 4", ": 3 (", ": 1 ("):
        assert number in printed, printed


def test_an_imported_story_is_edited_like_any_other(client, move_in):
    move_in(an_item(1, "Conte firma", '[caption width="1"]<img src="/wp-content/uploads/x.jpg">d[/caption]Testo'))
    client.force_login(an_editor("Caporedattore"))
    article = Article.objects.get()
    page = client.get(f"/admin/newsroom/article/{article.pk}/change/")
    assert page.status_code == 200


class TestManyAtOnce:
    def stories(self, numbers):
        club, coach = ("post_tag", "napoli", "Napoli"), ("post_tag", "conte", "Antonio Conte")
        text = '<p>Antonio Conte va al Napoli.</p><img src="https://altrove.it/a.jpg" alt="foto">'
        return [an_item(number, f"Conte, parte {number}", text, terms=[club, coach]) for number in numbers]

    def stored(self):
        """What the stories are, without keys and the instant of the import."""
        names = ("slug", "headline", "body", "body_linked", "section__name", "progress", "former_guid")
        names += ("published_at", "first_published_at", "created_at", "authors__name", "clubs__name", "people__name")
        paths = FormerAddress.objects.exclude(article=None).order_by("path").values_list("path", "article__slug")
        read = ImportedStory.objects.order_by("key").values_list("site", "key", "digest", "version", "article__slug")
        return [*Article.objects.order_by("slug").values_list(*names)], [*paths], [*read]

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="the refusal is a trigger of SQLite's")
    def test_one_that_is_refused_costs_itself_and_the_others_are_as_if_all_had_been_stored(self, move_in, capsys):
        a_club("Napoli"), a_coach("Antonio Conte")
        move_in(*self.stories([1, 2, 4, 5]))
        together = self.stored()
        assert "href" in Article.objects.first().body_linked
        Article.objects.all().delete(), ImportedStory.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TRIGGER refusing BEFORE INSERT ON newsroom_article WHEN NEW.slug = 'storia-3' "
                "BEGIN SELECT RAISE(ABORT, 'not this one'); END"
            )
        with pytest.raises(CommandError):
            move_in(*self.stories([1, 2, 3, 4, 5]))
        assert self.stored() == together
        assert "not this one" in capsys.readouterr().out

    def test_twenty_ask_what_two_ask(self, move_in):
        a_club("Napoli"), a_coach("Antonio Conte")
        move_in(*self.stories([1]))
        with CaptureQueriesContext(connection) as two:
            move_in(*self.stories(range(10, 12)))
        with CaptureQueriesContext(connection) as twenty:
            move_in(*self.stories(range(20, 40)))
        assert len(two) == len(twenty) < 60

    def test_of_two_with_one_name_the_first_in_the_file_has_it(self, move_in):
        move_in(an_item(1, wp__post_name="conte", wp__post_password="x"), an_item(2, wp__post_name="conte"), an_item(3))
        assert ImportedStory.objects.get(key="1").article.slug == "conte"
        assert ImportedStory.objects.get(key="2").article.slug != "conte"
