"""What a story tells to search engines, as schema.org names it."""

from django.conf import settings


def story(article):
    """Return the NewsArticle of a story that was loaded for its page. No query."""
    url = settings.SITE_URL + article.get_absolute_url()
    return _without_empty(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": article.headline,
            "description": article.standfirst,
            "mainEntityOfPage": url,
            "inLanguage": "it-IT",
            "isAccessibleForFree": True,
            "articleSection": article.section.name if article.section_id else "",
            "datePublished": _instant(article.first_published_at),
            "dateModified": _instant(article.changed_at),
            "image": [article.lead_picture.social_address] if article.lead_image else [],
            "author": [_author(author) for author in article.authors.all()],
            "publisher": {"@type": "NewsMediaOrganization", "name": settings.SITE_NAME, "url": settings.SITE_URL},
            "creditText": article.ai_credit,
            "digitalSourceType": article.ai_source_type,
            "correction": [
                {"@type": "CorrectionComment", "text": one.text, "datePublished": _instant(one.published_at)}
                for one in article.corrections.all()
            ],
        }
    )


def _author(author):
    return {"@type": "Person", "name": author.name, "url": settings.SITE_URL + author.get_absolute_url()}


def _instant(at):
    return at.isoformat(timespec="seconds") if at else ""


def _without_empty(told):
    return {name: value for name, value in told.items() if value not in ("", [], None)}
