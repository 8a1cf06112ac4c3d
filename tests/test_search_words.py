"""How texts become words, and how a question is understood: pure, without a database."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from football.fulltext.asked import Marks
from football.fulltext.words import analysed, words_of
from football.recognition.register import Name, Register
from newsroom.search import snippets, spelling
from newsroom.search.namebook import Namebook
from newsroom.search.question import Question

NAMES = [
    Name("Inter", 1, True),
    Name("Inter Milan", 1, True, "local_language"),
    Name("Milan", 2, True),
    Name("Conte", 3, False, "surname", ambiguous=True),
    Name("Antonio Conte", 3, False, "full"),
    Name("Ancelotti", 4, False, "surname"),
    Name("Carletto", 4, False, "nickname", ambiguous=True),
]
BOOK = Namebook(Register(NAMES).names, ["Inter", "Milan"], ["Antonio Conte", "Carlo Ancelotti"])


def found_by(text):
    return set(analysed(text)[0].tokens)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("si parla di esonero", "tre esonerati"),
        ("la trattativa va avanti", "le trattative vanno avanti"),
        ("una città", "una citta"),
        ("l'obbligo di riscatto", "gli obblighi di riscatti"),
        ("dell’attacco", "l'attacco"),
        ("ANNUNCIO A SORPRESA", "annunci a sorpresa"),
        ("un ri\u00adscatto", "un riscatto"),
    ],
)
def test_forms_of_one_word_share_a_stem(one, other):
    assert {token for token in found_by(one) & found_by(other) if token.startswith("_")}


@pytest.mark.parametrize("text", ["Oggi Conte parla", "Arriva Conte. Conte parla", "«Ecco Conte»", "L'idea di Conte"])
def test_a_name_has_no_stem_of_its_own(text):
    assert "conte" in found_by(text)
    assert not {"_cont", "__cont"} & found_by(text)


def test_the_word_that_begins_a_sentence_may_be_a_name_or_none():
    assert "__cont" in found_by("Conti in ordine")
    assert "__trattat" in found_by("Trattative in corso")


@given(st.text())
def test_no_text_makes_a_word_that_a_database_could_take_for_more(text):
    assert all(re.fullmatch("[a-z0-9_]+", token) for words in analysed(text, text) for token in words.tokens)


@given(st.text())
def test_no_query_makes_a_term_that_a_database_could_take_for_more(text):
    question = Question.asked(text, BOOK)
    assert len(question.text) <= 200 and len(question.terms) <= 12
    words = [word for term in question.terms for phrase in term.phrases for word in (*phrase, *term.stems)]
    assert all(re.fullmatch("[a-z0-9_]+", word) for word in words)


@given(st.text(max_size=400), st.text(max_size=40))
def test_a_marked_line_is_the_line_that_was_written(text, asked):
    marks = Marks(Question.asked(asked, BOOK).terms)
    assert "".join(piece for piece, _marked in snippets.marked(text, marks)) == snippets.legible(text)
    assert len("".join(piece for piece, _marked in snippets.snippet(text, marks))) <= snippets.LENGTH + 4


def test_a_byname_becomes_the_sure_names_of_its_owner():
    term = Question.asked("Carletto", BOOK).terms[0]
    assert set(term.phrases) == {("carletto",), ("ancelotti",)}


def test_two_clubs_side_by_side_are_two():
    assert Question.asked("inter milan", BOOK).owners == ((True, 1), (True, 2))


def test_a_word_with_the_stem_of_a_name_does_not_find_the_name():
    assert Question.asked("conti", BOOK).terms[0].stems == ("_cont",)
    assert Question.asked("trattative", BOOK).terms[0].stems == ("_trattat", "__trattat")
    assert Question.asked("conte", BOOK).terms[0].stems == ()


@pytest.mark.parametrize("typed", ["ancelloti", "anceloti", "ancelottti", "ancelotto", "nacelotti"])
def test_a_letter_wrong_is_seen_and_two_are_not(typed):
    assert bool(spelling.meant([typed], {"ancelotti": "Ancelotti"})) == (typed != "ancelloti")


def test_words_know_where_they_stand():
    text = "L'Inter, ieri"
    assert [(text[word.start : word.end], word.text) for word in words_of(text)] == [
        ("Inter", "inter"),
        ("ieri", "ieri"),
    ]
