"""What readers and subscribers are shown, by name: a verb that changes something public stamps the topics that print
it, and whoever keeps a copy compares their stamps (docs/decisions/0011).

    site                 anything at all that is public: every other topic moves with it
    stories              the lists of all stories: front page, archive, the feed of everything, sitemaps
    story:<key>          the page of one story, or what its address says of its withdrawal
    section:<key>        the stories of a section; so too author:, club:, person:
    corrections          the register of corrections
    rumours              the lists of rumours, whatever their filters
    rumour:<key>         the page of one rumour, with its reports, its rivals' labels and its stories
    rumours-club:<key>   the rumours about a club; so too rumours-person:
    changes              the log of the changes of label
    source:<key>         what a source has reported
    register             clubs, people, tenures and competitions, as indexes, careers and benches print them
    coming               the instants at which something comes by itself: one more may come earlier than a copy expects
    menu                 what every page prints of the site: its sections
    authors              the bylines, as the page about the paper and the sitemap list them
"""

SITE, STORIES, CORRECTIONS = "site", "stories", "corrections"
RUMOURS, CHANGES = "rumours", "changes"
REGISTER, MENU, COMING, AUTHORS = "register", "menu", "coming", "authors"


def topic(kind, key):
    """ "club:12"; `kind` is one of those above that have a key."""
    return f"{kind}:{key}"


def topics(kind, keys):
    return {topic(kind, key) for key in keys if key is not None}
