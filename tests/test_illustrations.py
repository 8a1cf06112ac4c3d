import random

import pytest

from newsroom.demo.illustrations import MOTIFS, draw
from newsroom.demo.illustrations.palette import TOO_ALIKE, distance, palette_of


@pytest.mark.parametrize("motif", MOTIFS)
def test_every_motif_is_drawn_the_same_for_the_same_story(motif):
    picture = draw(motif, ["#1E71B8", "#000000"], "una-storia")
    assert (picture.size, picture.mode) == ((1600, 900), "RGB")
    assert picture.tobytes() == draw(motif, ["#1E71B8", "#000000"], "una-storia").tobytes()


def test_two_stories_do_not_look_the_same():
    assert draw("panchina", [], "una").tobytes() != draw("panchina", [], "altra").tobytes()


@pytest.mark.parametrize("colours", [[], ["#FFFFFF"], ["#000000", "#010101"], ["#FFFFFF", "#FAE5D6"], ["#FF0000"] * 4])
def test_the_inks_stand_out_whatever_the_colours(colours):
    inks = palette_of(colours, random.Random(1))
    for other in (inks.paper, inks.ink, inks.second):
        assert distance(inks.first, other) > TOO_ALIKE


def test_an_unknown_motif_is_said():
    with pytest.raises(ValueError, match="stadio"):
        draw("stadio", [], "x")
