from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from newsroom.desk import second_factor
from newsroom.desk.accesses import close, open_to
from newsroom.models import Act, SignIn, User

#: Who did it, in the trail.
BY = "manage.py"


class Command(BaseCommand):
    help = "Unlocks somebody after too many attempts; with --second-factor, removes a lost one and closes the sessions."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--second-factor", action="store_true", help="remove it: it is set up anew at sign-in")

    def handle(self, *, username, second_factor, **options):
        user = User.objects.filter(username=username).first()
        if not user:
            raise CommandError(_("Nobody is called %(name)s here.") % {"name": username})
        SignIn.record(Act.UNLOCKED, username, by=BY)
        if second_factor:
            _remove_second_factor(user)
        self.stdout.write(_("%(name)s can sign in again.") % {"name": username})


def _remove_second_factor(user):
    second_factor.remove(user)
    close(open_to([user]))
    SignIn.record(Act.REMOVED, user.username, by=BY)
