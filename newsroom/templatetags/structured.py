import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from newsroom import structured_data

register = template.Library()
#: What would end the element, or the line, within a text.
ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


@register.simple_tag
def structured_story(article):
    """The structured data of a story, as data that no browser runs."""
    told = json.dumps(structured_data.story(article), ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(told))
