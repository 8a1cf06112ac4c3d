"""What a page tells to search engines, as schema.org names it. No query: all of it was loaded for the page."""

from urllib.parse import urljoin

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from football.models import Club, Person, Role
from football.names import fold
from newsroom.models import Article, Author
from newsroom.shared_pictures import picture_of
from newsroom.trails import trail_of
from rumours.models import Rumour

#: Parts of the page about the paper: templates/newsroom/masthead.html has them as anchors.
PRINCIPLES, OWNERSHIP = "#principi", "#proprieta"


def graph(thing, **known):
    """Return the whole of what the page of a thing tells: the thing, and where it stands on the site. `known` is what
    the page has loaded beside it: `club` (a person's Tenure today), `bench` (a club's)."""
    return {"@context": "https://schema.org", "@graph": [_describe(thing, **known), breadcrumbs(trail_of(thing))]}


def _describe(thing, **known):
    described = {Article: story, Author: profile, Club: club, Person: person, Rumour: rumour}
    return _told(next(how for model, how in described.items() if isinstance(thing, model))(thing, **known))


def story(article):
    return {
        "@type": "NewsArticle",
        "headline": article.headline,
        "description": article.standfirst,
        "mainEntityOfPage": absolute(article.get_absolute_url()),
        "inLanguage": "it-IT",
        "isAccessibleForFree": True,
        "articleSection": article.section.name if article.section_id else "",
        "datePublished": _instant(article.first_published_at),
        "dateModified": _instant(article.changed_at),
        "image": _images(article),
        "author": [_byline(author) for author in article.authors.all()],
        "publisher": publisher(),
        "sponsor": article.sponsor and {"@type": "Organization", "name": article.sponsor},
        "creditText": article.ai_credit,
        "digitalSourceType": article.ai_source_type,
        "correction": [_correction(one) for one in article.corrections.all()],
        **_subjects(article),
    }


def _images(article):
    """The lead picture at 16:9, 4:3 and 1:1, the widest first; the card of a story that has none."""
    pictures = [article.rendition(crop) for crop in ("16:9", "4:3", "1:1") if article.lead_image]
    return [_image(one.url, one.width, one.height) for one in pictures or [picture_of(article)]]


def _image(url, width, height):
    return {"@type": "ImageObject", "url": url, "width": width, "height": height}


def _byline(author):
    return {"@type": "Person", "name": author.name, "url": absolute(author.get_absolute_url())}


def _correction(correction):
    return {
        "@type": "CorrectionComment",
        "text": correction.text,
        "datePublished": _instant(correction.published_at),
    }


def _subjects(article):
    """Whom a story is about, since its headline names them, and whom it mentions."""
    headline, told = f" {fold(article.headline)} ", {"about": [], "mentions": []}
    for thing in [*article.people.all(), *article.clubs.all()]:
        names = {fold(thing.name), fold(getattr(thing, "family_name", thing.name))}
        place = "about" if any(f" {name} " in headline for name in names) else "mentions"
        told[place].append(_told(_named(thing)))
    return told


def _named(thing):
    """A person or a club in a few words, as they stand in what is told of something else."""
    kind = "Person" if isinstance(thing, Person) else "SportsTeam"
    return {"@type": kind, "name": thing.name, "url": absolute(thing.get_absolute_url()), "sameAs": thing.same_as}


def publisher():
    """The paper, with where it says who it is and what it holds itself to."""
    about = absolute(reverse("masthead"))
    return {
        "@type": "NewsMediaOrganization",
        "name": settings.SITE_NAME,
        "url": absolute(reverse("home")),
        "logo": _image(urljoin(settings.SITE_URL, static("site/logo.png")), 512, 512),
        "masthead": about,
        "publishingPrinciples": about + PRINCIPLES,
        "ownershipFundingInfo": about + OWNERSHIP,
        "correctionsPolicy": absolute(reverse("corrections")),
        "verificationFactCheckingPolicy": absolute(reverse("reliability")),
    }


def profile(author):
    who = _byline(author) | {"description": author.bio, "worksFor": publisher()}
    return {"@type": "ProfilePage", "url": who["url"], "inLanguage": "it-IT", "mainEntity": _told(who)}


def club(thing, *, bench=None):
    return _named(thing) | {
        "sport": "Soccer",
        "alternateName": thing.official_name,
        "location": thing.city,
        "foundingDate": str(thing.founded or ""),
        "memberOf": {"@type": "SportsOrganization", "name": thing.competition.name},
        "coach": bench and _told(_named(bench.person)),
    }


def person(thing, *, club=None):
    return _named(thing) | {
        "birthDate": str(thing.birth_date or ""),
        "nationality": thing.nationality,
        "jobTitle": thing.get_role_display(),
        "memberOf": club and club.role in (Role.COACH, Role.PLAYER) and _told(_named(club.club)),
    }


def rumour(thing):
    """A page and whom it is about. No ClaimReview: that is for facts that were checked, and this is a forecast."""
    things = filter(None, [thing.person, thing.from_club, thing.to_club])
    return {
        "@type": "WebPage",
        "name": thing.title,
        "url": absolute(thing.get_absolute_url()),
        "inLanguage": "it-IT",
        "datePublished": _instant(thing.published_at),
        "dateModified": _instant(thing.news_at),
        "about": [_told(_named(one)) for one in things],
        "publisher": publisher(),
    }


def breadcrumbs(trail):
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": absolute(path)}
        for place, (name, path) in enumerate(trail, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def absolute(path):
    return settings.SITE_URL + path


def _instant(at):
    return at.isoformat(timespec="seconds") if at else ""


def _told(described):
    """What is known of something: what is not is left out."""
    return {name: value for name, value in described.items() if value not in ("", [], None, False)}
