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
EDITORS = 8


def editor_at_work(site, number, saves):
    """Save one story again and again, now a paragraph of one's own, now a line that everybody changes; asked between
    two texts, keep one's own. Returns what was accepted, (user, note, field, text), how often one was asked, and every
    other answer."""
    client, username = Client(site), site.seed["users"][number]
    client.sign_in(username)
    path = f"/admin/newsroom/article/{site.seed['article']}/change/"
    accepted, asked, refused = [], 0, []
    for turn in range(saves):
        note, values = f"{username} {turn}", client.open(path)
        field = "headline" if turn % 4 == 3 else "body"
        text = note if field == "headline" else f"Paragrafo {number}, {note}."
        changed = text if field == "headline" else with_paragraph(values["body"][0], number, text)
        values |= {field: [changed], "version_reason": [note], "_continue": ["1"]}
        status, page = client.post(path, pairs_of(values))
        while status == 409:
            asked += 1
            values = form_of(page)
            choices = {f"choose_{name}": ["mine"] for name in values["disputed"]}
            status, page = client.post(path, pairs_of(values | choices | {"_continue": ["1"]}))
        (accepted if status == 302 else refused).append((username, note, field, text) if status == 302 else page[:3000])
    return accepted, asked, refused


def with_paragraph(body, number, text):
    paragraphs = body.split("<p>")
    paragraphs[1 + 2 * number] = f"{text}</p>"
    return "<p>".join(paragraphs)


def save_in_a_crowd(each):
    """Let eight editors save one story so many times each, at once, and hold the record against what was accepted.
    Returns how often somebody was asked between two texts."""
    with Scratch() as site:
        site.start()
        with ThreadPoolExecutor(EDITORS) as crowd:
            done = [*crowd.map(lambda number: editor_at_work(site, number, each), range(EDITORS))]
        versions, log = site.versions(), site.log()
    accepted = [save for saves, _asked, _refused in done for save in saves]
    assert [answer for *_rest, refused in done for answer in refused] == []
    assert len(accepted) == EDITORS * each
    kept = {(user, note): state for _number, user, note, state in versions}
    assert [save for save in accepted if save[3] not in kept.get((save[0], save[1]), {}).get(save[2], "")] == []
    assert [number for number, *_rest in versions] == [*range(1, len(accepted) + 2)]
    assert "Traceback" not in log
    # Paragraphs merge by themselves: the last that each wrote in their own is in the story at the end.
    last = [[save[3] for save in saves if save[2] == "body"][-1] for saves, *_rest in done]
    assert [text for text in last if text not in versions[-1][3]["body"]] == []
    return sum(asked for _saves, asked, _refused in done)


def test_every_save_of_one_story_by_8_editors_at_once_is_a_version():
    """Row 1 of the newsroom's complaints, in a crowd: no accepted text is missing, and nobody sees an error page."""
    save_in_a_crowd(5)


def saves_until_killed(site, client, accepted, dead):
    path = f"/admin/newsroom/article/{site.seed['article']}/change/"
    values = None
    while not dead.is_set():
        note = f"salvataggio {len(accepted)} {time.monotonic_ns()}"
        try:
            values = values or client.open(path)
            status, page = client.post(
                path, pairs_of(values | {"headline": [note], "version_reason": [note], "_continue": ["1"]})
            )
        except GONE:
            return
        assert status == 302, page[:3000]
        accepted.append(note)
        values["version"] = [str(int(values["version"][0] or 0) + 1 + (values["version"] == ["0"]))]


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
            time.sleep(chance.uniform(0.1, 1.5))
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
    answered, lost = kill_while_saving(6)
    assert answered >= 3
    assert lost == []
