"""Texts found by their words. It knows words, not who is meant by them: names are looked up when somebody asks
(docs/decisions/0010)."""
