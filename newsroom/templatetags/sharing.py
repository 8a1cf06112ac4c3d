"""Links by which a reader passes a story on: plain addresses, no script and nobody's button."""

from urllib.parse import quote, urlencode

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

register = template.Library()


@register.inclusion_tag("newsroom/_share.html")
def share_links(title, address):
    """Takes the title and the absolute address of the page."""
    both = f"{title} {address}"
    return {
        "links": [
            ("WhatsApp", f"https://wa.me/?{urlencode({'text': both}, quote_via=quote)}"),
            ("Telegram", f"https://t.me/share/url?{urlencode({'url': address, 'text': title}, quote_via=quote)}"),
            ("X", f"https://x.com/intent/post?{urlencode({'text': title, 'url': address}, quote_via=quote)}"),
            (_("Mail"), f"mailto:?{urlencode({'subject': title, 'body': address}, quote_via=quote)}"),
        ],
        "label": pgettext("to pass a story on", "Share"),
    }
