"""What the paper says of itself: who makes it, who answers for it, what it keeps of its readers."""

from django.conf import settings
from django.shortcuts import render

from football.topics import MENU, topics
from newsroom.kept.printing import prints
from newsroom.legal import told
from newsroom.models import Author
from rumours.vocabulary import Label


def masthead(request):
    prints(MENU, *topics("author", Author.objects.values_list("pk", flat=True)))
    context = {"authors": Author.objects.all(), "is_demo": settings.DEMO_LOGINS, "labels": Label.values}
    return render(request, "newsroom/masthead.html", context | {"legal": told(), "contact": settings.CONTACT})


def privacy(request):
    prints(MENU)
    controller = settings.DATA_CONTROLLER or settings.MASTHEAD["publisher"]
    return render(request, "newsroom/privacy.html", {"controller": controller, "contact": settings.CONTACT})
