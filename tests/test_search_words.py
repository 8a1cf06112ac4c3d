"""How texts become words, and how a question is understood: pure, without a database."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from football.fulltext.asked import Legible, Marks, Term
from football.fulltext.words import analysed, legible, words_of
from football.recognition.register import Name, Register
from newsroom.search import snippets
from newsroom.search.namebook import Namebook
from newsroom.search.question import Question
from newsroom.search.spelling import Known

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


SPELLINGS = st.sampled_from(["Milan", "milan", "MILAN", "Di", "di", "Città", "ª", "中文", "x_y", "_", "²", "İsmail"])
PRINT = st.sampled_from([" ", "\n", ". ", "! «", " (", "’", "-", ", ", "…", "•", "\u00ad", ""])
PRINTED = st.lists(st.one_of(SPELLINGS, PRINT)).map("".join)


@given(PRINTED, PRINTED, PRINTED)
def test_a_text_is_found_by_what_is_told_of_its_words_one_by_one(lines, body, names):
    found = [list(words_of(legible(text).lower() if text.isupper() else legible(text))) for text in (lines, body)]
    named = {word.text for words in found for word in words if word.is_name} | {w.text for w in words_of(names)}
    for words, told in zip(found, analysed(lines, body, names=names), strict=True):
        assert told.exact == tuple(word.text for word in words)
        assert told.stems == {word.stem for word in words if not (word.capital and word.text in named)} - {""}


@given(st.text())
def test_no_query_makes_a_term_that_a_database_could_take_for_more(text):
    question = Question.asked(text, BOOK)
    assert len(question.text) <= 200 and len(question.terms) <= 12
    words = [word for term in question.terms for phrase in term.phrases for word in (*phrase, *term.stems)]
    assert all(re.fullmatch("[a-z0-9_]+", word) for word in words)


@given(st.text(max_size=400), st.text(max_size=40))
def test_a_marked_line_is_the_line_that_was_written(text, asked):
    marks = Marks(Question.asked(asked, BOOK).terms)
    assert "".join(piece for piece, _marked in snippets.marked(Legible(text), marks)) == legible(text)
    assert len("".join(piece for piece, _marked in snippets.snippet(Legible(text), marks))) <= snippets.LENGTH + 4


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
    assert bool(Known({"ancelotti": "Ancelotti"}).meant([typed])) == (typed != "ancelloti")


def test_words_know_where_they_stand():
    text = "L'Inter, ieri"
    assert [(text[word.start : word.end], word.text) for word in words_of(text)] == [
        ("Inter", "inter"),
        ("ieri", "ieri"),
    ]


WRITTEN = [
    "Inter",
    "l'",
    " ",
    " di ",
    "Real",
    "Madrid",
    "REAL",
    "trattative",
    "Trattativa",
    ". ",
    "città",
    "Straße",
    "ﬁrma",
    "Дx",
    "suo",
    "«",
    "x",
]
PHRASES = [
    ("real", "madrid"),
    ("real",),
    ("inter", "trattative"),
    ("citta",),
    ("x", "x", "x"),
    ("strasse",),
    ("firma", "x"),
    ("real", "strasse"),
]


@given(
    st.lists(st.sampled_from(WRITTEN)).map("".join) | st.text(),
    st.lists(st.sampled_from(PHRASES)),
    st.sets(st.sampled_from(["_trattat", "__trattat", "_citt", "_su", "_x"])),
)
@example("Il Real di Madrid. Trattative: la trattativa", [("real", "madrid")], {"_trattat"})
def test_what_is_marked_is_what_every_word_of_the_text_says(text, phrases, stems):
    marks = Marks([Term(tuple(phrases), tuple(stems))])
    assert marks.spans(Legible(text)) == _spans_word_by_word(list(words_of(legible(text))), marks)


def _spans_word_by_word(words, marks):
    spans = []
    while words:
        fitting = [p for p in marks.phrases if p == tuple(word.text for word in words[: len(p)])]
        length = len(fitting[0]) if fitting else int(words[0].stem in marks.stems)
        if length:
            spans.append((words[0].start, words[length - 1].end))
        words = words[length or 1 :]
    return spans
