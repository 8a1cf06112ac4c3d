"""The templates of pages are put together once with what they extend, and print what Django would make of them."""

import pytest
from django.template import Context, Engine
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode

TEMPLATES = {
    "base.html": (
        "<{% block title %}Sito{% endblock %}>{% if yes %}{% block body %}niente{% endblock %}{% endif %}{{ said }}"
    ),
    "newsroom/frame.html": (
        '{% extends "base.html" %}{% block body %}[{% block inner %}dentro{% endblock %}]{% endblock %}'
    ),
    "newsroom/plain.html": '{% extends "base.html" %}{% block title %}Pagina{% endblock %}',
    "newsroom/deep.html": (
        '{% extends "newsroom/frame.html" %}{% block inner %}{% with said="qui" %}{{ said }}{% endwith %}{% endblock %}'
    ),
    "newsroom/twice.html": '{% include "newsroom/plain.html" %}{% include "newsroom/deep.html" %}',
    "newsroom/super.html": '{% extends "base.html" %}{% block title %}{{ block.super }}!{% endblock %}',
}
IN_MEMORY = ("django.template.loaders.locmem.Loader", TEMPLATES)


def printed(loader, name):
    return Engine(loaders=[loader]).get_template(name).render(Context({"yes": True, "said": "fuori"}))


@pytest.mark.parametrize("name", ["base.html", "newsroom/frame.html", "newsroom/plain.html", "newsroom/deep.html"])
def test_a_page_prints_what_it_would_if_it_were_put_together_each_time(name):
    ours = ("config.page_templates.Loader", [IN_MEMORY])
    assert printed(ours, name) == printed(IN_MEMORY, name)


def test_two_pages_of_one_frame_do_not_fill_each_others_blocks():
    assert printed(("config.page_templates.Loader", [IN_MEMORY]), "newsroom/twice.html") == (
        "<Pagina>nientefuori<Sito>[qui]fuori"
    )


def test_a_page_that_asks_for_the_block_it_replaces_is_refused():
    with pytest.raises(NotImplementedError):
        printed(("config.page_templates.Loader", [IN_MEMORY]), "newsroom/super.html")


def test_the_pages_of_the_site_extend_nothing_any_more():
    assert not get_template("newsroom/club.html").template.nodelist.get_nodes_by_type(ExtendsNode)
