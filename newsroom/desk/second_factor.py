"""The second factor: who has to have one, setting it up, the codes that replace a lost telephone."""

import segno
from django.conf import settings
from django.db import transaction
from django.utils.safestring import mark_safe
from django_otp import match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

RECOVERY_CODES = 10


def is_required_of(user):
    """Whether the roles of `user` ask for a second factor; a superuser may do what every role may."""
    roles = settings.SECOND_FACTOR_ROLES
    return bool(roles) and (user.is_superuser or user.groups.filter(name__in=roles).exists())


def has_one(user):
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def is_met(user):
    """Whether this session of `user` came in by all that is asked of them."""
    # Of a session that has just begun nothing is set but the device.
    return bool(getattr(user, "otp_device", None)) or not is_required_of(user)


def accepts(user, code):
    """Return the device that takes the code of an app or a recovery code, or None. Neither is taken twice."""
    return match_token(user, code.replace(" ", "").replace("-", "").lower())


def unconfirmed(user):
    """Return the device that is being set up, the same until it is confirmed."""
    return TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "app"})[0]


@transaction.atomic
def confirm(device):
    """Make `device` the only one of its user. Returns their recovery codes, which are not shown again."""
    TOTPDevice.objects.filter(user=device.user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return new_recovery_codes(device.user)


@transaction.atomic
def new_recovery_codes(user):
    """Replace the recovery codes of `user`. Returns them, written so that they can be copied by hand."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def codes_left(user):
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def remove(user):
    for devices in (TOTPDevice, StaticDevice):
        devices.objects.filter(user=user).delete()


def picture_of(device):
    """Return the QR code of `device` as SVG. It is drawn here: the secret goes to nobody else."""
    drawn = segno.make(device.config_url, error="m").svg_inline(omitsize=True, dark="#000", light="#fff", border=3)
    return mark_safe(drawn)  # noqa: S308 (made of squares by segno)


def secret_of(device):
    """The secret as one types it, in groups of four."""
    secret = device.config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
