"""What the paper says of itself: who makes it, who answers for it, what it keeps of its readers."""

from django.conf import settings
from django.shortcuts import render

from newsroom.legal import told
from newsroom.models import Author
from rumours.vocabulary import Label


def masthead(request):
    context = {"authors": Author.objects.all(), "is_demo": settings.DEMO_LOGINS, "labels": Label.values}
    return render(request, "newsroom/masthead.html", context | {"legal": told(), "contact": settings.CONTACT})


def privacy(request):
    controller = settings.DATA_CONTROLLER or settings.MASTHEAD["publisher"]
    return render(request, "newsroom/privacy.html", {"controller": controller, "contact": settings.CONTACT})
