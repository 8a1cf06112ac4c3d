"""Many editors at once, and a server that dies in the middle: every save that was answered with success is kept."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.scratch import GONE, GRANIAN, Client, Scratch, form_of, pairs_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not GRANIAN.exists(), reason="no server on this machine: install requirements.txt"),
]
EDITORS, SAVES = 8, 25


def editor_at_work(site, number):
    """Save one story again and again, now a line that everybody changes, now a paragraph of one's own; asked between
    two texts, keep one's own. Returns what was accepted: (user, note, field, text), and every other answer."""
    client, username = Client(site), site.seed["users"][number]
    client.sign_in(username)
    path = f"/admin/newsroom/article/{site.seed['article']}/change/"
    accepted, refused = [], []
    for turn in range(SAVES):
        note, values = f"{username} {turn}", client.open(path)
        field = "headline" if turn % 2 else "body"
        text = note if turn % 2 else f"Paragrafo {number}, {note}."
        changed = text if turn % 2 else with_paragraph(values["body"][0], number, text)
        values |= {field: [changed], "note": [note], "_continue": ["1"]}
        status, page = client.post(path, pairs_of(values))
        while status == 409:
            refused.append(status)
            values = form_of(page)
            choices = {f"choose_{name}": ["mine"] for name in values["disputed"]}
            status, page = client.post(path, pairs_of(values | choices | {"_continue": ["1"]}))
        (accepted if status == 302 else refused).append((username, note, field, text) if status == 302 else page[:3000])
    return accepted, refused


def with_paragraph(body, number, text):
    paragraphs = body.split("<p>")
    paragraphs[1 + 2 * number] = f"{text}</p>"
    return "<p>".join(paragraphs)


def test_200_saves_of_one_story_by_8_editors_are_200_versions():
    """Row 1 of the newsroom's complaints, in a crowd: no accepted text is missing, and nobody sees an error page."""
    with Scratch() as site:
        site.start()
        with ThreadPoolExecutor(EDITORS) as crowd:
            done = [*crowd.map(lambda number: editor_at_work(site, number), range(EDITORS))]
        versions, log = site.versions(), site.log()
    accepted = [save for saves, _refused in done for save in saves]
    assert [answer for _saves, refused in done for answer in refused if answer != 409] == []
    assert len(accepted) == EDITORS * SAVES
    kept = {(user, note): state for _number, user, note, state in versions}
    missing = [save for save in accepted if save[3] not in kept.get((save[0], save[1]), {}).get(save[2], "")]
    assert missing == []
    assert [number for number, *_rest in versions] == [*range(1, len(accepted) + 2)]
    assert "Traceback" not in log
    # What was typed in paragraphs of one's own is there at the end too, since it merged by itself.
    last = [save[3] for saves, _refused in done for save in saves[-1:] if save[2] == "body"]
    assert all(text in versions[-1][3]["body"] for text in last)


def saves_until_killed(site, client, accepted, dead):
    path = f"/admin/newsroom/article/{site.seed['article']}/change/"
    while not dead.is_set():
        note = f"salvataggio {len(accepted)} {time.monotonic_ns()}"
        try:
            values = client.open(path)
            status, page = client.post(
                path, pairs_of(values | {"headline": [note], "note": [note], "_continue": ["1"]})
            )
        except GONE:
            return
        assert status == 302, page[:3000]
        accepted.append(note)


def kill_while_saving(times, *, seed=1):
    """Kill the server so many times by chance; return how many saves were answered, and those that were lost."""
    chance, accepted = random.Random(seed), []
    with Scratch() as site:
        for _time in range(times):
            site.start()
            client, dead = Client(site), threading.Event()
            client.sign_in(site.seed["users"][0])
            saving = threading.Thread(target=saves_until_killed, args=(site, client, accepted, dead))
            saving.start()
            time.sleep(chance.uniform(0.05, 0.9))
            site.kill()
            dead.set()
            saving.join()
        site.start()
        shown = Client(site)
        shown.sign_in(site.seed["users"][1])
        headline = shown.open(f"/admin/newsroom/article/{site.seed['article']}/change/")["headline"][0]
        versions = site.versions()
    kept = {note for _number, _user, note, _state in versions}
    assert [number for number, *_rest in versions] == [*range(1, len(versions) + 1)]
    assert headline == versions[-1][3]["headline"]
    return len(accepted), [note for note in accepted if note not in kept]


def test_a_server_killed_while_it_saves_loses_no_save_that_it_answered():
    answered, lost = kill_while_saving(8)
    assert answered > 8
    assert lost == []
