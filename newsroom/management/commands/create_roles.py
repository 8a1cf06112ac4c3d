from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from newsroom.desk.roles import ROLES, create_roles


class Command(BaseCommand):
    help = "Makes the roles of the newsroom as groups, or restores what they lack. May be run again."

    def handle(self, *args, verbosity=1, **options):
        create_roles()
        if verbosity:
            self.stdout.write(_("Roles: %(names)s") % {"names": ", ".join(ROLES)})
