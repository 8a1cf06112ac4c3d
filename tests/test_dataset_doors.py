"""What the files of rumours become: in the site, in the backtest, and out again."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from rumours import parameters, reliability
from rumours.backtest import validation
from rumours.backtest.cases import cases_in, cases_of_the_site
from rumours.backtest.forecasts import together
from rumours.loading import dataset
from rumours.loading.export import export
from rumours.loading.tables import DOMAINS, PLAYERS, REPORTS, RUMOURS, SOURCES
from rumours.loading.windows import deadline_of, window_in_words
from rumours.management.commands.backtest import origin_of
from rumours.models import Report, Rumour, Source
from rumours.vocabulary import Outcome, Stage
from tests.builders import a_club, a_report, a_rumour, a_source, end
from tests.folders import a_report_row, a_rumour_row, backtest, load, rewrite, spoil, the_tables, written

DOCS = Path(__file__).parent.parent / "docs" / "dati-delle-voci.md"


@pytest.fixture
def folder(tmp_path):
    return written(tmp_path / "voci", the_tables())


@pytest.mark.django_db
class TestTheLoader:
    def test_echoes_are_inferred_only_without_their_column(self, folder):
        load(folder)
        assert Report.objects.get(echo_of__isnull=False).via.name == "Testata beta"

    def test_an_empty_cell_says_that_it_is_no_echo(self, folder):
        tables = the_tables()
        tables["reports"][2]["echo_of"] = "r2"
        tables["reports"][1]["echo_of"] = "r1"
        load(written(folder, tables))
        origin = Report.objects.get(source__name="Testata alfa", via=None)
        assert {report.echo_of for report in Report.objects.filter(echo_of__isnull=False)} == {origin}
        assert Report.objects.filter(echo_of=origin).count() == 2

    def test_no_cell_filled_means_no_echo_at_all(self, folder):
        tables = the_tables()
        for row in tables["reports"]:
            row["echo_of"] = ""
        load(written(folder, tables))
        assert not Report.objects.filter(echo_of__isnull=False).exists()

    def test_the_race_that_the_rows_name(self, folder):
        tables = the_tables()
        tables["rumours"] = [
            a_rumour_row(key, club, race=race, outcome="did_not_happen")
            for key, club, race in (("uno", "Torino", "a"), ("due", "Como", "a"), ("tre", "Lecce", ""))
        ]
        with_clubs(tables)
        load(written(folder, tables))
        joined = Rumour.objects.filter(race__isnull=False)
        assert {rumour.to_club.name for rumour in joined} == {"Torino", "Como"}
        assert joined.values("race").distinct().count() == 1

    def test_two_that_came_true_did_not_exclude_one_another(self, folder):
        tables = the_tables()
        tables["rumours"] = [a_rumour_row(key, club, outcome="happened") for key, club in SEATS]
        with_clubs(tables)
        load(written(folder, tables))
        assert Rumour.objects.filter(outcome=Outcome.CONFIRMED, race__isnull=True).count() == 2

    def test_what_came_true_on_no_day_did_by_its_deadline(self, folder):
        spoil(folder, "rumours", 0, "outcome_date", "")
        load(folder)
        assert Rumour.objects.get(person__name="Mario Prova").outcome_on == date(2024, 8, 30)

    def test_a_day_that_is_sure_only_to_the_month(self, folder):
        spoil(folder, "reports", 2, "precision", "month")
        load(folder)
        assert Report.objects.get(source__name="Testata gamma").precision == "month"

    def test_a_text_that_is_too_long_for_its_place(self, folder):
        spoil(folder, "rumours", 1, "outcome_note", "x" * 301)
        with pytest.raises(CommandError, match="riga 3, colonna outcome_note: "):
            load(folder)

    def test_a_domain_of_nobody(self, folder):
        (folder / "domains.csv").write_text("domain,source_id\nesempio.it,nessuno\n")
        with pytest.raises(CommandError, match=r"domains\.csv, riga 2, colonna source_id: «nessuno»"):
            load(folder)

    def test_a_house_of_nobody(self, folder):
        spoil(folder, "sources", 1, "parent_source_id", "nessuna")
        with pytest.raises(CommandError, match=r"sources\.csv, riga 3, colonna parent_source_id: «nessuna»"):
            load(folder)

    def test_what_an_editor_deleted_stays_away(self, folder):
        load(folder)
        Report.objects.filter(via__isnull=False).update(via=None)
        Report.objects.filter(source__name="Testata beta").delete()
        Source.objects.filter(name="Testata beta").delete()
        tables = the_tables()
        tables["reports"].append(a_report_row("r5", "uno", "alfa", via_source_id="beta", published="2024-07-09"))
        load(written(folder, tables))
        assert Report.objects.get(published_at__date=date(2024, 7, 9)).via is None


SEATS = (("uno", "Torino"), ("due", "Como"))


def with_clubs(tables):
    """Let the clubs that the rows name be there, and no report point at what is not."""
    for row in tables["rumours"]:
        a_club(row["to_club"])
    tables["reports"] = [row for row in tables["reports"] if row["rumour_id"] in {"uno", "due"}]


class TestTheBacktest:
    def test_protocols_under_which_nothing_was_seen_stay_in_the_json(self, folder, capsys):
        tables = the_tables()
        for row in tables["reports"]:
            row["published"] = "2024-07"
        backtest(written(folder, tables))
        protocols = json.loads(capsys.readouterr().out)["protocols"]
        assert set(protocols) == {"last", "first", "h7"}
        assert protocols["last"]["n"] == 2
        nothing = dict.fromkeys(("brier", "log", "brier_base", "skill", "skill_interval"))
        assert protocols["h7"] == {"n": 0} | nothing
        call_command("backtest", csv=folder)
        assert "h7     n     0\n" in capsys.readouterr().out

    def test_no_report_at_all_is_a_table_of_nothing(self, folder, capsys):
        rewrite(folder, "reports", lambda text: text.splitlines(keepends=True)[0])
        call_command("backtest", csv=folder)
        assert "last   n     0\n" in capsys.readouterr().out

    def test_a_fit_needs_reports(self, folder, tmp_path):
        rewrite(folder, "reports", lambda text: text.splitlines(keepends=True)[0])
        with pytest.raises(CommandError, match="Non ci sono segnalazioni"):
            backtest(folder, fit=tmp_path / "p.json")
        assert not (tmp_path / "p.json").exists()

    def test_a_fit_that_cannot_be_written_is_refused_before_it_is_made(self, folder, tmp_path, monkeypatch):
        monkeypatch.setattr(validation, "refit", lambda *args, **options: pytest.fail("it was made"))
        for path in (tmp_path, tmp_path / "non" / "c'è.json", folder / "rumours.csv" / "x.json"):
            with pytest.raises(CommandError, match="non si può scrivere"):
                backtest(folder, fit=path)

    def test_a_history_is_read_as_strictly(self, folder, tmp_path):
        with pytest.raises(CommandError, match="la cartella non esiste"):
            backtest(folder, history=tmp_path / "niente")
        other = written(tmp_path / "prima", the_tables())
        spoil(other, "reports", 0, "stage", "boh")
        with pytest.raises(CommandError, match=r"prima/reports\.csv, riga 2, colonna stage"):
            backtest(folder, history=other)

    def test_a_rumour_of_both_folders_is_fitted_to_once(self, folder, tmp_path, capsys, monkeypatch):
        monkeypatch.setattr(validation, "TRIED", {})
        tables = the_tables()
        tables["rumours"].append(a_rumour_row("tre", "Lecce", person="Carlo Terzo"))
        other = written(tmp_path / "prima", tables)
        backtest(folder, history=other, fit=tmp_path / "p.json")
        fitted = parameters.read(tmp_path / "p.json").provenance
        assert fitted["rumours"] == 3
        assert [name.split()[0] for name in fitted["of"].split(" + ")] == ["voci", "prima"]
        assert len(together(cases_in(folder), cases_in(folder))) == 2

    def test_a_fit_says_which_figures_flatter(self, folder, tmp_path, capsys, monkeypatch):
        monkeypatch.setattr(validation, "TRIED", {})
        call_command("backtest", csv=folder, fit=tmp_path / "p.json")
        told = capsys.readouterr().out
        crossed, in_sample = told.index("Convalida incrociata"), told.index("Sulle stesse voci")
        assert crossed < told.index("Sempre in convalida incrociata") < in_sample < told.index("Murphy")
        backtest(folder, fit=tmp_path / "p.json")
        printed = capsys.readouterr()
        assert "stesse voci" in printed.err
        assert set(json.loads(printed.out)) == {"protocols", "labels", "parameters"}

    def test_the_constants_of_the_site_name_the_data_of_the_site(self):
        assert reliability.PARAMETERS.provenance["of"] == origin_of(dataset.DATA, None)

    def test_an_echo_is_one_only_if_the_column_says_so(self, folder):
        assert [e.echo for case in cases_in(folder) for e in case.evidence] == [False, True, False, False]
        tables = the_tables()
        for row in tables["reports"]:
            row["echo_of"] = ""
        told = [e.echo for case in cases_in(written(folder, tables)) for e in case.evidence]
        assert told == [False, False, False, False]


@pytest.mark.django_db
class TestTheExport:
    def test_a_folder_that_holds_something_is_left_alone(self, folder):
        before = (folder / "rumours.csv").read_bytes()
        for path in (folder, folder / "rumours.csv", folder / "rumours.csv" / "dentro"):
            with pytest.raises(CommandError, match="esiste già|non si può scrivere"):
                call_command("export_rumours", path)
        assert (folder / "rumours.csv").read_bytes() == before

    def test_an_empty_folder_will_do(self, tmp_path):
        call_command("export_rumours", tmp_path)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["reports.csv", "rumours.csv", "sources.csv"]

    def test_its_queries_and_those_of_the_backtest_do_not_grow(self, tmp_path, django_assert_num_queries):
        for number in range(3):
            rumour = a_rumour()
            origin = a_report(rumour)
            a_report(rumour, echo_of=origin)
            end(rumour, Outcome.CONFIRMED)
            with django_assert_num_queries(3):
                assert len(cases_of_the_site()) == number + 1
            with django_assert_num_queries(3):
                export(tmp_path / f"{number}")

    def test_a_club_speaks_as_one_of_its_own_people_alone(self, tmp_path):
        club = a_club()
        speaker = a_source(kind="official_club", club=club)
        its_own, of_another = a_rumour(to_club=club), a_rumour()
        for rumour in (its_own, of_another):
            a_report(rumour, speaker, stage=Stage.CONTACTS)
            end(rumour, Outcome.CONFIRMED)
        export(tmp_path)
        for cases in (cases_of_the_site(), cases_in(tmp_path)):
            kinds = {case.key: case.evidence[0].source_kind for case in cases}
            assert kinds == {its_own.slug: "official_club", of_another.slug: "website"}
        load(tmp_path)
        assert set(Source.objects.values_list("club", flat=True)) == {club.pk}

    def test_what_is_exported_loads_again_with_its_echoes_and_no_others(self, tmp_path, capsys):
        rumour, day = a_rumour(), timezone.now() - timedelta(days=3)
        origin = a_report(rumour, published_at=day, logged_at=day)
        relayed = {"via": origin.source, "published_at": day, "logged_at": day}
        a_report(rumour, origin.source, **relayed)
        a_report(rumour, echo_of=origin, published_at=day, logged_at=day)
        end(rumour, Outcome.CONFIRMED)
        call_command("export_rumours", tmp_path / "fuori")
        assert [e.echo for case in cases_in(tmp_path / "fuori") for e in case.evidence] == [False, False, True]
        load(tmp_path / "fuori")
        assert Report.objects.filter(echo_of__isnull=False).count() == 2


@pytest.mark.parametrize(
    ("window", "due", "words"),
    [
        ("1999-00 winter", date(2000, 1, 31), "gennaio 2000"),
        ("1998-99", date(1999, 6, 30), "1998-99"),
        ("2024-25 summer", date(2025, 6, 30), "estate 2025"),
    ],
)
def test_a_window_of_another_century(window, due, words):
    assert (deadline_of(window), window_in_words(window)) == (due, words)


@pytest.mark.parametrize("table", [SOURCES, RUMOURS, REPORTS, DOMAINS, PLAYERS])
def test_every_column_is_told_in_the_docs(table):
    (told,) = (part for part in DOCS.read_text(encoding="utf-8").split("\n**") if part.startswith(table.name))
    for column in {*table.columns, *table.rules}:
        assert re.search(rf"\b{column}\b", told), column


def test_words_of_an_editor_are_no_window_and_stay():
    assert window_in_words("estate e winter") == "estate e winter"
    with pytest.raises(ValueError, match="unknown window"):
        deadline_of("2024-99 winter")
