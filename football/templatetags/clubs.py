from django import template

from football import italian

register = template.Library()


@register.filter
def at_the(club):
    """ "alla Lazio", "al Milan"."""
    return italian.at_the(club.name)


@register.filter
def since(tenure):
    """ "dal 7 novembre 2024", "da novembre 2024"."""
    return italian.since(tenure.start, tenure.start_precision)
