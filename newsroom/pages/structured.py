"""What machines read in a story's page: schema.org, with its corrections."""

import json

from django.conf import settings
from django.utils.safestring import mark_safe

#: Nothing in the data may end the element that holds it.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def of_story(article):
    """Return the JSON-LD of an article loaded by `for_page`, safe within its element. No query."""
    told = {name: value for name, value in _story(article).items() if value}
    # Every character that means something in HTML is escaped above.
    return mark_safe(json.dumps(told, ensure_ascii=False).translate(ESCAPES))  # noqa: S308


def _story(article):
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.headline,
        "description": article.standfirst,
        "articleSection": article.section.name,
        "mainEntityOfPage": _absolute(article),
        "datePublished": _instant(article.first_published_at),
        "dateModified": _instant(article.changed_at),
        "author": [{"@type": "Person", "name": one.name, "url": _absolute(one)} for one in article.authors.all()],
        "publisher": {"@type": "NewsMediaOrganization", "name": settings.SITE_NAME, "url": settings.SITE_URL},
        "image": article.lead_image and [article.lead_image.social_address],
        "correction": [
            {"@type": "CorrectionComment", "text": one.text, "datePublished": _instant(one.published_at)}
            for one in article.corrections.all()
        ],
    }


def _absolute(thing):
    return settings.SITE_URL + thing.get_absolute_url()


def _instant(at):
    return at and at.isoformat(timespec="seconds")
