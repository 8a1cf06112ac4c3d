"""Dates where the admin prints them by itself: Django's own Italian has "Lunedì 01 Settembre 2025", in capitals."""

DATE_FORMAT = "d/m/Y"
DATETIME_FORMAT = "d/m/Y H:i"
