"""What the paper says of itself: who makes it, who answers for it, what it keeps of its readers."""

from django.conf import settings
from django.shortcuts import render

from football.topics import AUTHORS, MENU
from newsroom.kept.printing import prints
from newsroom.legal import told
from newsroom.models import Author
from rumours.vocabulary import Label


def masthead(request):
    own = {AUTHORS, MENU}
    prints(*own)
    context = {"authors": Author.objects.all(), "is_demo": settings.DEMO_LOGINS, "labels": Label.values, "own": own}
    return render(request, "newsroom/masthead.html", context | {"legal": told(), "contact": settings.CONTACT})


def privacy(request):
    own = {MENU}
    prints(*own)
    controller = settings.DATA_CONTROLLER or settings.MASTHEAD["publisher"]
    context = {"controller": controller, "contact": settings.CONTACT, "own": own}
    return render(request, "newsroom/privacy.html", context)
