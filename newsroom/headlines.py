"""What a headline states as fact, and whether the labels of its rumours carry it. Pure: a text and plain values in,
claims out; no database.

A headline is read clause by clause (cut at . ; : ! ? | and dashes), each clause piece by piece (cut at commas and
conjunctions): "Allegri può lasciare, è fatta per Conte" is cautious about one and not about the other. A piece claims
what a rule of RULES finds in it, unless one of MOODS makes that hypothetical, denies it or tells it as history, or it
says of other news what can be said of anything ("Ufficiale: Leao out tre settimane"). Naming the source of a claim does
not excuse it. What people say of themselves («Resto qui») is a fact of its own: no rule looks for it.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache

from football.names import UNDECOMPOSED, fold
from newsroom.headline_rules import A_MOVE, DOUBT, ENDED, HOLLOW, MOODS, OTHER_NEWS, RULES, TRAPS, Way
from rumours.labels import LADDER
from rumours.vocabulary import Label, Outcome


@dataclass(frozen=True)
class Standing:
    """A rumour as a headline is measured by it. `people` and `clubs` are the folded names under which its person and
    its clubs may appear; `stays` when it foresees that nobody moves."""

    title: str
    label: Label
    outcome: str = ""
    people: frozenset[str] = frozenset()
    clubs: frozenset[str] = frozenset()
    stays: bool = False


@dataclass(frozen=True)
class Claim:
    """`words` as tidied, what they say, and the label that this takes. `piece` is where they stand, folded; `judged`
    are the rumours by which `uncarried` measured it."""

    words: str
    says: str
    needs: Label
    piece: str
    way: Way | None = None
    judged: tuple[Standing, ...] = ()


@dataclass(frozen=True)
class Piece:
    """As tidied, and as patterns meet it; whether its clause is in doubt; what its clause and the next one tell (the
    one before, for the last)."""

    shown: str
    plain: str
    doubted: bool
    told: str


APOSTROPHES = dict.fromkeys(map(ord, "´`‘’‛ʼʹ′＇"), "'") | dict.fromkeys(map(ord, '«»“”„‟‹›"'), " ")
CLAUSE_END = re.compile(r"(?:\s?[.;:!?–—|])+|\s[-/]\s")
PIECE_END = re.compile(r"[,()\[\]]|\b(?:e|ed|ma|mentre|pero|poi|eppure)\b", re.IGNORECASE)
WORD, REST_OF_WORD = re.compile(r"\w+"), re.compile(r"\w*")
BOTH = 3
OPPOSITE = dict(zip(LADDER[1:], reversed(LADDER[1:]), strict=True))


def claims(headline):
    """Return the Claims of a headline, in its order, each once."""
    found, of_other_news = {}, cache(_tells_other_news)
    for piece in _pieces(headline):
        for rule in () if piece.doubted else RULES:
            match = rule.pattern.search(piece.plain)
            if match and not _is_excused(rule, piece, match, of_other_news):
                end = REST_OF_WORD.match(piece.plain, match.end()).end()
                claim = Claim(piece.shown[match.start() : end], rule.says, rule.needs, fold(piece.shown), rule.way)
                found.setdefault((claim.words.lower(), claim.says), claim)
    return list(found.values())


def uncarried(text, standings, *, others=frozenset()):
    """Return the claims of `text` that no rumour they are about carries; none when there is no rumour. `others` are the
    folded names of all that the story is about: who is named there and in no rumour may be why one came to nothing."""
    headline, found = fold(text), claims(text)
    ends = {claim.way for claim in found}
    measured = [replace(claim, judged=_about(claim, headline, standings)) for claim in found]
    return [
        claim
        for claim in measured
        if claim.judged and not any(_carries(s, claim, headline, ends, others) for s in claim.judged)
    ]


def _about(claim, headline, standings):
    """Those best named beside the claim (person and club, person, club); where none is, those named in the headline,
    and where none is, all."""
    ranks = [(_rank(s, claim.piece), min(_rank(s, headline), 2)) for s in standings]
    return tuple(s for s, rank in zip(standings, ranks, strict=True) if rank == max(ranks))


def _rank(standing, text):
    """BOTH when person and club are named, 2 for the person, 1 for a club."""
    return 2 * _names(standing.people, text) + _names(standing.clubs, text)


def _names(names, text):
    return any(name and f" {name} " in f" {text} " for name in names)


def _carries(standing, claim, headline, ways, others):
    """Came true: everything. Came to nothing: what tells that it did. Open: what its label reaches, or the opposite of
    its label when the claim goes the other way: where leaving is remote, staying is nearly certain."""
    opposite = _is_opposite(claim.way, standing)
    if standing.outcome in (Outcome.EXPIRED, Outcome.CONTRADICTED):
        return opposite or _tells_its_end(standing, claim, headline, ways, others)
    if standing.outcome:
        return standing.outcome == Outcome.CONFIRMED
    label = OPPOSITE.get(standing.label) if opposite else standing.label
    return label in LADDER[: LADDER.index(claim.needs) + 1]


def _tells_its_end(standing, claim, headline, ways, others):
    """That nobody moves, that it fell through, or that somebody went elsewhere: anywhere in the headline, but where the
    claim itself names both person and club, only there ("Niente Como: Verdi ha firmato con il Lecce")."""
    rank = _rank(standing, claim.piece)
    stays = rank < BOTH and any(_is_opposite(way, standing) for way in ways)
    fell_through = ENDED.search(claim.piece if rank == BOTH else headline)
    elsewhere = _names(others - standing.people - standing.clubs, claim.piece if rank else headline)
    return bool(stays or fell_through or elsewhere)


def _is_opposite(way, standing):
    return way is not None and (way is Way.STAYS) != standing.stays


def _is_excused(rule, piece, match, of_other_news):
    before, after = piece.plain[: match.start()], piece.plain[REST_OF_WORD.match(piece.plain, match.end()).end() :]
    rest = f"{before}|{after}"
    if rule.of_anything:
        hollow = all(HOLLOW.fullmatch(word) for word in WORD.findall(rest))
        if of_other_news(piece.told if hollow else rest):
            return True
    return any(
        mood.pattern.search(before if mood.before else rest)
        for mood in MOODS
        if rule.needs in mood.excuses and (mood.words is None or mood.words.search(match[0]))
    )


def _tells_other_news(text):
    if not OTHER_NEWS.search(text) or A_MOVE.search(text):
        return False
    return not any(rule.pattern.search(text) for rule in RULES if not rule.of_anything)


def _pieces(headline):
    """Yield the Pieces of a headline, in its order."""
    shown = tidied(headline)
    plain = _bared(shown)
    clauses = [(start, end, asked) for start, end, asked in _clauses(plain) if plain[start:end].strip()]
    texts = [plain[start:end] for start, end, _ in clauses]
    for at, (start, end, asked) in enumerate(clauses):
        doubted = asked or bool(DOUBT.search(plain, start, end))
        told = "|".join(texts[at : at + 2] if at + 1 < len(texts) else texts[-2:])
        cuts = [start, *(at for cut in PIECE_END.finditer(plain, start, end) for at in cut.span()), end]
        for left, right in zip(cuts[::2], cuts[1::2], strict=True):
            left += len(plain[left:right]) - len(plain[left:right].lstrip())
            yield Piece(shown[left:right].rstrip(), plain[left:right].rstrip(), doubted, told)


def _clauses(plain):
    start = 0
    for end in CLAUSE_END.finditer(plain):
        yield start, end.start(), "?" in end[0]
        start = end.end()
    yield start, len(plain), False


def tidied(text):
    """As it would be set in print: what cannot be seen is gone, and accents typed as apostrophes are accents
    ("E' fatta", "SARA' il nuovo")."""
    tidy = unicodedata.normalize("NFKC", text.translate(APOSTROPHES))
    tidy = " ".join("".join(c for c in tidy if c.isspace() or unicodedata.category(c)[0] != "C").split())
    tidy = re.sub(r"(?<!\w)'([^']{1,80})'(?!\w)", r" \1 ", tidy)
    tidy = re.sub(r"\b([Ee])' ?", "\\1\u0300 ", tidy)
    tidy = re.sub(r"(?<=[aeiouAEIOU])'(?!\w)", "\u0300", tidy)
    tidy = re.sub(r"\b([a-z]{0,5}l|un|[cdmtsv])' (?=\w)", r"\1'", tidy, flags=re.IGNORECASE)
    return unicodedata.normalize("NFC", " ".join(tidy.split()))


def _bared(shown):
    """Without accents and traps, letter for letter: a place in one is a place in the other."""
    plain = re.sub(r"\b[èéÈÉ]\b|(.)", lambda m: _bare(m[1]) if m[1] else "è", shown)
    return TRAPS.sub(lambda trap: "·" * len(trap[0]), plain)


def _bare(letter):
    lowered = unicodedata.normalize("NFD", letter.lower())[0].translate(UNDECOMPOSED)[0]
    return lowered.upper() if letter.isupper() and len(lowered.upper()) == 1 else lowered
