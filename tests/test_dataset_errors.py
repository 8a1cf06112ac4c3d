"""What is wrong with a file of rumours is said, by file and line, whatever comes in: never a traceback."""

import shutil

import pytest
from django.core.management import CommandError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rumours.models import Rumour, Source
from tests.folders import backtest, load, rewrite, spoil, the_tables, written

DOORS = pytest.mark.parametrize("door", [backtest, load])


@pytest.fixture
def folder(tmp_path):
    return written(tmp_path / "voci", the_tables())


@pytest.mark.django_db
@DOORS
class TestWhatIsWrongIsSaid:
    """The same answer at both doors: the backtest reads nothing of the site, the loader applies nothing."""

    def refused(self, door, folder, *expected):
        with pytest.raises(CommandError) as caught:
            door(folder)
        for text in expected:
            assert text in str(caught.value), text
        assert not Rumour.objects.exists()
        assert not Source.objects.exists()

    def test_what_is_right_passes(self, door, folder):
        door(folder)

    @pytest.mark.parametrize(
        ("name", "place", "column", "value", "allowed"),
        [
            ("rumours", 1, "outcome", "confirmed", "happened, did_not_happen, open"),
            ("rumours", 1, "outcome", "Happened", "happened"),
            ("rumours", 0, "kind", "swap", "coach_stay_or_renewal"),
            ("rumours", 0, "person_role", "agent", "player"),
            ("rumours", 0, "dismissal_only", "sì", "yes, no"),
            ("rumours", 0, "points_last_five", "16", "14, 15"),
            ("reports", 2, "stage", "talk", "agreement, done, denied"),
            ("reports", 2, "stance", "support", "speculates, supports"),
            ("reports", 2, "precision", "week", "day, month, year"),
            ("sources", 2, "kind", "blog", "official_club"),
            ("sources", 2, "prior_tier", "5", "0, 1, 2, 3, 4"),
            ("sources", 2, "attributable", "maybe", "yes, no"),
        ],
    )
    def test_a_word_that_is_not_of_the_vocabulary(self, door, folder, name, place, column, value, allowed):
        spoil(folder, name, place, column, value)
        place = f"{name}.csv, riga {place + 2}, colonna {column}: "
        self.refused(door, folder, place, f"«{value}»", allowed)

    @pytest.mark.parametrize(
        ("name", "column", "value", "expected"),
        [
            ("rumours", "first_seen", "01/07/2024", "non è una data"),
            ("rumours", "first_seen", "2024-W01-1", "non è una data"),
            ("rumours", "first_seen", "2024-02-30", "non esiste"),
            ("rumours", "first_seen", "", "non può essere vuota"),
            ("rumours", "outcome_date", "9999-12-31", "troppo lontana"),
            ("rumours", "deadline", "2024-08", "non è un giorno"),
            ("rumours", "deadline", "2024-06-30", "viene prima"),
            ("rumours", "window_or_season", "2024-26", "finestra"),
            ("rumours", "window_or_season", "9999-12", "finestra"),
            ("rumours", "person", "李娜", "lettere latine"),
            ("rumours", "outcome", "", "non può essere vuota"),
            ("reports", "published", "2024-13", "non esiste"),
            ("reports", "published", "ieri", "non è una data"),
            ("reports", "url", "ftp://example.org/x", "http://"),
            ("reports", "url", "javascript:alert(1)", "http://"),
            ("reports", "rumour_id", "tre", "«tre» non è in rumours.csv"),
            ("reports", "source_id", "delta", "«delta» non è in sources.csv"),
            ("sources", "source_id", "x" * 201, "200"),
        ],
    )
    def test_a_cell_that_cannot_be_read(self, door, folder, name, column, value, expected):
        spoil(folder, name, 0, column, value)
        self.refused(door, folder, f"{name}.csv, riga 2, colonna {column}: ", expected)

    @pytest.mark.parametrize(
        ("name", "column", "value"), [("rumours", "rumour_id", "uno"), ("reports", "report_id", "r1")]
    )
    def test_a_row_that_is_there_twice(self, door, folder, name, column, value):
        spoil(folder, name, 1, column, value)
        self.refused(door, folder, f"{name}.csv, riga 3, colonna {column}: «{value}» c'è già alla riga 2.")

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            (lambda text: b"", "è vuoto"),
            (lambda text: text.replace(b"\n", b",di troppo\n", 2), "mancano le colonne"),
            (lambda text: text.replace(b"talks,", b"talks,di troppo,", 1), "riga 2: le celle sono 9"),
            (lambda text: text.replace(b"talks,", b"", 1), "riga 2: le celle sono 7"),
            (lambda text: text.replace(b"talks", b'"talks', 1), "riga 2: virgolette"),
            (lambda text: text.replace(b"talks", b'"ta"lks', 1), "riga 2: virgolette"),
            (lambda text: text.replace(b"talks", b"ta\0lks", 1), "riga 2: contiene un byte nullo"),
            (lambda text: text.replace(b"voce", "là".encode("latin-1"), 1), "riga 2: non è in UTF-8"),
            (lambda text: text.decode().encode("utf-16"), "byte nullo"),
            (lambda text: text.replace(b"stance", b"posizione", 1), "mancano le colonne: stance."),
            (lambda text: text.replace(b"stance,stage", b"stage,stage", 1), "mancano le colonne: stance."),
            (lambda text: text.replace(b",url", b",url,url", 1), "ripetute nell'intestazione: url."),
            (lambda text: text.replace(b",", b";"), "mancano le colonne: report_id, rumour_id"),
            (lambda text: text + b"x" * 200_000, "riga 6: virgolette mai chiuse o fuori posto, oppure una cella"),
        ],
    )
    def test_a_file_that_is_no_table(self, door, folder, change, expected):
        if expected == "mancano le colonne":
            change = lambda text: text.replace(b"report_id", b"chiave", 1)  # noqa: E731
        rewrite(folder, "reports", change)
        self.refused(door, folder, "reports.csv", expected)

    @pytest.mark.parametrize("name", ["sources", "rumours", "reports"])
    def test_a_file_or_a_folder_that_is_not_there(self, door, folder, name):
        (folder / f"{name}.csv").unlink()
        self.refused(door, folder, f"{name}.csv: il file non esiste.")
        (folder / f"{name}.csv").mkdir()
        self.refused(door, folder, f"{name}.csv: non si può leggere.")
        shutil.rmtree(folder)
        self.refused(door, folder, "la cartella non esiste.")

    def test_columns_that_each_file_must_have(self, door, folder):
        for name, column in (("sources", "prior_tier"), ("rumours", "outcome"), ("reports", "stage")):
            tables = the_tables()
            for row in tables[name]:
                del row[column]
            self.refused(door, written(folder, tables), f"{name}.csv, riga 1: mancano le colonne: {column}.")

    @pytest.mark.parametrize(
        ("echoes", "expected"),
        [
            ({"r2": "r4"}, "riga 3, colonna echo_of: «r4» non è una segnalazione della stessa voce"),
            ({"r2": "r9"}, "«r9» non è una segnalazione della stessa voce"),
            ({"r1": "r1"}, "riga 2, colonna echo_of: queste riprese si rimandano in tondo"),
            ({"r1": "r2", "r2": "r3", "r3": "r1"}, "si rimandano in tondo"),
        ],
    )
    def test_an_echo_of_what_it_cannot_repeat(self, door, folder, echoes, expected):
        tables = the_tables()
        for row in tables["reports"]:
            row["echo_of"] = echoes.get(row["report_id"], "")
        self.refused(door, written(folder, tables), "reports.csv", expected)

    def test_a_byte_order_mark_does_no_harm(self, door, folder):
        for name in ("sources", "rumours", "reports"):
            rewrite(folder, name, lambda text: b"\xef\xbb\xbf" + text.replace(b"\r\n", b"\n"))
        door(folder)


#: What spoils a file: bytes in the place of others, anywhere.
SPOILING = st.tuples(st.integers(0, 10_000), st.integers(0, 12), st.binary(max_size=8) | st.sampled_from([b'"', b"\n"]))


@pytest.mark.django_db
@DOORS
class TestWhateverComesIn:
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(name=st.sampled_from(["sources", "rumours", "reports"]), spoiling=st.lists(SPOILING, min_size=1, max_size=3))
    def test_spoilt_bytes_are_refused_or_read(self, door, tmp_path, name, spoiling):
        folder = written(tmp_path / "voci", the_tables())
        for place, length, put in spoiling:
            rewrite(folder, name, lambda text, at=place, n=length, put=put: text[:at] + put + text[at + n :])
        self.pass_or_refuse(door, folder)

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_any_text_in_any_cell_is_refused_or_read(self, door, tmp_path, data):
        tables = the_tables()
        row = data.draw(st.sampled_from([row for rows in tables.values() for row in rows]))
        text = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
        row[data.draw(st.sampled_from(list(row)))] = data.draw(text)
        self.pass_or_refuse(door, written(tmp_path / "voci", tables))

    def pass_or_refuse(self, door, folder):
        with transaction.atomic():
            try:
                door(folder)
            except CommandError as error:
                assert str(folder) in str(error) or "niente da misurare" in str(error)
            transaction.set_rollback(True)
