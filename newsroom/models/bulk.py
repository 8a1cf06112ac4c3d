"""Many new stories at once: what `save`, their tags and `link_mentions` do for one, each statement once for all."""

from django.db import transaction

from football import known_names
from football.fulltext import index
from football.models import stamp
from newsroom.models.article import Article
from newsroom.models.linked import pages_of, with_pages
from newsroom.models.linking import Body


@transaction.atomic
def create_stories(stories):
    """Store new stories, (Article with a slug, {field of tags: things}) pairs: all of them, or none when one is
    refused. About fifteen queries for any number, and those of the index for every fifty."""
    words = _read(stories)
    articles = Article.objects.bulk_create([article for article, _tags in stories])
    for name in {name for _article, tags in stories for name in tags}:
        _tag(Article._meta.get_field(name), stories)
    for article in articles:
        article.keep_what_the_body_shows(before="")
    index.put_words(Article, [(article.pk, *told) for article, told in zip(articles, words, strict=True)])
    printed = Article.printed_on(Article._base_manager.filter(pk__in=[article.pk for article in articles]))
    stamp(printed.union(*(article.is_to_come() for article in articles)))


def _read(stories):
    """Put each story right, link its mentions, and return the words by which it is found: its body is taken apart once
    for both."""
    register, words = known_names.of_the_site(), []
    pages = pages_of({tag for _article, tags in stories for tag in _linked(tags)})
    for article, tags in stories:
        article.prepare()
        body = Body(article.body)
        words.append(index.words_of(article, body.text))
        own = {(is_club, thing.pk): pages[is_club, thing.pk] for is_club, thing in _linked(tags)}
        article.body_linked = with_pages(body, article, register, own) if own else ""
    return words


def _linked(tags):
    """(Whether it is a club, thing) of those tags that a text links."""
    return [(name == "clubs", thing) for name in ("clubs", "people") for thing in tags.get(name, ())]


def _tag(field, stories):
    through, story, thing = field.remote_field.through, field.m2m_column_name(), field.m2m_reverse_name()
    rows = ((article.pk, one.pk) for article, tags in stories for one in dict.fromkeys(tags[field.name]))
    through._base_manager.bulk_create(through(**{story: article, thing: one}) for article, one in rows)
