"""How long it takes to read a text for names, against the whole register and with many more people in it; and how long
the admin's autocomplete takes over as many: one core, a scratch database in memory.

    python bench/recognition.py [PEOPLE]
"""

import os
import random
import statistics
import sys
import time
from datetime import date
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "DATABASE_URL": "sqlite://:memory:",
    "DEBUG": "1",
    "ALLOWED_HOSTS": "testserver",
}

import django  # noqa: E402

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from football import known_names  # noqa: E402
from football.models import Alias, Person  # noqa: E402
from football.recognise import recognise  # noqa: E402
from football.recognition.register import Name, Register  # noqa: E402

RUNS, WORDS, DAY = 30, 600, date(2024, 11, 7)
NICKNAME = "Bomber di Borgo"
FIELD = {"app_label": "newsroom", "model_name": "article", "field_name": "people"}
CONSONANTS, VOWELS = "bcdfglmnprstv", "aeio"
#: As many names as a story of the market holds: one in ten words.
STORY = (
    "La vigilia di Napoli-Atalanta è tutta nelle scelte dei due allenatori. Antonio Conte ha provato il 4-3-3 a "
    "Castel Volturno e ha tenuto a riposo chi aveva giocato con la nazionale, mentre Gasperini aspetta notizie "
    "dall'infermeria e potrebbe cambiare due uomini in difesa rispetto alla trasferta di mercoledì. In città "
    "l'attesa cresce, i biglietti sono finiti in poche ore e la società ha chiesto ai tifosi di arrivare presto "
    "allo stadio. Il tecnico non ha voluto parlare di classifica: ha ricordato che il campionato è lungo, che la "
    "squadra è giovane e che la vittoria dell'anno scorso non conta più. Intanto il Milan valuta la posizione di "
    "Fonseca, con la dirigenza divisa tra chi vorrebbe aspettare la sosta e chi pensa già a un sostituto: sullo "
    "sfondo restano Sarri e Allegri, che hanno ancora mercato anche in Inghilterra. Il Manchester United ha scelto "
    "Amorim dopo l'esonero di Ten Hag. "
)


def story(words):
    """A story of so many words, as many times the same one as it takes, in paragraphs."""
    told = (STORY + "\n") * (words // len(STORY.split()) + 1)
    return " ".join(told.split(" ")[:words])


def invented_names(number, *, seed=1):
    chance = random.Random(seed)
    syllables = [one + other for one in CONSONANTS for other in VOWELS]
    words = ["".join(chance.choices(syllables, k=chance.randint(3, 4))).capitalize() for _turn in range(2 * number)]
    return [f"{one} {other}" for one, other in zip(words[::2], words[1::2], strict=True)]


def milliseconds(*works, runs=RUNS):
    """Return the median of several runs of each, in time of this process, after one that is not counted. They take
    turns, so that whatever else the machine does weighs on all alike."""
    taken = [[] for _work in works]
    for run in range(runs + 1):
        for work, times in zip(works, taken, strict=True):
            started = time.process_time()
            work()
            times += [(time.process_time() - started) * 1000] * bool(run)
    return [statistics.median(times) for times in taken]


def with_more_people(names):
    """The register of the files, and people of whom each has a full name and a surname."""
    few = known_names.from_files()
    everybody = [name for those in few.names.values() for name in those]
    for number, name in enumerate(names):
        everybody += [Name(name, number, False, "full"), Name(name.split()[1], number, False, "surname", True)]
    stints = [stint for those in few.stints.values() for stint in those]
    return Register(everybody, stints, countries=few.countries)


def reading(number):
    text = story(WORDS)
    few, many = known_names.from_files(), with_more_people(invented_names(number))
    read = [partial(recognise, register, text, day=DAY) for register in (few, many)]
    base, more = milliseconds(*read)
    print(f"{len(text.split())} words, {len(few.patterns)} names: {base:.2f} ms (median of {RUNS})")
    print(f"{len(many.patterns)} names, {number} people more: {more:.2f} ms, {more / base:.2f} times as long")


def fill(number):
    call_command("migrate", verbosity=0)
    names = invented_names(number, seed=2)
    people = Person.objects.bulk_create(
        Person(slug=f"p-{n}", name=name, family_name=name.split()[1], search_names=name.lower())
        for n, name in enumerate(names)
    )
    Alias.objects.create(person=people[-1], text=NICKNAME)
    people[-1].refresh_search_names()
    return people


def autocomplete(number):
    """Print the queries and the time of exact, alias and partial hits, as an editor's browser asks for them."""
    people = fill(number)
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("bench", "bench@example.org", None))
    exact, nicknamed = people[number // 2], people[-1]
    for term, wanted in ((exact.name, exact), (NICKNAME.lower(), nicknamed), (exact.name[:3].lower(), None)):
        ask = partial(client.get, reverse("admin:autocomplete"), FIELD | {"term": term})
        (taken,) = milliseconds(ask, runs=10)
        with CaptureQueriesContext(connection) as queries:
            first = ask().json()["results"][0]["id"]
        # The other two find out who asks.
        ours = sum("football_" in query["sql"] for query in queries.captured_queries)
        right = "" if wanted is None else ", the right one first" if first == str(wanted.pk) else ", ANOTHER FIRST"
        print(f"“{term}” among {number}: {len(queries)} queries, {ours} of them ours, {taken:.1f} ms{right}")


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    reading(number)
    autocomplete(number)
