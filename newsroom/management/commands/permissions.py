from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.test import RequestFactory

from newsroom.desk.rights import actions, may, pages
from newsroom.desk.roles import ROLES
from newsroom.models import User

FILE = Path(settings.BASE_DIR) / "docs" / "permessi.md"
HEAD = """# Permessi

Chi può aprire ogni pagina della redazione e chi può usarla. Scritto da `manage.py permissions`: non si modifica a mano.
Gli indirizzi stanno sotto `ADMIN_PATH`. Chi non è entrato apre solo quello che è di «chiunque».

Oltre ai permessi contano le cose stesse: un Redattore modifica gli articoli suoi, finché non sono approvati o usciti;
un articolo letto non si elimina; una voce con un'etichetta non si elimina; chi ha agito non si elimina, si disattiva;
solo un superutente tocca un superutente.

"""


class Command(BaseCommand):
    help = "Writes docs/permessi.md: which role may open and use which page of the desk."

    def handle(self, **options):
        FILE.write_text(as_markdown(), encoding="utf-8")
        self.stdout.write(str(FILE))


def as_markdown():
    rows = [(f"`{page.address}`", page.opening, page.sending) for page in pages(settings.ADMIN_PATH)]
    return HEAD + _table("pagina", rows) + "\n## Azioni sugli elenchi\n\n" + _table("azione", _actions())


def _actions():
    request = RequestFactory().get("/")
    # A superuser is offered them all.
    request.user = User(is_superuser=True, is_active=True)
    for model, name, asked in actions(request):
        yield f"`{model._meta.label_lower}` {name}", asked, asked


def _table(first, rows):
    lines = [f"| {first} | per aprire | per agire | {' | '.join(ROLES)} |", "|---" * (3 + len(ROLES)) + "|"]
    for label, opening, sending in rows:
        cells = [_cell(role, opening, sending) for role in ROLES]
        lines.append(f"| {label} | {opening} | {sending} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(role, opening, sending):
    return {(True, True): "●", (True, False): "legge", (False, True): "●"}.get(
        (may(role, opening), may(role, sending)), "–"
    )
