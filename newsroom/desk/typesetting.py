"""Quotes, apostrophes, dashes and accents put right when a story is saved, if the editor, who has seen each change,
wants them."""

from django import forms

from newsroom import typography

#: How the button and the dialog are called in the form.
ACCEPT = "_typeset"
LINES = ("kicker", "headline", "standfirst")
#: Enough to judge by; more are told by their number.
SHOWN = 60


def proposals_for(copy):
    """Return what would change in a Copy, each with what stands around it. No query."""
    found = [(getattr(copy, name), change) for name in LINES for change in typography.changes(getattr(copy, name))]
    found += typography.changes_in_html(copy.body)
    keys = ("before", "old", "new", "after")
    shown = [dict(zip(keys, typography.in_context(text, change), strict=True)) for text, change in found[:SHOWN]]
    return shown + [{"before": "", "old": "", "new": "", "after": f"+ {len(found) - SHOWN}"}] * (len(found) > SHOWN)


class TypesetForm(forms.ModelForm):
    """A form of a story that is set as the paper sets its texts, if that was asked for."""

    def clean(self):
        cleaned = super().clean()
        if ACCEPT in self.data:
            for name in LINES:
                if name in cleaned:
                    cleaned[name] = typography.fixed(cleaned[name])
            if "body" in cleaned:
                cleaned["body"] = typography.fixed_html(cleaned["body"])
        return cleaned
