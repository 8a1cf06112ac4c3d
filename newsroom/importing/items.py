"""What one item of a WordPress export says, as plain values. Pure."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

LONGEST_KEY = 500
NUMBER = re.compile(r"[1-9][0-9]{0,17}")
#: What no story of a site can be dated: before and after these years a date is a mistake.
YEARS = range(1970, 2101)


class Malformed(ValueError):
    """An item that does not say what it is."""


@dataclass(frozen=True)
class Term:
    """A category, a tag or a byline, by the domain it is of."""

    domain: str
    slug: str
    name: str


@dataclass(frozen=True)
class Person:
    """An author of the former site. The address of their post stays there."""

    login: str
    name: str


@dataclass
class Item:
    key: str
    type: str
    status: str
    title: str
    link: str
    guid: str
    creator: str
    content: str
    excerpt: str
    slug: str
    password: str
    parent: str
    attachment_url: str
    at: datetime | None
    terms: list[Term] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    comments: int = 0

    @property
    def is_secret(self):
        return self.status == "private" or bool(self.password)


def item_of(element, *, zone):
    """Return the Item of a parsed <item>. Raises Malformed for None, which is what is no XML, and for what has no type
    or nothing by which to know it again."""
    if element is None:
        raise Malformed

    def text(path):
        return (element.findtext(path) or "").strip()

    guid, number = text("guid"), text("{wp}post_id")
    key = number if NUMBER.fullmatch(number) else (guid or text("link"))[:LONGEST_KEY]
    if not key or not text("{wp}post_type"):
        raise Malformed
    return Item(
        key=key,
        type=text("{wp}post_type")[:40],
        status=text("{wp}status")[:40],
        title=text("title"),
        link=text("link"),
        guid=guid,
        creator=text("{dc}creator"),
        content=element.findtext("{content}encoded") or "",
        excerpt=text("{excerpt}encoded"),
        slug=text("{wp}post_name"),
        password=text("{wp}post_password"),
        parent=text("{wp}post_parent"),
        attachment_url=text("{wp}attachment_url"),
        at=instant(text("{wp}post_date_gmt"), text("{wp}post_date"), text("pubDate"), zone=zone),
        terms=[_term(category) for category in element.findall("category") if category.get("domain")],
        meta={
            m.findtext("{wp}meta_key") or "": m.findtext("{wp}meta_value") or ""
            for m in element.findall("{wp}postmeta")
        },
        comments=len(element.findall("{wp}comment")),
    )


def _term(category):
    name = (category.text or "").strip()
    return Term(category.get("domain"), category.get("nicename") or "", name or category.get("nicename") or "")


def instant(gmt, local, published, *, zone):
    """When an item is dated: by its instant, else by the clock of the site, else as feeds had it. None: by nothing
    that can be a date, such as the zeroes of a draft."""
    for text, place in ((gmt, UTC), (local, ZoneInfo(zone))):
        try:
            at = datetime.fromisoformat(text).replace(tzinfo=place)
        except ValueError:
            continue
        if at.year in YEARS:
            return at.astimezone(UTC)
    try:
        at = parsedate_to_datetime(published)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC) if at.year in YEARS else None


def people_of(channel):
    """Return the authors that the head of an export names, by login. Before version 1.1 it names none."""
    found = {}
    for author in channel.iter("{wp}author"):
        login = (author.findtext("{wp}author_login") or "").strip()
        shown = (author.findtext("{wp}author_display_name") or "").strip()
        if login:
            found[login] = Person(login, shown or login)
    return found


def terms_of(channel):
    """Return the categories and the tags that the head of an export declares, each with its address there."""
    found = [_declared(e, "category", "category_nicename", "cat_name") for e in channel.iter("{wp}category")]
    parents = {
        e.findtext("{wp}category_nicename"): e.findtext("{wp}category_parent") for e in channel.iter("{wp}category")
    }
    tags = [_declared(e, "post_tag", "tag_slug", "tag_name") for e in channel.iter("{wp}tag")]
    return [(term, f"/category/{_nested(term.slug, parents)}/") for term in found] + [
        (term, f"/tag/{term.slug}/") for term in tags
    ]


def _declared(element, domain, slug, name):
    said = element.findtext(f"{{wp}}{slug}") or ""
    return Term(domain, said, element.findtext(f"{{wp}}{name}") or said)


def _nested(slug, parents):
    """The slugs of a category and of those above it, the highest first; a circle ends where it closes."""
    chain = [slug]
    while (above := parents.get(chain[0])) and above not in chain:
        chain.insert(0, above)
    return "/".join(chain)
