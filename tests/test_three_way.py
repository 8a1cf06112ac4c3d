"""What two people wrote from one version is put together without losing a word of either."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.differences import differences, sides, words_of
from newsroom.merging import blocks, join_bodies, merge

BASE = {"headline": "Conte verso il Napoli", "body": "<p>Uno.</p><p>Due.</p><p>Tre.</p>", "clubs": [1, 2], "section": 1}
KINDS = {"sets": {"clubs"}, "bodies": {"body"}}


def merged(mine, theirs):
    return merge(BASE, BASE | mine, BASE | theirs, **KINDS)


class TestFields:
    def test_different_fields_merge_by_themselves(self):
        found = merged({"headline": "Conte al Napoli"}, {"section": 2})
        assert found.state == BASE | {"headline": "Conte al Napoli", "section": 2}
        assert (found.taken, found.conflicts) == (["section"], [])

    def test_the_same_change_is_agreed(self):
        found = merged({"section": 2}, {"section": 2})
        assert (found.state["section"], found.taken, found.conflicts) == (2, [], [])

    def test_two_changes_of_one_field_are_a_conflict_and_mine_is_kept(self):
        found = merged({"headline": "Conte al Napoli"}, {"headline": "Napoli, ecco Conte"})
        assert (found.state["headline"], found.conflicts) == ("Conte al Napoli", ["headline"])

    def test_tags_are_merged_one_by_one(self):
        found = merged({"clubs": [1, 2, 3]}, {"clubs": [2, 4]})
        assert (found.state["clubs"], found.taken, found.conflicts) == ([2, 3, 4], ["clubs"], [])

    def test_a_field_that_a_state_does_not_have_stays_mine(self):
        assert merge({}, {"new": 1}, {"new": 2}).state == {"new": 1}


class TestBodies:
    def test_paragraphs_apart_are_joined(self):
        found = merged(
            {"body": "<p>Uno!</p><p>Due.</p><p>Tre.</p>"}, {"body": "<p>Uno.</p><p>Due.</p><p>Tre?</p><p>4</p>"}
        )
        assert found.state["body"] == "<p>Uno!</p><p>Due.</p><p>Tre?</p><p>4</p>"
        assert (found.joined, found.conflicts) == (["body"], [])

    @pytest.mark.parametrize(
        ("mine", "theirs"),
        [
            ("<p>Uno!</p><p>Due.</p><p>Tre.</p>", "<p>Uno?</p><p>Due.</p><p>Tre.</p>"),
            ("<p>Uno!</p><p>Due.</p><p>Tre.</p>", "<p>Uno.</p><p>Due?</p><p>Tre.</p>"),
            ("<p>Uno.</p><p>Tre.</p>", "<p>Uno.</p><p>Due, meglio.</p><p>Tre.</p>"),
            ("<p>Uno.</p><p>Due.</p><p>Tre.</p><p>A</p>", "<p>Uno.</p><p>Due.</p><p>Tre.</p><p>B</p>"),
        ],
        ids=["same", "neighbours", "deleted and changed", "both at the end"],
    )
    def test_paragraphs_that_touch_are_a_conflict(self, mine, theirs):
        assert join_bodies(BASE["body"], mine, theirs) is None

    def test_what_stands_inside_another_element_is_one_block(self):
        html = "<ul><li><p>a &amp; b<br>c</p></li></ul><p>x</p>coda"
        assert blocks(html) == ["<ul><li><p>a &amp; b<br>c</p></li></ul>", "<p>x</p>", "coda"]

    @given(st.lists(st.sampled_from("abcdef"), max_size=8), st.data())
    def test_whatever_is_joined_holds_the_changes_of_both(self, old, data):
        def edited(mark):
            new = [
                f"<p>{letter}{mark if data.draw(st.booleans()) else ''}</p>"
                for letter in old
                if data.draw(st.booleans())
            ]
            return "".join(new + ([f"<p>{mark}</p>"] if data.draw(st.booleans()) else []))

        base = "".join(f"<p>{letter}</p>" for letter in old)
        mine, theirs = edited("1"), edited("2")
        joined = join_bodies(base, mine, theirs)
        if joined is not None:
            assert joined.count("1") == mine.count("1")
            assert joined.count("2") == theirs.count("2")
        assert join_bodies(base, mine, base) == mine
        assert join_bodies(base, base, theirs) == theirs

    @given(st.text("<>/pbr &;a\n"))
    def test_blocks_are_the_body_again(self, html):
        assert "".join(blocks(html)) == html or "<" in html or "&" in html


class TestWords:
    def told(self, before, after):
        return [(piece.kind[0], piece.text) for piece in differences(before, after)]

    def test_an_apostrophe_parts_two_words(self):
        assert self.told("l'allenatore dell'Inter", "l'allenatore del Milan") == [
            ("s", "l'allenatore "),
            ("r", "dell'Inter"),
            ("a", "del Milan"),
        ]

    def test_a_word_and_not_its_letters(self):
        assert self.told("perché Conte resta.", "perché Conti resta!") == [
            ("s", "perché "),
            ("r", "Conte"),
            ("a", "Conti"),
            ("s", " resta"),
            ("r", "."),
            ("a", "!"),
        ]

    def test_figures_stay_whole(self):
        assert words_of("1.500,50 euro alle 14:10") == ["1.500,50", " ", "euro", " ", "alle", " ", "14:10"]

    @given(st.text(), st.text())
    def test_each_side_is_its_text_again(self, before, after):
        left, right = sides(before, after)
        assert "".join(piece.text for piece in left) == before
        assert "".join(piece.text for piece in right) == after

    def test_a_very_long_text_is_told_as_one_change(self):
        assert [piece.kind for piece in differences("a " * 9000, "b " * 9000)] == ["removed", "added"]
