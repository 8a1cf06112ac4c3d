"""What each role may do. A role is a Django group; the names are those that the newsroom uses."""

from django.contrib.auth.models import Group, Permission

EDITOR = [
    "newsroom.add_article",
    "newsroom.change_article",
    "newsroom.view_article",
    "newsroom.delete_article",
    "newsroom.add_image",
    "newsroom.change_image",
    "newsroom.view_image",
    "newsroom.view_author",
    "newsroom.view_section",
    "newsroom.view_correction",
    "newsroom.view_correctionrequest",
    *(f"newsroom.{verb}_follow" for verb in ("add", "delete", "view")),
    "rumours.view_assessment",
    "rumours.view_override",
    "rumours.add_domain",
    "rumours.change_domain",
    "rumours.view_domain",
    *(
        f"{app}.{verb}_{model}"
        for app, models in {
            "football": ["club", "person", "coach", "player", "tenure", "alias"],
            "rumours": ["source", "race", "rumour", "report"],
        }.items()
        for model in models
        for verb in ("add", "change", "view")
    ),
    "football.view_competition",
    "football.view_transferwindow",
    "football.delete_alias",
    "football.delete_tenure",
]
CHIEF = [
    *EDITOR,
    "newsroom.publish_article",
    "rumours.publish_rumour",
    "rumours.override_label",
    "rumours.delete_domain",
    *(f"newsroom.{verb}_{model}" for model in ("correction", "section", "author") for verb in ("add", "change")),
    "newsroom.delete_correction",
    "newsroom.add_correctionrequest",
    "newsroom.change_correctionrequest",
    "newsroom.delete_image",
    "football.add_competition",
    "football.change_competition",
    *(f"football.{verb}_transferwindow" for verb in ("add", "change", "delete")),
    "football.add_merge",
    "football.view_merge",
    "rumours.delete_report",
    "rumours.delete_rumour",
    "rumours.delete_race",
    "rumours.delete_source",
]
DIRECTOR = [
    *CHIEF,
    "newsroom.withdraw_article",
    "rumours.reopen_rumour",
    # The trail: who came in, and every act.
    "newsroom.view_signin",
    "admin.view_logentry",
]
ADMINISTRATOR = [
    *DIRECTOR,
    *(f"newsroom.{verb}_user" for verb in ("add", "change", "delete", "view")),
    *(f"auth.{verb}_group" for verb in ("add", "change", "delete", "view")),
]
ROLES = {
    "Redattore": EDITOR,
    "Caporedattore": CHIEF,
    "Direttore": DIRECTOR,
    "Amministratore": ADMINISTRATOR,
}


def create_roles():
    """Make the four groups, and give each what it lacks; what an administrator added to one stays. Idempotent."""
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, wanted in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*(known[codename] for codename in wanted))
