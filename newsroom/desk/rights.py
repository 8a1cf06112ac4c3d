"""What each page and act of the desk asks for: read by docs/permessi.md and by the test that walks them all."""

from dataclasses import dataclass

from django.contrib import admin
from django.urls import URLPattern, get_resolver

from newsroom.desk.roles import ROLES

#: Instead of a permission: whoever asks, whoever is signed in, nobody.
ANYONE, STAFF, NOBODY = "chiunque", "chi è entrato", "nessuno"
#: What the admin's own pages of a model ask for, to be opened and to be sent.
OF_A_MODEL = {
    "changelist": ("view", "view"),
    "add": ("add", "add"),
    "change": ("view", "change"),
    "delete": ("delete", "delete"),
    "history": ("view", "view"),
}
#: The record, and what is written elsewhere: no page adds to these models; those in the second set are only read.
NOT_ADDED = {"newsroom_correction", "rumours_report", "rumours_assessment", "rumours_override", "football_merge"} | {
    "newsroom_signin",
    "admin_logentry",
}
ONLY_READ = NOT_ADDED - {"newsroom_correction", "rumours_report"}
NOT_DELETED = ONLY_READ | {"newsroom_correctionrequest"}
VIEW_ARTICLE, CHANGE_ARTICLE, ADD_ARTICLE = (f"newsroom.{verb}_article" for verb in ("view", "change", "add"))
#: Pages of our own, by name: what opening one asks for, and sending to it. Where one of them is answered 405, that is
#: no question.
OWN = {
    "set_language": (ANYONE, ANYONE),
    "index": (STAFF, STAFF),
    "login": (ANYONE, ANYONE),
    "logout": (ANYONE, ANYONE),
    "second_factor": (STAFF, STAFF),
    "password_change": (STAFF, STAFF),
    "password_change_done": (STAFF, STAFF),
    "autocomplete": ("football.view_club", "football.view_club"),
    "jsi18n": (STAFF, STAFF),
    "view_on_site": (STAFF, STAFF),
    "app_list": (STAFF, STAFF),
    "accesses": (STAFF, STAFF),
    "accesses_everyone": ("newsroom.change_user", "newsroom.change_user"),
    "accesses_of": ("newsroom.change_user", "newsroom.change_user"),
    "auth_user_password_change": ("newsroom.change_user", "newsroom.change_user"),
    "newsroom_article_withdraw": ("newsroom.withdraw_article", "newsroom.withdraw_article"),
    "newsroom_article_pending": ("newsroom.publish_article", "newsroom.publish_article"),
    "newsroom_article_pending_typed": (CHANGE_ARTICLE, CHANGE_ARTICLE),
    "newsroom_article_pending_preview": ("newsroom.publish_article", "newsroom.publish_article"),
    "newsroom_article_note": (VIEW_ARTICLE, VIEW_ARTICLE),
    "newsroom_article_follow": (VIEW_ARTICLE, VIEW_ARTICLE),
    "newsroom_rumour_choices": (VIEW_ARTICLE, VIEW_ARTICLE),
    "newsroom_article_choices": (VIEW_ARTICLE, VIEW_ARTICLE),
    "newsroom_article_review": (NOBODY, ADD_ARTICLE),
    "newsroom_article_preview_new": (ADD_ARTICLE, ADD_ARTICLE),
    "newsroom_article_preview": (CHANGE_ARTICLE, CHANGE_ARTICLE),
    "newsroom_article_share": (CHANGE_ARTICLE, CHANGE_ARTICLE),
    "newsroom_article_typed_new": (ADD_ARTICLE, ADD_ARTICLE),
    "newsroom_article_typed": (CHANGE_ARTICLE, CHANGE_ARTICLE),
    "newsroom_article_versions": (VIEW_ARTICLE, VIEW_ARTICLE),
    "newsroom_article_compare": (VIEW_ARTICLE, VIEW_ARTICLE),
    "newsroom_article_restore": (NOBODY, CHANGE_ARTICLE),
    "newsroom_article_suggest": (NOBODY, ADD_ARTICLE),
    "newsroom_article_calendar": (VIEW_ARTICLE, VIEW_ARTICLE),
    "newsroom_image_upload": (NOBODY, "newsroom.add_image"),
    "newsroom_image_choose": ("newsroom.view_image", "newsroom.view_image"),
    "newsroom_image_told": ("newsroom.view_image", "newsroom.view_image"),
    "rumours_rumour_log": ("rumours.add_report", "rumours.add_report"),
    "rumours_rumour_read": ("rumours.add_report", "rumours.add_report"),
    "rumours_rumour_settle": ("rumours.publish_rumour", "rumours.publish_rumour"),
    "rumours_rumour_reopen": ("rumours.reopen_rumour", "rumours.reopen_rumour"),
    "rumours_rumour_judge": ("rumours.override_label", "rumours.override_label"),
    "rumours_rumour_confirm": ("rumours.override_label", "rumours.override_label"),
    "football_club_merge": ("football.add_merge", "football.add_merge"),
    "football_person_merge": ("football.add_merge", "football.add_merge"),
    "football_coach_merge": ("football.add_merge", "football.add_merge"),
    "football_player_merge": ("football.add_merge", "football.add_merge"),
    "football_merge_duplicates": ("football.add_merge", "football.add_merge"),
    "football_merge_undo": ("football.add_merge", "football.add_merge"),
}
#: What lists do to several rows at once.
ACTIONS = {
    "submit_selected": CHANGE_ARTICLE,
    "approve_selected": "newsroom.publish_article",
    "publish_selected": "newsroom.publish_article",
    "delete_selected": "delete",
}


@dataclass(frozen=True)
class Page:
    """A page of the desk: its name, its address below ADMIN_PATH, and what it asks for to be opened and to be sent."""

    name: str
    address: str
    opening: str
    sending: str


class Unnamed(Exception):
    """A page of the desk of which OWN says nothing."""


def addresses(patterns, prefix=""):
    """Yield (name, address) of every view below `patterns`."""
    for pattern in patterns:
        address = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield pattern.name, address
        else:
            yield from addresses(pattern.url_patterns, address)


def pages(admin_path):
    """Return a Page for each view of the desk, found in the resolver. Raises Unnamed."""
    found = [
        (name, address) for name, address in addresses(get_resolver().url_patterns) if address.startswith(admin_path)
    ]
    # Without a name are the old addresses of the admin, which lead to the new, and its own 404.
    return [Page(name, address.removeprefix(admin_path), *asked_by(name)) for name, address in found if name]


def asked_by(name):
    if name in OWN:
        return OWN[name]
    label, _, act = name.rpartition("_")
    models = {f"{model._meta.app_label}_{model._meta.model_name}": model for model in admin.site._registry}
    if label not in models or act not in OF_A_MODEL:
        raise Unnamed(f"{name}: say in newsroom/desk/rights.py what it asks for, and run manage.py permissions")
    if (act == "add" and label in NOT_ADDED) or (act == "delete" and label in NOT_DELETED):
        return NOBODY, NOBODY
    opening, sending = (permission(models[label], verb) for verb in OF_A_MODEL[act])
    return opening, NOBODY if act == "change" and label in ONLY_READ else sending


def permission(model, verb):
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"


def actions(request):
    """Yield (model, action, what it asks for) of every list that acts on several rows. Raises Unnamed."""
    for model, model_admin in admin.site._registry.items():
        for name in model_admin.get_actions(request):
            if name not in ACTIONS:
                raise Unnamed(name)
            asked = ACTIONS[name]
            yield model, name, permission(model, asked) if asked == "delete" else asked


def may(role, asked):
    """Whether a role, or None for who is not signed in, has what is asked. Who may change a thing may see it."""
    if asked in (ANYONE, NOBODY) or role is None:
        return asked == ANYONE
    if asked == STAFF:
        return True
    return asked in ROLES[role] or asked.replace(".view_", ".change_") in ROLES[role]
