"""Kept pages, part by part: which requests they answer, how, and how much is held."""

import gzip
import threading
import time
from random import randbytes

import brotli
import pytest

from config.page_file import PageFile
from newsroom.kept import for_nginx
from newsroom.kept.flight import alone
from newsroom.kept.memory import Memory
from newsroom.kept.page import kept_page
from newsroom.kept.shapes import Shapes
from rumours.filters import RumourFilter

BODY = b"<p>Una pagina come tante.</p>" * 100
HTML = [("Content-Type", "text/html; charset=utf-8"), ("Vary", "Accept-Language")]
NOW = 1_800_000_000


def a_page(body=BODY, headers=HTML, *, until=None, max_age=60, topics=None):
    return kept_page("200 OK", headers, body, topics=topics or {}, until=until, rendered_at=NOW, max_age=max_age)


def asked(path="/", query="", method="GET", **headers):
    return {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query} | headers


def answer(page, *, now=NOW, **environ):
    status, headers, body = page.answer(asked(**environ), now)
    assert len({name for name, _ in headers}) == len(headers)
    return status, dict(headers), b"".join(body)


class TestAnswers:
    @pytest.mark.parametrize(
        ("accepted", "encoding"),
        [
            ("", None),
            ("gzip", "gzip"),
            ("gzip, deflate, br", "br"),
            ("br;q=0, gzip;q=0.5", "gzip"),
            ("gzip;q=0", None),
            ("identity", None),
            ("brotli, xgzip", None),
            ("\x00" * 50, None),
        ],
    )
    def test_in_the_best_encoding_that_the_reader_takes(self, accepted, encoding):
        status, headers, body = answer(a_page(), HTTP_ACCEPT_ENCODING=accepted)
        opened = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}[encoding]
        assert (status, headers.get("Content-Encoding"), opened(body)) == ("200 OK", encoding, BODY)
        assert headers["Content-Length"] == str(len(body))
        assert headers["Vary"] == "Accept-Encoding"

    def test_it_is_compressed_once_in_each_way_in_which_it_is_asked_for(self):
        page = a_page()
        assert list(page.bodies) == ["gzip"]
        size = page.size
        first, again = (answer(page, HTTP_ACCEPT_ENCODING="br")[2] for _ in range(2))
        assert list(page.bodies) == ["gzip", "br"]
        assert first is again
        assert answer(page)[2] == BODY
        assert (list(page.bodies), page.size) == (["gzip", "br"], size + len(first))

    def test_it_is_compressed_first_as_whoever_let_it_be_rendered_takes_it(self):
        how = {"topics": {}, "until": None, "rendered_at": NOW, "max_age": 60}
        for accepted, encoding in (("gzip, br", "br"), ("gzip", "gzip"), ("identity", "gzip")):
            assert list(kept_page("200 OK", HTML, BODY, accepted=accepted, **how).bodies) == [encoding]

    def test_what_is_small_or_compressed_already_stays_as_it_is(self):
        assert list(a_page(b"ok").bodies) == [""]
        assert list(a_page(headers=[("Content-Type", "image/png")]).bodies) == [""]

    def test_head_has_the_headers_and_no_body(self):
        status, headers, body = answer(a_page(), method="HEAD")
        assert (status, headers["Content-Length"], body) == ("200 OK", str(len(BODY)), b"")

    def test_a_reader_who_has_it_gets_304(self):
        page = a_page()
        for asked_for in (page.etag, f'"other", {page.etag}', "*"):
            status, headers, body = answer(page, HTTP_IF_NONE_MATCH=asked_for)
            assert (status, body, headers["ETag"]) == ("304 Not Modified", b"", page.etag)
            assert headers["Cache-Control"] == "public, max-age=60"
        assert answer(page, HTTP_IF_NONE_MATCH='"other"')[0] == "200 OK"

    def test_the_date_counts_only_without_an_etag_and_only_where_the_page_has_one(self):
        before, at, after = (f"Sat, 0{day} Jan 2022 10:00:00 GMT" for day in (1, 2, 3))
        dated = a_page(headers=[*HTML, ("Last-Modified", at)])
        statuses = [answer(dated, HTTP_IF_MODIFIED_SINCE=since)[0][:3] for since in (before, at, after, "never", "")]
        assert statuses == ["200", "304", "304", "200", "200"]
        assert answer(dated, HTTP_IF_MODIFIED_SINCE=after, HTTP_IF_NONE_MATCH='"other"')[0] == "200 OK"
        assert answer(a_page(), HTTP_IF_MODIFIED_SINCE=after)[0] == "200 OK"

    @pytest.mark.parametrize(("left", "max_age"), [(3600, 60), (59, 59), (1, 1), (0, 0), (-5, 0)])
    def test_no_copy_outlives_the_instant_at_which_the_page_changes(self, left, max_age):
        headers = answer(a_page(until=NOW + left))[1]
        assert headers["Cache-Control"] == f"public, max-age={max_age}"

    def test_nor_while_a_new_one_is_fetched(self):
        page = kept_page("200 OK", HTML, BODY, topics={}, until=NOW + 75, rendered_at=NOW, max_age=60, stale=30)
        controls = [answer(page, now=NOW + gone)[1]["Cache-Control"] for gone in (0, 15, 40)]
        assert controls == ["public, max-age=60, stale-while-revalidate=15", "public, max-age=60", "public, max-age=35"]

    def test_a_page_keeps_the_tag_that_it_has(self):
        page = a_page(headers=[*HTML, ("ETag", '"of-the-feed"')])
        assert page.etag == 'W/"of-the-feed"'
        assert answer(page, HTTP_IF_NONE_MATCH='"of-the-feed"')[0] == "304 Not Modified"

    def test_equal_pages_have_equal_tags(self):
        assert a_page().etag == a_page().etag != a_page(BODY + b".").etag


class TestNames:
    @pytest.fixture
    def name_of(self):
        shapes = Shapes(never=["/admin/", "/static/"])
        return lambda *args, **kwargs: shapes.name_of(asked(*args, **kwargs))

    def test_a_plain_page_is_named_by_its_address(self, name_of):
        assert name_of("/club/milan/") == name_of("/club/milan/", method="HEAD") == "/club/milan/"

    @pytest.mark.parametrize(
        "environ",
        [
            {"method": "POST"},
            {"path": "/admin/"},
            {"path": "/static/x.css"},
            {"HTTP_COOKIE": "a=b; sessionid=xyz"},
            {"HTTP_AUTHORIZATION": "Basic eA=="},
            {"HTTP_RANGE": "bytes=0-9"},
            {"path": "/" + "a" * 600},
            {"query": "q=" + "a" * 600},
            {"path": "/voci/", "query": "club=a&club=b"},
            {"query": "p=12"},
            {"query": "utm_source=x&page_id="},
        ],
    )
    def test_what_is_not_for_everyone_or_of_no_known_shape_has_none(self, name_of, environ):
        assert name_of(**environ) is None

    def test_parameters_that_print_nothing_are_left_aside_and_make_no_entry(self, name_of):
        assert name_of("/", "utm_source=x&fbclid=y") == "/"
        assert name_of("/voci/", "x=1&club=milan") == "/voci/?club=milan"
        assert name_of("/voci/", "club=") == "/voci/"

    def test_the_order_of_parameters_makes_no_other_page(self, name_of):
        one, other = name_of("/voci/", "stato=aperte&club=milan"), name_of("/voci/", "club=milan&stato=aperte")
        assert one == other == "/voci/?club=milan&stato=aperte"

    def test_every_filter_of_the_rumours_counts(self, name_of):
        """One that is not known here would be left aside, and the page be that without it."""
        for name in RumourFilter.base_filters:
            assert name_of("/voci/", f"{name}=x") == f"/voci/?{name}=x"
            assert name_of("/voci/feed.rss", f"{name}=x") == f"/voci/feed.rss?{name}=x"

    @pytest.mark.parametrize("path", ["", "*", "//", "/\x00", "/%00", "/voci", "club"])
    def test_odd_addresses_have_an_answer(self, name_of, path):
        name_of(path, "a")


class TestMemory:
    def test_the_latest_used_stay(self):
        page = a_page()
        memory = Memory(page.size * 4)
        for name in "abc":
            memory.put(name, page)
        memory.get("a")
        memory.put("d", page)
        assert [name for name in "abcd" if memory.get(name)] == ["a", "c", "d"]

    def test_pages_with_a_query_push_out_none_without(self):
        memory = Memory(a_page().size * 8)
        memory.put("/", a_page())
        for number in range(100):
            memory.put(f"/voci/?club={number}", a_page())
        assert memory.get("/") and memory.get("/voci/?club=99") and not memory.get("/voci/?club=1")
        assert memory.queries.used <= memory.queries.limit

    def test_a_page_put_again_counts_once(self):
        memory = Memory(10**6)
        for _ in range(9):
            memory.put("/", a_page())
        assert memory.plain.used == a_page().size

    def test_what_has_grown_counts_as_it_was_until_it_is_counted_anew(self):
        page = a_page()
        memory = Memory(page.size * 8)
        memory.put("/", page)
        before = memory.plain.used
        answer(page, HTTP_ACCEPT_ENCODING="br")
        assert memory.plain.used == before < page.size
        memory.count_anew("/", page)
        assert memory.plain.used == page.size
        for number in range(9):
            memory.put(f"/{number}/", a_page())
        assert memory.get("/") is None
        assert memory.plain.used == a_page().size * len(memory.plain.pages)
        memory.count_anew("/", page)
        assert memory.get("/") is None

    def test_a_former_page_that_has_grown_takes_the_place_of_no_newer_one(self):
        former, newer = a_page(), a_page()
        memory = Memory(10**6)
        memory.put("/", newer)
        memory.count_anew("/", former)
        assert memory.get("/") is newer


def test_one_at_a_time_for_one_page(tmp_path):
    inside, most = [], []

    def work():
        with alone(tmp_path, "/"):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert max(most) == 1 and len(most) == 8


class TestFilesForNginx:
    @pytest.fixture
    def files(self, tmp_path):
        files = for_nginx.Files(tmp_path)
        files.follow(7)
        return files

    def seen(self, files, path, *, now=NOW):
        """What nginx finds at an address, with the configuration of deploy/."""
        file = files.folder / "now" / str(now // for_nginx.WINDOW) / path
        return file.read_bytes() if file.exists() else None

    def test_a_page_is_a_file_plain_and_compressed(self, files):
        files.write("/club/milan/", a_page(), number=7, now=NOW)
        files.write("/feed.rss", a_page(), number=7, now=NOW)
        assert self.seen(files, "club/milan/index.html") == BODY
        assert gzip.decompress(self.seen(files, "club/milan/index.html.gz")) == BODY
        assert self.seen(files, "feed.rss") is None

    def test_after_a_change_none_is_found_and_a_late_one_lands_beside(self, files):
        files.write("/", a_page(), number=7, now=NOW)
        files.follow(8)
        assert self.seen(files, "index.html") is None
        files.write("/", a_page(), number=7, now=NOW)
        assert self.seen(files, "index.html") is None

    def test_who_is_late_never_leads_back(self, files, tmp_path):
        other = for_nginx.Files(tmp_path)
        files.follow(9)
        other.follow(8)
        files.write("/", a_page(), number=9, now=NOW)
        assert self.seen(files, "index.html") == BODY
        assert sorted(p.name for p in tmp_path.iterdir() if p.name.isdecimal()) == ["9"]

    def test_a_window_ends_by_itself(self, files):
        files.write("/", a_page(), number=7, now=NOW)
        assert self.seen(files, "index.html", now=NOW + for_nginx.WINDOW) is None
        files.write("/", a_page(), number=7, now=NOW + for_nginx.WINDOW)
        assert len(list((files.folder / "7").iterdir())) == 1

    def test_a_page_that_may_change_by_itself_meanwhile_is_no_file(self, files):
        ends = (NOW // for_nginx.WINDOW + 1) * for_nginx.WINDOW + for_nginx.MAX_AGE
        files.write("/", a_page(until=ends - 1), number=7, now=NOW)
        assert self.seen(files, "index.html") is None
        files.write("/", a_page(until=ends), number=7, now=NOW)
        assert self.seen(files, "index.html") == BODY

    @pytest.mark.parametrize("name", ["/voci/?club=milan", "/../../etc/passwd", "/a\x00b"])
    def test_odd_names_are_no_files(self, files, name):
        files.write(name, a_page(), number=7, now=NOW)
        assert [path for path in files.folder.rglob("*") if path.is_file() and "lock" not in path.name] == []


class TestPageFile:
    @pytest.fixture
    def file(self, tmp_path):
        return PageFile(tmp_path / "pages" / "pages.sqlite3", {"OPTIONS": {"bytes": 2**20}})

    def test_it_is_a_cache_as_django_has_them(self, file):
        file.set("page", b"one")
        file.set("page", b"two", 60)
        assert file.get("page") == b"two"
        assert not file.add("page", b"three")
        assert file.add("other", b"three", timeout=60, version=2)
        assert file.get_or_set("third", b"four") == b"four"
        assert (file.get("other"), file.get("other", version=2)) == (None, b"three")
        assert (file.touch("page"), file.touch("nobody")) == (True, False)
        assert (file.delete("page"), file.delete("page"), file.get("page", "none")) == (True, False, "none")
        file.clear()
        assert file.get("third") is None

    def test_another_process_has_what_was_put(self, file, tmp_path):
        file.set("page", a_page())
        again = PageFile(tmp_path / "pages" / "pages.sqlite3", {"OPTIONS": {"bytes": 2**20}})
        assert again.get("page") == a_page()

    def test_it_has_its_bytes_and_no_more(self, file, tmp_path):
        for number in range(300):
            file.set(str(number), randbytes(10_000))
        assert sum(path.stat().st_size for path in tmp_path.rglob("*.sqlite3")) <= 2**20
        assert (file.get("0"), len(file.get("299"))) == (None, 10_000)
