"""A channel as RSS 2.0, with the full text and one creator for each author."""

from django.utils.feedgenerator import Rss201rev2Feed

MEDIA_TYPE = "application/rss+xml; charset=utf-8"


class FullTextRss(Rss201rev2Feed):
    def rss_attributes(self):
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name in item["creators"]:
            handler.addQuickElement("dc:creator", name)
        for domain, term in item["domain_categories"]:
            handler.addQuickElement("category", term, {"domain": domain})
        handler.addQuickElement("content:encoded", item["content"])


def render(channel, *, changed_at):
    """Return the bytes of the RSS document of a Channel, built at `changed_at`."""
    feed = FullTextRss(
        title=channel.title,
        link=channel.link,
        description=channel.description,
        language="it",
        feed_url=channel.feed_link,
    )
    # Django would date an empty feed by the clock, and so change it at every visit.
    feed.latest_post_date = lambda: changed_at
    for entry in channel.entries:
        feed.add_item(
            title=entry.title,
            link=entry.link,
            description=entry.summary,
            pubdate=entry.published,
            unique_id=entry.guid,
            unique_id_is_permalink=False,
            creators=entry.authors,
            domain_categories=entry.categories,
            content=entry.content,
        )
    return feed.writeString("utf-8").encode()
