"""The admin as the newsroom's desk: named in settings, so that every app registers with it."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "newsroom.desk.day.Desk"
