"""WordPress exports, small and as hostile as a test wants them."""

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- This is a WordPress eXtended RSS file: no <item> stands here. -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/{version}/">
<channel><title>Il vecchio sito</title><link>https://www.vecchio.it</link>
<wp:wxr_version>{version}</wp:wxr_version><wp:base_blog_url>https://www.vecchio.it</wp:base_blog_url>
<wp:author><wp:author_login>mrossi</wp:author_login><wp:author_email>m@vecchio.it</wp:author_email>
<wp:author_display_name><![CDATA[Mario Rossi]]></wp:author_display_name></wp:author>
<wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>calcio</wp:category_nicename>
<wp:category_parent></wp:category_parent><wp:cat_name><![CDATA[Calcio]]></wp:cat_name></wp:category>
<wp:category><wp:term_id>2</wp:term_id><wp:category_nicename>panchine</wp:category_nicename>
<wp:category_parent>calcio</wp:category_parent><wp:cat_name><![CDATA[Panchine]]></wp:cat_name></wp:category>
<wp:tag><wp:term_id>3</wp:term_id><wp:tag_slug>napoli</wp:tag_slug><wp:tag_name><![CDATA[Napoli]]></wp:tag_name></wp:tag>
"""
TAIL = "</channel></rss>\n"


def an_item(number, title="Conte firma", content="<p>Il testo.</p>", *, terms=(), meta=None, comments=0, **fields):
    """One post, out since 2019 unless a test says otherwise; `terms` are (domain, slug, name)."""
    values = {
        "link": f"https://www.vecchio.it/2019/06/storia-{number}/",
        "pubDate": "Mon, 03 Jun 2019 18:30:00 +0000",
        "dc:creator": "mrossi",
        "guid": f"https://www.vecchio.it/?p={number}",
        "excerpt:encoded": "",
        "wp:post_id": number,
        "wp:post_date": "2019-06-03 20:30:00",
        "wp:post_date_gmt": "2019-06-03 18:30:00",
        "wp:post_name": f"storia-{number}",
        "wp:status": "publish",
        "wp:post_parent": 0,
        "wp:post_type": "post",
        "wp:post_password": "",
    } | {name.replace("__", ":"): value for name, value in fields.items()}
    lines = [f"<{name}><![CDATA[{value}]]></{name}>" for name, value in values.items() if value is not None]
    lines += [f'<category domain="{d}" nicename="{s}"><![CDATA[{n}]]></category>' for d, s, n in terms]
    lines += [
        f"<wp:postmeta><wp:meta_key>{k}</wp:meta_key><wp:meta_value><![CDATA[{v}]]></wp:meta_value></wp:postmeta>"
        for k, v in (meta or {}).items()
    ]
    lines += ["<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>"] * comments
    body = f"<content:encoded><![CDATA[{content}]]></content:encoded>"
    return f"<item><title><![CDATA[{title}]]></title>\n{chr(10).join(lines)}\n{body}</item>\n"


def an_attachment(number, path, *, parent=0, alt="", caption=""):
    meta = {"_wp_attached_file": path, "_wp_attachment_image_alt": alt}
    address = {"wp__attachment_url": f"https://www.vecchio.it/wp-content/uploads/{path}"}
    kind = {"wp__post_type": "attachment", "wp__status": "inherit", "wp__post_parent": parent}
    return an_item(number, f"foto {number}", "", meta=meta, **{"excerpt__encoded": caption} | address | kind)


def an_export(*items, version="1.2", tail=TAIL):
    return (HEAD.format(version=version) + "".join(items) + tail).encode()
