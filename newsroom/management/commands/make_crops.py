from django.core.management.base import BaseCommand

from newsroom.models import Article


class Command(BaseCommand):
    help = "Makes what is missing of the crops that stories have of their own, after an upgrade that changes sizes."

    def handle(self, *args, **options):
        for article in Article.objects.exclude(lead_use={}).select_related("lead_image").for_lists().iterator():
            article.keep_lead_crops()
