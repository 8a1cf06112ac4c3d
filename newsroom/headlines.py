"""What a headline states as fact, and whether the labels of its rumours carry it. Pure: a text and plain values in,
claims out; no database.

A headline is read clause by clause (cut at . ; : ! ? | and dashes), each clause piece by piece (cut at commas and
conjunctions): "Allegri può lasciare, è fatta per Conte" is cautious about one and not about the other. A piece claims
what a rule of RULES finds in it, unless one of MOODS makes that hypothetical or denies it. Naming the source of a claim
does not excuse it. What people say of themselves («Resto qui») is a fact of its own: no rule looks for it.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import Enum

from django.utils.translation import gettext_lazy as _

from football.names import UNDECOMPOSED, fold
from rumours.labels import LADDER
from rumours.vocabulary import Label, Outcome


class Way(Enum):
    """Which way a claim goes; most go either way."""

    GOES = "goes"
    STAYS = "stays"


@dataclass(frozen=True)
class Rule:
    says: str
    needs: Label
    pattern: re.Pattern
    way: Way | None = None


@dataclass(frozen=True)
class Mood:
    """What excuses, in its own piece, claims that need one of these labels; with `before` only when it comes first."""

    excuses: tuple[Label, ...]
    pattern: re.Pattern
    before: bool = False


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
    """`words` as typed, what they say, and the label that this takes. `piece` is where they stand, folded; `judged` are
    the rumours by which `uncarried` measured it."""

    words: str
    says: str
    needs: Label
    piece: str
    way: Way | None = None
    judged: tuple[Standing, ...] = ()


def any_of(*patterns):
    return re.compile(rf"\b(?:{'|'.join(patterns)})", re.IGNORECASE)


def claiming(says, needs, *patterns, way=None):
    return Rule(says, needs, any_of(*patterns), way)


def excusing(excuses, *patterns, before=False):
    return Mood(excuses, any_of(*patterns), before)


# Patterns meet the text as `_read` leaves it: no accents but that of the verb "è", straight apostrophes, single spaces.
# Nothing in them repeats without a limit, so that the time of reading grows with the length and no faster.

#: A name begins. In a headline typed in capitals any word does, but these.
NAME = (
    r"(?!(?:perche|come|ch[ei]|cosa|quando|dove|quant[oiae]|qual[ei]|un[oa]?|il|l[oae]|gli|i|di|a|da|in|con|per|su|tra|"
    r"fra|e|ed|o|non|si|se|ma|anche|tutt[oiae]|al|alla|dal|del|della)\b|(?:l|un|all|dell)')(?-i:[A-Z])"
)
A_NAME = NAME + r"\w{1,30}"
TO = rf"(?:(?:al|alla|allo|ai|agli|alle|a) |all')(?!\w{{1,20}}(?:[aei]re|rsi)\b){NAME}"
THE = r"(?:ancora )?(?:(?:il|lo|la|i|gli|le) |l')?"
OF = r"(?:(?:del|della|dello|dei) |dell')"
HAS = r"ha(?:nno)? (?:gia |ormai |anche |finalmente |appena |ufficialmente ){0,2}"
IS = r"è (?:gia |ormai |quasi |praticamente |tutt[oa] |finalmente |ufficialmente |stat[oa] ){0,2}"
POST = (
    r"(?:allenatore|tecnico|mister|ct|commissario tecnico|ds|direttore sportivo|acquisto|giocatore|calciatore|portiere|"
    r"difensore|terzino|centrocampista|esterno|attaccante|centravanti)\b"
)
BENCH = r"(?:club|panchina|squadra|nazionale|guida|incarico)\b"
DEAL = r"(?:affare|tutto|colpo|scambio|prestito|trasferimento|rinnovo|acquisto|operazione|trattativa|cessione)"
DONE = r"(?:è |gia |ormai |praticamente |quasi ){0,3}(?:fatt|chius|conclus|definit|perfezionat)[oa]\b"
AGREEMENT = r"(?:accordo|intesa)\b"
FULL = r"(?:totale|raggiunt[oa]|trovat[oa]|complet[oa]|definitiv[oa]|siglat[oa]|fatt[oa]|su tutto)\b"
SOON = r"(?:è )?(?:a ore|imminente|in giornata|a breve)\b"

#: What is claimed, the label that it takes at least, and the words. A bare "c'è l'accordo" says that one party agrees,
#: which the model itself calls likely; only a full agreement is nearly certain.
RULES = (
    claiming(
        _("it is official"),
        Label.OFFICIAL,
        r"ufficial(?:e|i|mente)\b|ufficializza(?:no|t[oaie])?\b|(?:c'è|arriva|arrivata|ecco) l'ufficialita\b",
    ),
    claiming(
        _("the contract is signed"),
        Label.OFFICIAL,
        rf"{HAS}firmato\b|contratto (?:è )?(?:gia )?firmato\b|^firmato(?:$| (?:il contratto|fino))",
        r"(?<!\bla )(?<!lla )(?<!\buna )(?<!\bdi )(?<!\bper )(?<!\ba )firma(?:no)? "
        rf"(?:(?:col|con|coi|fino|oggi|stasera)\b|per {THE}{NAME}|(?:il|un) (?:contratto|rinnovo|\w{{2,7}}ennale))",
        rf"{A_NAME} firma$|(?:c'è|arriva|arrivata|ecco) la firma\b",
    ),
    claiming(
        _("the club has announced it"),
        Label.OFFICIAL,
        rf"annunci(?:a|ano|at[oaie]) {NAME}|{A_NAME} (?:annunciato|presentato)\b",
        r"annuncia(?:no)? (?:(?:il|lo|la) |l')(?:nuov[oa]|rinnovo|prestito|ritorno|arrivo|acquisto|addio|esonero|"
        r"ingaggio|accordo|separazione|risoluzione|cessione)\b",
        r"(?:ha|hanno|è|è stat[oa]|viene) (?:gia )?annunciat[oaie]\b",
        rf"presenta(?:no|t[oaie])? (?:{A_NAME}\b(?!-)|(?:il )?nuovo {POST}|ai tifosi\b|alla stampa\b)|si presenta$",
        r"(?<!ha )comunicato\b(?! (?:dei|degli|della curva|sindacale)\b)",
        rf"affid(?:a|ano|at[oa]) (?:la {BENCH} )?a {NAME}",
    ),
    claiming(
        _("the post or the shirt is already taken"),
        Label.OFFICIAL,
        rf"{IS}(?:il|un|la|una) nuov[oa] {POST}|{IS}un {POST} {OF}{NAME}",
        rf"nuovo {POST}(?: {OF}\w{{1,30}})? è {NAME}|è {A_NAME}(?: \w{{1,30}})? il nuovo {POST}",
    ),
    claiming(
        _("the job or the contract has ended"),
        Label.OFFICIAL,
        r"esonera(?:no|t[oi])?\b|sollevato dall'incarico\b|licenzia(?:to)?\b",
        r"si (?:dimette|è dimesso)\b|rassegna(?:t[oe])? le dimissioni\b",
        r"(?:rescinde|rescindono|rescisso|risolve il contratto|risolto il contratto|contratto risolto)\b",
        way=Way.GOES,
    ),
    claiming(_("the contract is renewed"), Label.OFFICIAL, rf"{HAS}(?:rinnovato|prolungato)\b", way=Way.STAYS),
    claiming(
        _("the deal is done, or nearly"),
        Label.NEAR_CERTAIN,
        rf"{IS}(?:cosa fatta|realta)\b|{IS}fatta\b(?! (?:in casa|di|da|a mano|a pezzi|su misura|apposta|cosi|male)\b)",
        r"^(?:ormai |praticamente )?fatta(?:$| (?:per|con|tra|fra)\b)|quasi (?:fatta|fatto|ufficiale)\b",
        rf"{DEAL} {DONE}|chiud(?:e|ono) per {NAME}|^chiuso(?:$| per {NAME})",
        rf"{HAS}chiuso (?:per {THE}{NAME}|(?:(?:il|la|lo) |l')(?:accordo|{DEAL})\b)",
        r"(?:nero su bianco|fumata bianca|here we go|in pugno)\b|^ci siamo$",
    ),
    claiming(
        _("the agreement is complete"),
        Label.NEAR_CERTAIN,
        rf"{AGREEMENT} (?:è )?(?:gia |ormai |quasi )?{FULL}",
        rf"(?:raggiunt|trovat|siglat)[oa] (?:anche )?(?:l'|un |un'|il ){AGREEMENT}",
        rf"(?:trova|trovano|raggiunge|raggiungono) l'{AGREEMENT}|{AGREEMENT} (?:\w{{1,20}} ){{0,4}}fino al",
    ),
    claiming(
        _("the club has got its man"),
        Label.NEAR_CERTAIN,
        rf"pres[oi] (?:(?:anche |gia )?{NAME}|(?:(?:il|lo|un) |l')(?:nuovo |vice )?{POST})",
        rf"preso (?:dal(?:la)? |dall'){NAME}|^(?:gran |super |altro |doppio |che |nuovo |maxi )?colp(?:o|accio)\b",
        rf"(?:ingaggiat|acquistat|comprat|tesserat|cedut|vendut)[oi] (?:{NAME}|{TO})",
        rf"{A_NAME} è (?:gia |ormai )?{OF}{NAME}",
    ),
    claiming(_("the medical is on"), Label.NEAR_CERTAIN, r"visite mediche\b"),
    claiming(
        _("the announcement is hours away"),
        Label.NEAR_CERTAIN,
        rf"(?:annuncio|ufficialita) {SOON}|(?:a ore|oggi|domani|stasera) (?:l'annuncio|l'ufficialita|la firma)\b",
    ),
    claiming(
        _("the move has happened"),
        Label.NEAR_CERTAIN,
        rf"{HAS}(?:lasciato|salutato) {THE}(?:{NAME}|{BENCH})|{IS}(?:andato|passato|tornato|approdato) {TO}",
        way=Way.GOES,
    ),
    claiming(
        _("the move is decided"),
        Label.LIKELY,
        rf"(?:vanno|va|andra|passa|passera|torna|tornera|arriva|arrivera|approda|approdera)(?:no|nno)? {TO}",
        rf"(?:arriva|arrivano|ecco) {A_NAME}\b(?!-)|arriva(?:no)? (?:in prestito|in panchina|a titolo|a parametro)\b",
        rf"sara(?:nno)? (?:presto )?(?:il|un|la|una) (?:nuov[oa] )?{POST}|(?:firmera|vestira|si siedera)\b",
        rf"nuovo {POST}(?: {OF}\w{{1,30}})? sara {NAME}|sara {A_NAME}(?: \w{{1,30}})? il nuovo {POST}",
        rf"(?:allenera|guidera) {THE}(?:{NAME}|{BENCH})|giochera (?:(?:nel|nella) |nell'){NAME}",
        rf"(?:ingaggia|acquista|compra|tessera|cede|vende)(?:no)? {NAME}",
        way=Way.GOES,
    ),
    claiming(
        _("someone is leaving"),
        Label.LIKELY,
        rf"lasc(?:ia|iano|era|eranno)(?:$| {THE}(?:{NAME}|{BENCH}))|saluta(?:no)? {THE}{NAME}",
        r"(?:se ne va|se ne andra|va via|andra via|dice addio|dira addio|è addio|sara addio)\b",
        way=Way.GOES,
    ),
    claiming(
        _("someone is staying"),
        Label.LIKELY,
        rf"rest(?:a|ano|era|eranno) (?:{TO}|in (?:rosso|nero|bianco|giallo)\w{{3,5}}\b)|{A_NAME} rest(?:a|era)$",
        r"rinnov(?:a|ano|era)(?:$| (?:col|con|fino|il contratto|per)\b)",
        rf"(?:avanti con|blinda) {NAME}|confermat[oi] {NAME}|{A_NAME} confermato\b",
        way=Way.STAYS,
    ),
    claiming(
        _("one side has agreed"),
        Label.LIKELY,
        r"(?:dice|dicono|ha detto|hanno detto) (?:di )?si\b|(?:c'è|ecco|arriva|arrivato) il si\b",
        rf"{HAS}accettato\b|accett(?:a|ano) (?:(?:il|la) |l')|{HAS}scelto {THE}{NAME}|scegli(?:e|ono) {THE}{NAME}",
        rf"scelta è {NAME}|c'è (?:gia )?l'{AGREEMENT}|l'{AGREEMENT} c'è|{HAS}l'{AGREEMENT}",
    ),
)

#: The same words with nothing of the market in them.
TRAPS = any_of(
    r"ufficial[ei] (?:giudiziari[oa]|dell'esercito|di gara|medico)|ufficialmente (?:non|mai)|(?:pubblico|di) ufficiale",
    r"(?:maglia|gara|partita|debutto|esordio|sito|profilo|sponsor|pallone|inno|offerta|richiesta|proposta|candidatura|"
    r"prima|uscita|lista|calendario|store|negozio|account|canale|partner|incontro|contatto) ufficiale",
    r"(?:gare|partite|maglie|dati|numeri|quote|impegni) ufficiali",
    r"firma(?:to|no)? (?:la |una |il |un |l'|due |tre )?(?:doppiett|triplett|gol|rete|vittori|pareggi|autograf|poker)",
    r"(?:annuncia|presenta)(?:t[oa])? (?:la |un )?(?:battaglia|ricorso|sciopero|formazione|maglia|lista|rosa)",
    r"(?:frittata|scelta|formazione|squadra|lista|rosa|storia) è (?:gia |ormai )?fatta|com'è fatta",
    r"pres[oi] (?:a (?:schiaffi|pugni|calci|pallate|cuore|modello|esempio)|di mira|in (?:giro|mezzo|carico|esame)|"
    r"tempo|atto|parte|posto|quota|piede|gol|contatto|sul serio|per mano|le distanze)\b",
    r"colpo (?:di (?!mercato)|d'|su colpo|al|alla|alle|ai|da|in canna|basso|duro|esterno|salvezza|corsaro)\b",
    r"lascia(?:no)? (?:il |la |l'|un )?(?:campo|segno|ritiro|porta|allenamento|spazio|tempo)\b",
    r"(?:va|torna|arriva|resta|passa) (?:a |al |alla |all')(?:san siro|olimpico|maradona|bernabeu|meazza|wembley|"
    r"lavoro|gol|vittoria|successo|riposo|tappeto|voto|attacco|coverciano|appiano|milanello|trigoria|allenamento)\b",
    r"(?:rinnovato|rinnova) (?:la |l')(?:fiducia|stima|invito)\b",
)

#: Casts doubt on its whole clause, wherever it stands in it, as a question mark at its end does.
DOUBT = any_of(r"(?:forse|magari|chissa)\b|(?<!anche )se\b(?! (?:ne|stess[oi])\b)")

ANY = (Label.OFFICIAL, Label.NEAR_CERTAIN, Label.LIKELY)
#: What makes the claims of a piece hypothetical, or denies them. An idea does not undo a signature ("Il sogno è
#: ufficiale"), and a signature that is awaited undoes that only, not the deal: "accordo totale, manca la firma".
MOODS = (
    excusing(
        ANY,
        r"\w{2,20}rebbe(?:ro)?\b",
        r"(?:puo|possono|potra|potranno|verso|in bilico|a rischio|rischia(?:no)?|ad? un (?:passo|soffio))\b",
        r"(?:vicin|vicinissim)[oaie]\b|pront[oaie] (?:per|al?|all[ao]?)\b|(?:probabil|possibil|ipotetic|eventual)\w",
    ),
    excusing(
        ANY,
        r"(?:non(?! solo)|niente|nulla|nessun[oa]?|mai|senza|no (?:a|al|alla|all|di|del|della))\b",
        r"(?:smenti\w{2,5}|neg(?:a|ano|ato)|fals[oa]|salta(?:no|t[oa])?|sfuma(?:no|t[oa])?)\b",
        before=True,
    ),
    excusing(
        (Label.NEAR_CERTAIN, Label.LIKELY),
        r"(?:ipotesi|ide[ae]|sogn\w{1,5}|suggestion[ei]|pista|tentazione|trattativ[ae]|sondaggio?|obiettivo)\b",
        r"(?:candidat[oaie]|favorit[oaie]|in (?:corsa|lizza|pole)|nel mirino|ai dettagli|ballottaggio|si avvicina)\b",
        r"(?:tratta(?:no)?|sonda(?:no)?|piac(?:e|ciono)|valuta(?:no)?|studia(?:no)?|vuole|vogliono|spera(?:no)?)\b",
        r"(?:pensa(?:no)? al?|punta(?:no)? (?:al?|sul?)|prova(?:no)?|tenta(?:no)?|cerca(?:no)?|spinge|preme)\b",
    ),
    excusing(
        (Label.OFFICIAL,),
        r"(?:quasi|ufficios\w{1,6}|in attesa|attes[oaie]|attende(?:ndo)?|aspetta(?:no|ndo)?)\b",
        r"manca(?:no)? (?:solo |ancora )?(?:(?:il|la|le) |l')(?:firm[ae]|annuncio|ufficialita|comunicato)\b",
    ),
)

#: Says that a rumour came to nothing; read in the folded headline.
ENDED = any_of(
    r"non (?:va|vanno|arriva|parte|lascia|firma|torna|passa|andra|arrivera|sara|allenera|si fa|si fara)\b",
    r"(?:salta|saltano|saltat[oa]|sfuma|sfumat[oa]|tramonta|tramontat[oa]|cade|cadono|smentit[oa]|altrove|resta fuori|"
    r"restano fuori|si chiud(?:e|ono)|niente|nessun[oa]?|dice no|ha detto no|no (?:a|al|alla|all))\b",
)

APOSTROPHES = dict.fromkeys(map(ord, "´`‘’‛ʼʹ′＇"), "'") | dict.fromkeys(map(ord, '«»“”„‟‹›"'), " ")
CLAUSE_END = re.compile(r"(?:\s?[.;:!?–—|])+|\s[-/]\s")
PIECE_END = re.compile(r"[,()\[\]]|\b(?:e|ed|ma|mentre|pero|poi|eppure)\b", re.IGNORECASE)
REST_OF_WORD = re.compile(r"\w*")
OPPOSITE = dict(zip(LADDER[1:], reversed(LADDER[1:]), strict=True))


def claims(headline):
    """Return the Claims of a headline, in its order, each once."""
    found = {}
    for shown, plain, doubted in _pieces(headline):
        for rule in () if doubted else RULES:
            match = rule.pattern.search(plain)
            if match and not _is_excused(rule, plain, match):
                words = shown[match.start() : REST_OF_WORD.match(plain, match.end()).end()]
                found.setdefault((words.lower(), rule), Claim(words, rule.says, rule.needs, fold(shown), rule.way))
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
    return 2 * _names(standing.people, text) + _names(standing.clubs, text)


def _names(names, text):
    return any(name and f" {name} " in f" {text} " for name in names)


def _carries(standing, claim, headline, ways, others):
    """Came true: everything. Came to nothing: what tells that it did. Open: what its label reaches, or the opposite of
    its label when the claim goes the other way: where leaving is remote, staying is nearly certain."""
    opposite = _is_opposite(claim.way, standing)
    if standing.outcome in (Outcome.EXPIRED, Outcome.CONTRADICTED):
        elsewhere = others - standing.people - standing.clubs
        where = claim.piece if _rank(standing, claim.piece) else headline
        reversal = opposite or any(_is_opposite(way, standing) for way in ways) or ENDED.search(headline)
        return bool(reversal or _names(elsewhere, where))
    if standing.outcome:
        return standing.outcome == Outcome.CONFIRMED
    label = OPPOSITE.get(standing.label) if opposite else standing.label
    return label in LADDER[: LADDER.index(claim.needs) + 1]


def _is_opposite(way, standing):
    return way is not None and (way is Way.STAYS) != standing.stays


def _is_excused(rule, plain, match):
    before, after = plain[: match.start()], plain[REST_OF_WORD.match(plain, match.end()).end() :]
    return any(
        mood.pattern.search(before if mood.before else f"{before}|{after}")
        for mood in MOODS
        if rule.needs in mood.excuses
    )


def _pieces(headline):
    """Yield (piece as typed, piece as patterns meet it, whether its clause is in doubt)."""
    shown, plain = _read(headline)
    for start, end, asked in _clauses(plain):
        doubted = asked or bool(DOUBT.search(plain, start, end))
        cuts = [start, *(at for cut in PIECE_END.finditer(plain, start, end) for at in cut.span()), end]
        for left, right in zip(cuts[::2], cuts[1::2], strict=True):
            left += len(plain[left:right]) - len(plain[left:right].lstrip())
            yield shown[left:right].rstrip(), plain[left:right].rstrip(), doubted


def _clauses(plain):
    start = 0
    for end in CLAUSE_END.finditer(plain):
        yield start, end.start(), "?" in end[0]
        start = end.end()
    yield start, len(plain), False


def _read(text):
    """Return `text` tidied, and the same without accents and traps, letter for letter: a place in one is a place in the
    other. Accents typed as apostrophes become accents ("E' fatta", "SARA' il nuovo")."""
    tidy = unicodedata.normalize("NFKC", text.translate(APOSTROPHES))
    tidy = " ".join("".join(c for c in tidy if c.isspace() or unicodedata.category(c)[0] != "C").split())
    tidy = re.sub(r"(?<!\w)'([^']{1,80})'(?!\w)", r" \1 ", tidy)
    tidy = re.sub(r"\b([Ee])' ?", "\\1\u0300 ", tidy)
    tidy = re.sub(r"(?<=[aeiouAEIOU])'(?!\w)", "\u0300", tidy)
    tidy = re.sub(r"\b([a-z]{0,5}l|un|[cdmtsv])' (?=\w)", r"\1'", tidy, flags=re.IGNORECASE)
    shown = unicodedata.normalize("NFC", " ".join(tidy.split()))
    plain = re.sub(r"\b[èéÈÉ]\b|(.)", lambda m: _bare(m[1]) if m[1] else "è", shown)
    return shown, TRAPS.sub(lambda trap: "·" * len(trap[0]), plain)


def _bare(letter):
    lowered = unicodedata.normalize("NFD", letter.lower())[0].translate(UNDECOMPOSED)[0]
    return lowered.upper() if letter.isupper() and len(lowered.upper()) == 1 else lowered
