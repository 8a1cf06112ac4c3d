"""People who come in: by password, by code, from a browser of their own."""

from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from newsroom.desk import second_factor
from tests.builders import PASSWORD

LOGIN = "admin:login"


def code_of(user, *, step=0):
    """The code that the telephone of `user` shows now, or some half minutes from now."""
    return f"{totp(TOTPDevice.objects.filter(user=user).latest('pk').bin_key, drift=step):06d}"


def with_telephone(user):
    """Give `user` a second factor. Returns the recovery codes."""
    return second_factor.confirm(second_factor.unconfirmed(user))


def gives_name(client, user, password=PASSWORD, **extra):
    return client.post(reverse(LOGIN), {"username": getattr(user, "username", user), "password": password}, **extra)


def gives_code(client, code, **extra):
    return client.post(reverse(LOGIN), {"code": code}, **extra)


def signed_in(user, **headers):
    """A browser in which `user` came in, by all that is asked."""
    client = Client(**headers)
    gives_name(client, user)
    if second_factor.has_one(user):
        TOTPDevice.objects.filter(user=user).update(last_t=-1)
        gives_code(client, code_of(user))
    return client


def is_in(client):
    return client.get(reverse("admin:index")).status_code == 200
