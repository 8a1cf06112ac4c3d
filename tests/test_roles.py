import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from newsroom.desk.roles import ROLES
from tests.builders import an_editor

pytestmark = pytest.mark.django_db

TABLE = {
    "newsroom.add_article": "Redattore Caporedattore Direttore Amministratore",
    "newsroom.publish_article": "Caporedattore Direttore Amministratore",
    "newsroom.withdraw_article": "Direttore Amministratore",
    "newsroom.add_correction": "Caporedattore Direttore Amministratore",
    "newsroom.add_user": "Amministratore",
    "rumours.publish_rumour": "Caporedattore Direttore Amministratore",
    "rumours.add_report": "Redattore Caporedattore Direttore Amministratore",
    "rumours.add_assessment": "",
    "rumours.delete_rumour": "Caporedattore Direttore Amministratore",
    "football.change_person": "Redattore Caporedattore Direttore Amministratore",
}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_what(role):
    user = an_editor(role)
    assert {act for act in TABLE if user.has_perm(act)} == {
        act for act, roles in TABLE.items() if role in roles.split()
    }


def test_making_the_roles_again_restores_what_they_lack_and_keeps_what_was_added(capsys):
    call_command("create_roles")
    group = Group.objects.get(name="Redattore")
    added = Permission.objects.get(codename="withdraw_article")
    group.permissions.remove(Permission.objects.get(codename="add_article"))
    group.permissions.add(added)
    call_command("create_roles")
    held = set(group.permissions.values_list("codename", flat=True))
    assert {"add_article", "withdraw_article"} <= held
    assert Group.objects.count() == 4
    assert "Ruoli: Redattore" in capsys.readouterr().out
