"""Pages for what goes wrong. Those for a fault of ours ask nothing of the database."""

import sys

from django.http import HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template

from newsroom.faults import RETRY_AFTER, fault_of


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def forbidden(request, exception):
    return render(request, "403.html", status=403)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    """Called by Django while it handles the error."""
    if fault_of(sys.exception()):
        return HttpResponse(get_template("503.html").render(), status=503, headers={"Retry-After": RETRY_AFTER})
    return HttpResponseServerError(get_template("500.html").render())
