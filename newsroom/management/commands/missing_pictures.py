import sys

from django.core.management.base import BaseCommand
from django.db.models import Q

from newsroom.models import Article, Image


class Command(BaseCommand):
    help = "Names the pictures whose file is gone from where media are kept, and the stories that show them."

    def handle(self, **options):
        missing = [image for image in Image.objects.order_by("pk").iterator() if image.is_missing]
        for image in missing:
            shown = Article.objects.filter(Q(lead_image=image) | Q(pk__in=image.body_articles.values("pk")))
            self.stdout.write(f"{image.pk} {image.title}: {image.file.name}")
            self.stdout.writelines(f"    {story.get_absolute_url()} {story.headline}\n" for story in shown)
        if missing:
            sys.exit(1)
