"""Who came in, who was refused, what changed about how one comes in. Append-only: the database refuses the rest."""

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

#: A browser names itself at length.
AGENT_LENGTH = 300


class Act(models.TextChoices):
    IN = "in", _("signed in")
    BY_RECOVERY_CODE = "recovery", _("signed in with a recovery code")
    OUT = "out", _("signed out")
    REFUSED = "refused", _("wrong name or password")
    WRONG_CODE = "code", _("wrong code")
    LOCKED = "locked", _("refused: locked")
    ENROLLED = "enrolled", _("second factor set up")
    CODES = "codes", _("new recovery codes")
    REMOVED = "removed", _("second factor removed")
    UNLOCKED = "unlocked", _("unlocked")
    ENDED = "ended", _("session closed")
    PASSWORD = "password", _("password changed")


#: After one of these the earlier refusals of a name count no more.
FORGIVEN = (Act.IN, Act.BY_RECOVERY_CODE, Act.UNLOCKED)
COUNTED = (Act.REFUSED, Act.WRONG_CODE)


def name_key(username):
    """Return what stands for a typed name: some type their password there, which nobody may read afterwards."""
    return salted_hmac("newsroom.sign-in", username.strip().casefold()).hexdigest()


#: Names in a browser's account of itself. The first that it holds is meant: most of them name others after themselves.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = ["Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux"]


def browser_in(agent):
    """Return what to call a browser, such as “Firefox, Windows”; what says nothing of the kind stays as it is."""
    browser = next((name for mark, name in BROWSERS.items() if mark in agent), "")
    system = next((name for name in SYSTEMS if name in agent), "")
    return ", ".join(filter(None, (browser, system))) or agent[:60]


class SignIn(models.Model):
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    act = models.CharField(_("what"), max_length=10, choices=Act)
    # The name outlives the user; what was typed and is nobody's name is kept as its key alone.
    username = models.CharField(_("user"), max_length=150, blank=True)
    name_key = models.CharField(max_length=64, editable=False)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    agent = models.CharField(_("browser"), max_length=AGENT_LENGTH, blank=True)
    by = models.CharField(_("by"), max_length=150, blank=True, help_text=_("Whoever did it to somebody else."))

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["name_key", "-at"], name="sign_in_by_name"),
            models.Index(fields=["address", "-at"], name="sign_in_by_address"),
            models.Index(fields=["-at"], name="sign_in_latest"),
        ]

    def __str__(self):
        return f"{self.username or '?'}: {self.get_act_display()}"

    @property
    def browser(self):
        return browser_in(self.agent)

    @classmethod
    def record(cls, act, username, *, known=True, address=None, agent="", by=""):
        """Append what happened. Of a name that nobody has (`known` false) the key alone is kept."""
        told = {"act": act, "address": address, "agent": agent.replace("\0", "")[:AGENT_LENGTH], "by": by}
        return cls.objects.create(username=username if known else "", name_key=name_key(username), **told)
