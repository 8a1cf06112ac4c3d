"""How the paper sets its text: what it changes, and what it must leave alone."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom import typography
from newsroom.typography import ACCENTS, changes_in_html, fixed, fixed_html, in_context

CHANGED = [
    ("E' fatta", "È fatta"),
    ("E’ fatta", "È fatta"),
    ("Il tecnico e' arrivato", "Il tecnico è arrivato"),
    ("perche' no", "perché no"),
    ("Perche' no", "Perché no"),
    ("PERCHE' NO", "PERCHÉ NO"),
    ("perchè no", "perché no"),
    ("nè uno nè l'altro", "né uno né l'altro"),
    ("un pò di attesa", "un po' di attesa"),
    ("qual'è il piano", "qual è il piano"),
    ("Qual’era il piano", "Qual era il piano"),
    ("piu' tardi, puo' darsi", "più tardi, può darsi"),
    ("gia' lunedi' sara' qui", "già lunedì sarà qui"),
    ("la citta', la societa'.", "la città, la società."),
    ("Si', resta: pero'...", "Sì, resta: però…"),
    ("da se' stesso", "da sé stesso"),
    ('Disse "resto" e uscì', "Disse «resto» e uscì"),
    ("Disse “resto” e uscì", "Disse «resto» e uscì"),
    ("Disse „resto” e uscì", "Disse «resto» e uscì"),
    ('"Resto qui", ha detto', "«Resto qui», ha detto"),
    ('"Mi ha detto "resta" e basta"', "«Mi ha detto “resta” e basta»"),
    ("«Mi ha detto «resta» e basta»", "«Mi ha detto “resta” e basta»"),
    ('all\'"Olimpico"', "all'«Olimpico»"),
    ('("resto")', "(«resto»)"),
    ("L’Inter e l’Atalanta", "L'Inter e l'Atalanta"),
    ("l`allenatore", "l'allenatore"),
    ("l´allenatore", "l'allenatore"),
    ("gli anni ’90", "gli anni '90"),
    ("D’Aversa e N’Dicka", "D'Aversa e N'Dicka"),
    ("la ‘prima’ volta", "la 'prima' volta"),
    ("resta -- forse -- a Milano", "resta – forse – a Milano"),
    ("aspetta...", "aspetta…"),
    ("aspetta.....", "aspetta…"),
    ("due  spazi", "due spazi"),
    ("tre   spazi", "tre spazi"),
    ("10\u00a0milioni", "10 milioni"),
    ("10\u202fmilioni", "10 milioni"),
    ("uno \u00a0due", "uno due"),
    ("E' \"fatta\"...  perche' -- dice", "È «fatta»… perché – dice"),
]
KEPT = [
    "un po' di attesa",
    "di' la verità",
    "va' piano, fa' presto, sta' fermo, da' retta",
    "D'Aversa, Dell'Orco, N'Dicka, Eto'o, O'Riley, De' Medici",
    "l'Inter, dell'Atalanta, c'è, com'è, dov'è, cos'è",
    "gli anni '90, la stagione '24-25",
    "gol al 90' e al 45'+2",
    "«Resto qui», ha detto",
    "«Mi ha detto “resta” e basta»",
    "il titolo 'la meta' della stagione",
    "il cosiddetto 'perche' di tutto",
    "https://example.com/e'-fatta--perche'...html",
    "www.example.it/a--b",
    "scrivi a redazione@esempio.it...",
    "@allenatore_90 #e'fatta",
    "gazzetta.it/calcio--mercato",
    "--- una riga ---",
    'un monitor da 27" e basta',
    '"comincia qui e finisce altrove',
    "finisce qui»",
    "testa-coda, 4-3-3, 2024-25",
    "La terra è rotonda, la meta è lontana, il faro illumina",
    "",
    " ",
]


@pytest.mark.parametrize(("typed", "printed"), CHANGED)
def test_it_is_set_as_the_paper_sets_it(typed, printed):
    assert fixed(typed) == printed
    assert fixed(printed) == printed


@pytest.mark.parametrize("text", KEPT)
def test_it_is_left_alone(text):
    assert fixed(text) == text


PIECES = st.sampled_from(
    [*ACCENTS, *"\"«»“”’'`-. \u00a0é", "...", "--", "E'", "Eto'o", "https://a.it/b--c", "<p>", "Ciao"]
)


@given(st.lists(PIECES | st.text(max_size=3)).map("".join))
def test_a_text_that_was_set_is_not_set_again(text):
    assert fixed(fixed(text)) == fixed(text)


def bare(text):
    """The letters and figures of a text, without their accents."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return re.sub(r"[\W_]", "", plain)


@given(st.lists(PIECES | st.text(max_size=3)).map("".join))
def test_no_letter_changes_but_by_the_table(text):
    assert bare(fixed(text)) == bare(text)


def test_every_entry_of_the_table_is_only_an_accent():
    for typed, written in ACCENTS.items():
        assert bare(typed) == bare(written), typed
        assert fixed(typed) == written


class TestInABody:
    def test_text_changes_and_addresses_and_marks_stay(self):
        body = '<p>E\' <strong>"fatta"</strong>: <a href="https://a.it/x--y?q=E\'">perche\'</a></p><h2>L’Inter...</h2>'
        assert fixed_html(body) == (
            '<p>È <strong>«fatta»</strong>: <a href="https://a.it/x--y?q=E&#x27;">perché</a></p><h2>L\'Inter…</h2>'
        )

    def test_quotes_pair_across_marks_and_not_across_paragraphs(self):
        assert fixed_html('<p>"Resto <em>qui</em>", disse</p>') == "<p>«Resto <em>qui</em>», disse</p>"
        assert fixed_html('<p>"Resto</p><p>qui"</p>') == '<p>"Resto</p><p>qui"</p>'

    def test_code_is_left_alone(self):
        assert fixed_html("<p>E' <code>a -- b...</code></p>") == "<p>È <code>a -- b...</code></p>"

    def test_each_change_is_told_with_what_stands_around_it(self):
        told = [in_context(text, change) for text, change in changes_in_html("<p>Dice che e' fatta</p><p>Si'</p>")]
        assert told == [("Dice che ", "e'", "è", " fatta"), ("", "Si'", "Sì", "")]

    def test_what_stands_around_a_change_is_told_in_whole_words(self):
        text = "<p>Il presidente aveva detto a tutti che e' fatta e che nessuno sarebbe partito prima di giugno.</p>"
        (told,) = [in_context(text, change) for text, change in changes_in_html(text)]
        assert told == ("…aveva detto a tutti che ", "e'", "è", " fatta e che nessuno…")

    @given(st.lists(PIECES).map("".join))
    def test_a_body_that_was_set_is_not_set_again(self, text):
        body = f"<p>{typography.parse(text).text.replace('<', '').replace('&', '')}</p>"
        assert fixed_html(fixed_html(body)) == fixed_html(body)
