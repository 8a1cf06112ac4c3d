"""The head of a page, and the way that leads to it."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from newsroom import news, shared_pictures, structured_data
from newsroom.trails import trail_of

register = template.Library()
#: What would end the element, or the line, within a text.
ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


@register.simple_tag
def structured(thing, **known):
    """The structured data of a thing's page, as data that no browser runs."""
    told = json.dumps(structured_data.graph(thing, **known), ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(told))


@register.simple_tag(takes_context=True)
def own_address(context):
    """The one address of what a page shows: of a later page of a list its own, without filters and whatever else the
    query holds. Of a page without a query nothing has to be known."""
    request = context.get("request")
    if request and not request.META.get("QUERY_STRING"):
        return context.get("canonical", "")
    page, chosen = context.get("page"), context.get("filter")
    query = "" if chosen and chosen.is_filtering else getattr(page, "own_query", "")
    return f"{context.get('canonical', '')}?{query}" if query else context.get("canonical", "")


@register.inclusion_tag("newsroom/_breadcrumb.html")
def breadcrumb(thing):
    """The pages above a thing's own."""
    return {"trail": trail_of(thing)[:-1]}


@register.inclusion_tag("newsroom/_social.html", takes_context=True)
def social(context, title="", thing=None, description="", kind="website"):
    """What is shown where the address of a page is shared. No query."""
    picture = shared_pictures.picture_of(thing)
    told = {"title": title, "description": description, "kind": kind, "picture": picture}
    return told | {"address": own_address(context)}


@register.filter
def is_news(rumours):
    """Whether a story with these rumours is offered to news services."""
    return news.is_news(rumours)


@register.filter
def holds(rumour):
    return news.holds(rumour)
