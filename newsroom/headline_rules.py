"""What words in a headline claim, and what excuses them: the tables that headlines.py reads by. Pure.

A new turn of phrase goes into the rule that says what it says; a harmless use of the same words goes into TRAPS; news
of something else than a move, of which anything can be said to be "official", goes into OTHER_NEWS.
"""

import re
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _

from rumours.vocabulary import Label


class Way(Enum):
    """Which way a claim goes; most go either way."""

    GOES = "goes"
    STAYS = "stays"


@dataclass(frozen=True)
class Rule:
    """`of_anything`: its words can be said of any news ("ufficiale", "è fatta"), and then claim no move."""

    says: str
    needs: Label
    pattern: re.Pattern
    way: Way | None = None
    of_anything: bool = False


@dataclass(frozen=True)
class Mood:
    """What excuses, in its own piece, claims that need one of these labels; with `before` only when it comes first, and
    with `words` only when the claim is put in such words."""

    excuses: tuple[Label, ...]
    pattern: re.Pattern
    before: bool = False
    words: re.Pattern | None = None


def any_of(*patterns):
    return re.compile(rf"\b(?:{'|'.join(patterns)})", re.IGNORECASE)


def claiming(says, needs, *patterns, **fields):
    return Rule(says, needs, any_of(*patterns), **fields)


def excusing(excuses, *patterns, **fields):
    return Mood(excuses, any_of(*patterns), **fields)


# Patterns meet the text as headlines.py reads it: no accents but that of the verb "è" (so "si" is "sì" too), straight
# apostrophes, single spaces; ^ and $ are the ends of a piece. Nothing in them repeats without a limit, so that the time
# of reading grows with the length and no faster.

#: A name begins. In a headline typed in capitals, or at its start, any word does, but these.
NAME = (
    r"(?!(?:perche|come|ch[ei]|cosa|quando|dove|quant[oiae]|qual[ei]|un[oa]?|il|l[oae]|gli|i|di|a|da|in|con|per|su|tra|"
    r"fra|e|ed|o|non|si|se|ma|anche|tutt[oiae]|al|alla|dal|del|della|cosi|ora|oggi|domani|ecco|dopo|prima|serve|idea|"
    r"ipotesi|sogno|casting|toto|caccia|missione|obiettivo|offerta|tempo|mercato)\b|(?:l|un|all|dell)')(?-i:[A-Z])"
)
A_NAME = NAME + r"\w{1,30}"
TO = rf"(?:(?:al|alla|allo|ai|agli|alle|a|ad) |all')(?!\w{{1,20}}(?:[aei]re|rsi)\b){NAME}"
THE = r"(?:ancora )?(?:(?:il|lo|la|i|gli|le) |l')?"
OF = r"(?:(?:del|della|dello|dei) |dell')"
FROM = r"(?:(?:da|dal|dalla|dallo) |dall')"
HAS = r"ha(?:nno)? (?:gia |ormai |anche |finalmente |appena |ufficialmente ){0,2}"
NOW = r"è (?:gia |ormai |quasi |praticamente |tutt[oa] |finalmente |ufficialmente |ora |adesso ){0,2}"
IS = NOW + r"(?:stat[oa] )?"
POST = (
    r"(?:allenatore|tecnico|mister|ct|commissario tecnico|ds|direttore sportivo|acquisto|giocatore|calciatore|portiere|"
    r"difensore|terzino|centrocampista|esterno|attaccante|centravanti)\b"
)
NEW_POST = rf"(?:nuov[oa]|prossim[oa]|futur[oa]) {POST}"
THE_POST = rf"(?:(?:(?:il|la|un|una|lo|uno) )(?:(?:suo|nuov[oa]|prossim[oa]|futur[oa]) ){{0,2}}|l'|un'){POST}"
COACH = r"(?:l'allenatore|il tecnico|il mister|il ct|il commissario tecnico)\b"
BENCH = r"(?:club|panchina|squadra|nazionale|guida|incarico)\b"
ON_THE_BENCH = r"(?:sulla panchina|alla guida|al timone)\b"
COLOUR = r"(?:(?:rosso|nero|bianco|giallo|rosa)\w{3,5}|viola|granata|azzurr[oa]|blucerchiat[oa])\b"
DEAL = (
    r"(?:affare|tutto|colpo|scambio|prestito|trasferimento|rinnovo|acquisto|operazione|trattativa|cessione|passaggio|"
    r"arrivo|ingaggio|matrimonio)"
)
DONE = r"(?:è |gia |ormai |praticamente |quasi ){0,3}(?:fatt|chius|conclus|definit|perfezionat|formalizzat)[oa]\b"
AGREEMENT = r"(?:accordo|intesa)\b"
FULL = r"(?:totale|raggiunt[oa]|trovat[oa]|complet[oa]|definitiv[oa]|siglat[oa]|fatt[oa]|su tutto)\b"
CONTRACT = r"(?:contratto|rinnovo|prolungamento|accordo|\w{2,7}ennale)"
YES = r"(?:(?:il )?(?:si|placet|via libera|benestare|semaforo verde)|(?:la )?luce verde|(?:l')?ok)"
SOON = r"(?:è )?(?:a ore|imminente|in giornata)\b"
DAY = r"(?:oggi|domani|dopodomani|stasera|lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica)\b"
ANNOUNCED = r"(?:annuncio|ufficialita|presentazione|firma)\b"
CUP = r"(?:champions|europa|conference|scudetto|salvezza|coppa|supercoppa|mondial[ei]|europe[oi]|serie [abc])\b"

#: What is claimed, the label that it takes at least, and the words. A bare "c'è l'accordo" says that one party agrees,
#: which the model itself calls likely; only a full agreement is nearly certain. A day that is set for a signature is
#: nearly certain; a term for it ("entro oggi", "a breve") is a forecast.
RULES = (
    claiming(
        _("it is official"),
        Label.OFFICIAL,
        r"ufficial(?:e|i|mente)\b|ufficializza(?:no|t[oaie])?\b",
        r"(?:c'è|arriva|arrivata|ecco) (?:anche )?l'ufficialita\b",
        of_anything=True,
    ),
    claiming(
        _("the contract is signed"),
        Label.OFFICIAL,
        rf"{HAS}firmato\b|^firmato(?:$| (?:il contratto|fino))|firma sul (?:contratto|rinnovo)\b",
        rf"{CONTRACT} (?:è )?(?:stato )?(?:gia )?(?:firmato|depositato)\b",
        rf"(?:deposita(?:no|to)?|firmato) (?:anche |gia )?(?:(?:il|un) |l'){CONTRACT}\b",
        r"(?<!\bla )(?<!lla )(?<!\buna )(?<!\bdi )(?<!\bper )(?<!\ba )firma(?:no)? "
        rf"(?:(?:col|con|coi|fino|oggi|stasera)\b|per {THE}{NAME}|(?:il|un) (?:contratto|rinnovo|\w{{2,7}}ennale))",
        rf"{A_NAME} firma$|(?:c'è|arriva|arrivata|ecco) la firma\b|(?:ci sono|arrivano|arrivate|ecco) le firme\b",
    ),
    claiming(
        _("the club has announced it"),
        Label.OFFICIAL,
        rf"annunci(?:a|ano|at[oaie]) {NAME}|{A_NAME} (?:annunciato|presentato)\b",
        rf"presenta(?:no|t[oaie])? (?:{A_NAME}\b(?!-)|(?:il )?nuovo {POST}|ai tifosi\b|alla stampa\b)|si presenta$",
        rf"presentazione di {A_NAME}\b(?!-)|affid(?:a|ano|at[oa]) (?:la {BENCH} )?ad? {NAME}",
    ),
    claiming(
        _("the club has announced it"),
        Label.OFFICIAL,
        r"annuncia(?:no)? (?:(?:il|lo|la) |l')(?:nuov[oa]|rinnovo|prestito|ritorno|arrivo|acquisto|addio|esonero|"
        r"ingaggio|accordo|separazione|risoluzione|cessione)\b",
        r"(?:ha|hanno|è|è stat[oa]|viene) (?:gia )?annunciat[oaie]\b",
        r"(?<!ha )comunicato\b(?! (?:dei|degli|della curva|sindacale)\b)",
        of_anything=True,
    ),
    claiming(
        _("the post or the shirt is already taken"),
        Label.OFFICIAL,
        rf"{NOW}(?:il|un|la|una) nuov[oa] {POST}|{NOW}un {POST} {OF}{NAME}",
        rf"nuovo {POST}(?: {OF}\w{{1,30}})? è {NAME}|è {A_NAME}(?: \w{{1,30}})? (?:il nuovo {POST}|{COACH} {OF}{NAME})",
        rf"{NOW}{COACH} {OF}{A_NAME}\b(?! (?:da|dal|che|con|piu)\b)|{A_NAME} nuov[oa] {POST}(?:$| {OF}{NAME})",
        rf"(?:{HAS}|ecco |c'è )(?:il |un |la )(?:suo )?nuov[oa] {POST}",
        rf"ben(?:venut|tornat)[oa] (?:{TO}|(?!{CUP}){NAME})|^ben(?:venut|tornat)o$",
        rf"nuov[oa] (?!{CUP}|san siro|stadio|var\b){A_NAME} (?:\w{{1,20}} )?di {NAME}",
        rf"(?:nasce|prende forma|ecco) (?:(?:il|la) |l')(?:prim[oa] )?{A_NAME} di {NAME}",
        rf"(?:comincia|inizia|parte|nasce|iniziata|cominciata) (?:il |l')(?:nuovo )?(?:era|corso|ciclo) (?:di )?{NAME}",
        rf"prim[oaie] (?:giorno|allenamento|parole|conferenza|intervista) da (?:nuovo )?(?:{POST}|{COLOUR})",
    ),
    claiming(
        _("the job or the contract has ended"),
        Label.OFFICIAL,
        r"esonera(?:no|t[oi])?\b|solleva(?:to|no)? (?:\w{1,20} ){0,3}dall'incarico\b|licenzia(?:to)?\b",
        rf"non è piu {THE_POST}(?:$| {OF}{NAME})",
        rf"(?:c'è|arriva|arrivato|scatta|scattato|deciso) l'esonero\b|esonero (?:per {NAME}|deciso\b|confermato\b)",
        rf"(?:cacciat|silurat)o {NAME}|{A_NAME} (?:cacciato|silurato)$|salta(?:ta)? la panchina di {NAME}",
        r"si (?:dimette|è dimesso)\b|(?:rassegna(?:t[oe])?|da|dato|presenta(?:t[oe])?) le dimissioni\b",
        rf"^dimissioni (?:di |per )?{NAME}|dimissioni (?:irrevocabili|accettate|presentate|immediate)\b",
        r"(?:rescinde|rescindono|rescisso|risolve il contratto|risolto il contratto|contratto risolto)\b",
        rf"^risoluzione consensuale\b|interromp(?:e|ono) il rapporto con {NAME}",
        way=Way.GOES,
    ),
    claiming(_("the contract is renewed"), Label.OFFICIAL, rf"{HAS}(?:rinnovato|prolungato)\b", way=Way.STAYS),
    claiming(
        _("the deal is done, or nearly"),
        Label.NEAR_CERTAIN,
        rf"{IS}(?:cosa fatta|realta)\b|{IS}fatta\b(?! (?:in casa|di|da|a mano|a pezzi|su misura|apposta|cosi|male)\b)",
        r"^(?:ormai |praticamente )?fatta(?:$| (?:per|con|tra|fra)\b)|quasi (?:fatta|fatto|ufficiale)\b",
        r"(?:nero su bianco|fumata bianca|here we go|done deal|in pugno)\b|^ci siamo$|^habemus\b",
        of_anything=True,
    ),
    claiming(
        _("the deal is done, or nearly"),
        Label.NEAR_CERTAIN,
        rf"{DEAL} {DONE}|{DONE} (?:(?:il|lo|la) |l')(?:{DEAL}|accordo)\b|chiud(?:e|ono) per {NAME}",
        rf"^chiuso(?:$| per {NAME})|{HAS}chiuso (?:per {THE}{NAME}|(?:(?:il|la|lo) |l')(?:accordo|{DEAL})\b)",
        r"chiud(?:e|ono) (?:il |l')(?:colpo|affare|accordo|acquisto) |(?:va|andra|andat[oa]) in porto\b",
        r"manca(?:no)? (?:solo|soltanto) (?:(?:il|la|le) |l')(?:firm[ae]|annuncio|ufficialita|comunicato)\b",
    ),
    claiming(
        _("the agreement is complete"),
        Label.NEAR_CERTAIN,
        rf"{AGREEMENT} (?:(?!(?:non|mai|da)\b)[\w'-]{{1,20}} ){{0,4}}{FULL}",
        rf"(?:raggiunt|trovat|siglat)[oa] (?:anche )?(?:l'|un |un'|il ){AGREEMENT}",
        rf"(?:trova(?:no)?|raggiung(?:e|ono)|sigla(?:no)?) (?:l'|un |un'){AGREEMENT}",
        rf"{AGREEMENT} (?:\w{{1,20}} ){{0,4}}fino al",
    ),
    claiming(
        _("the club has got its man"),
        Label.NEAR_CERTAIN,
        rf"pres[oi] (?:(?:anche |gia )?{NAME}|(?:(?:il|lo|un) |l')(?:nuovo |vice )?{POST})",
        rf"preso (?:dal(?:la)? |dall'){NAME}|^(?:gran |super |altro |doppio |che |nuovo |maxi )?colp(?:o|accio)\b",
        rf"(?:ingaggiat|acquistat|comprat|tesserat|cedut|vendut|riscattat|strappat|soffiat)[oi] (?:{NAME}|{TO})",
        rf"^preso$|{A_NAME} (?:preso|ceduto|venduto|ingaggiato|acquistato|tesserato)$",
        rf"{A_NAME} riscattato\b(?! (?:da|dal|con)\b)",
        rf"{A_NAME} è (?:gia |ormai )?(?:{OF}{NAME}|{COLOUR})|(?:panchina|guida) {OF}\w{{1,30}} è (?:gia )?di {NAME}",
        r"(?:esercita(?:no|t[oa])?|scatta(?:t[oa])?) "
        r"(?:il |l')(?:diritto di |obbligo di )?(?:riscatto|obbligo|opzione)\b",
        rf"riscatto (?:è )?(?:gia )?(?:esercitato|fatto|pagato)\b|trovato (?:il|un) nuovo {POST}",
    ),
    claiming(
        _("the medical is on"),
        Label.NEAR_CERTAIN,
        r"(?:visite mediche|test medici)\b(?! (?:non|saltat|rinviat|rimandat|annullat|fallit|andate male))",
        r"(?:superat[eio]|sostenut[eio]|supera|sostiene|svolge) (?:le visite|i test)\b",
        r"visite (?:superate|ok|completate|fissate|prenotate|in corso|oggi|domani)\b",
    ),
    claiming(
        _("the announcement is hours away"),
        Label.NEAR_CERTAIN,
        rf"(?:{ANNOUNCED}|ufficiale) {SOON}|(?:a ore|{DAY}) (?:la |l')?{ANNOUNCED}|{ANNOUNCED} (?!oggi|stasera){DAY}",
        r"(?:sara|verra) (?:presto )?(?:ufficiale|ufficializzat[oa]|annunciat[oa]|presentat[oa])\b",
        rf"(?:annuncer|ufficializzer|presenter)(?:a|anno) (?:{A_NAME}\b(?!-)|(?:il )?nuovo {POST})|questione di ore\b",
    ),
    claiming(
        _("the move has happened"),
        Label.NEAR_CERTAIN,
        rf"{HAS}(?:lasciato|salutato) {THE}(?:{NAME}|{BENCH})",
        rf"{IS}(?:andato|passato|tornato|approdato|arrivato|sbarcato|atterrato) {TO}",
        way=Way.GOES,
    ),
    claiming(
        _("the move is decided"),
        Label.LIKELY,
        rf"(?:vanno|va|andra|passa|passera|torna|tornera|arriva|arrivera|approda|approdera|sbarca|sbarchera|trasloca|"
        rf"si trasferisce|si trasferira|si accasa)(?:no|nno)? (?:{TO}|in {COLOUR}|{ON_THE_BENCH} {OF}{NAME})",
        rf"(?:arriva|arrivano|ecco) {A_NAME}\b(?!-)|arriva(?:no)? (?:in prestito|in panchina|a titolo|a parametro)\b",
        rf"in arrivo {NAME}|sara(?:nno)? (?:presto )?{THE_POST}|(?:firmera|vestira|si siedera|siedera)\b",
        rf"(?:{NEW_POST}|erede|successore)(?: (?:{OF}|di )\w{{1,30}})? sara {NAME}|dopo {A_NAME} (?:è|sara) {NAME}",
        rf"(?:prossimo {POST}|erede|successore)(?: (?:{OF}|di )\w{{1,30}})? è {NAME}|sara {A_NAME}(?: \w{{1,30}})? "
        rf"(?:{THE_POST}|{ON_THE_BENCH}|ad? (?:guidare|allenare)\b)|{A_NAME} (?:prossimo|futuro) {POST}",
        rf"{NOW}(?:il|la) (?:prossim|futur)[oa] {POST}|sara (?:{OF}{NAME}|{COLOUR}|{ON_THE_BENCH} {OF}{NAME})",
        rf"sara (?:(?:il|la) |l'){A_NAME} di {NAME}|^(?:è|sara) {A_NAME}(?<=[a-z])(?: {A_NAME}(?<=[a-z]))?$",
        rf"(?:allenera|guidera) {THE}(?:{NAME}|{BENCH})|giochera (?:(?:nel|nella) |nell'){NAME}",
        rf"(?:ingaggia|acquista|compra|tessera|riscatta|cede|vende|prende)(?:no)? {NAME}",
        rf"(?:ingagger|acquister|comprer|tesserer|riscatter|ceder|vender|prender)(?:a|anno) {NAME}",
        rf"si (?:assicura|regala)(?:no)? {NAME}|(?:succede|succedera) ad? {NAME}|prende(?:ra)? il posto di {NAME}",
        rf"panchina (?:va )?ad? {NAME}|ripart(?:e|ono) da {NAME}|(?:{TO}\w{{0,30}}|{A_NAME}|{DEAL}) si (?:fa|fara)$",
        r"^si (?:fa|fara)$|conferma(?:t[oa])? (?:(?:il|lo|la) |l')(?:arrivo|acquisto|ingaggio|cessione|passaggio)\b",
        way=Way.GOES,
    ),
    claiming(
        _("someone is leaving"),
        Label.LIKELY,
        rf"lasc(?:ia|iano|era|eranno)(?:$| {THE}(?:{NAME}|{BENCH}))|{A_NAME} saluta$",
        rf"saluta(?:no)? (?!(?:la |l')?{CUP}){THE}{NAME}",
        r"(?:se ne va|se ne andra|va via|andra via|dice addio|dira addio|è addio|sara addio|ai saluti|fa le valigie)\b",
        rf"^addio (?!(?:(?:al|alla|ai|agli) |all')?{CUP})(?:{TO}|{NAME})",
        r"addio (?:è )?(?:gia )?(?:certo|sicuro|deciso|confermato|scritto)\b",
        rf"via (?!libera\b){NAME}|{A_NAME} via {FROM}{NAME}|si libera {FROM}{NAME}",
        r"si separ(?:a|ano|eranno)\b|strade (?:si separano|separate)\b|(?:^|è )divorzio\b",
        way=Way.GOES,
    ),
    claiming(
        _("someone is staying"),
        Label.LIKELY,
        rf"(?:resta|restano|restera|resteranno|rimane|rimangono|rimarra|rimarranno) (?:{TO}|in {COLOUR})",
        rf"{A_NAME} (?:resta|restera|rimane|rimarra)$",
        r"(?:rinnov|prolung)(?:a|ano|era)(?:$| (?:col|con|fino|il contratto|per)\b)",
        r"rinnovo (?:\w{1,20} ){0,2}fino al",
        rf"(?:avanti con|blinda|conferm(?:at[oi]|a|ano)) {NAME}|{A_NAME} confermato\b(?! (?:titolare|capitano)\b)",
        way=Way.STAYS,
    ),
    claiming(
        _("one side has agreed"),
        Label.LIKELY,
        rf"(?:dice|dicono|ha detto|hanno detto|dira|diranno) (?:di )?si\b|{HAS}accettato\b|accett(?:a|ano|era)$",
        rf"accett(?:a|ano|era) (?:(?:il|la) |l')|{HAS}scelto {THE}{NAME}|scegli(?:e|ono) {THE}{NAME}",
        rf"(?:scelta è|scelta cade su|scelto) {NAME}|(?:scelt|decis)o (?:il |l')(?:nuovo )?{POST}",
        r"promess[oi] spos[oi]\b",
    ),
    claiming(
        _("one side has agreed"),
        Label.LIKELY,
        rf"(?:c'è|ecco|ha|arriva|arrivat[oa]|strappa(?:to)?|incassa(?:to)?|ottiene|ottenuto) (?:il |la |l'){YES}\b",
        rf"(?:da|danno|dato) (?:il |l')(?:ok|via libera|placet) (?:{TO}|all[ao'])",
        rf"^{YES} (?:{TO}|(?:{OF}|di |da |per {THE})(?!(?:comune|regione|uefa|fifa|figc|lega|coni|tar)\b){NAME})",
        rf"c'è (?:gia )?(?:l')?{AGREEMENT}|l'{AGREEMENT} c'è|{HAS}(?:l'|un |un'){AGREEMENT}|^{AGREEMENT}$",
        rf"^(?:l'|gia |ecco l')?{AGREEMENT} (?:(?:di massima|verbale|economico|sulla parola|sulle cifre)\b|"
        rf"(?:tra |fra |con |col ){THE}{NAME}|{A_NAME}(?: {A_NAME})?-{NAME})|{A_NAME}-{A_NAME} {AGREEMENT}$",
        rf"conferma(?:t[oa])? l'{AGREEMENT}|(?:si (?:è|sono) accordat[oaie]|si accorda(?:no)?) (?:con|col|coi)\b",
        r"(?:è|tutto) (?:gia |ormai )?deciso$|c'è (?:gia )?la stretta di mano\b",
        of_anything=True,
    ),
)

#: News of something else than a move. What can be said of anything is said of it, unless the same words tell a move:
#: what one of the other rules finds, or one of these.
OTHER_NEWS = any_of(
    CUP,
    r"(?:out|stop|ko|infortun\w{1,4}|lesion[ei]|frattur\w{1,3}|operat[oa]|chirurgic[oa]|squalific\w{1,4}|ammend[ae])\b",
    rf"salta(?:no)? (?:(?:il|la) |l'){NAME}|si ferma(?:no)?\b",
    r"(?:rinvi\w{1,4}|posticip\w{1,3}|si gioca(?:no)?|calendari[oa]?|tournee|amichevol[ei]|ritiro|raduno|sorteggi[oa]?|"
    r"premi(?:o|at[oaie])|convocat[oaie]|convocazion[ei]|orari[oa]?|bigliett[oi]|abbonament[oi]|arbitr[oi]|penalizza\w{1,5}|ricorso)\b",
    r"(?:stadio|sponsor\w{0,12}|partnership|partner|maglia|maglie|divisa|marchio|logo|stemma|bilancio|diritti tv|"
    r"presidente|presidenza|cda|soci|closing|proprieta|capitano|scudett[oi]|salv[oaie]|promozione|promoss[oaie]|retrocess\w{2,4}|"
    r"semifinal[ei]|final[ei]|quarti|ottavi|campion[ei]|qualificat[oaie]|qualificazion[ei]|playoff)\b",
)
A_MOVE = any_of(
    rf"{A_NAME} {TO}|{NEW_POST}",
    rf"(?<!lesione )(?<!frattura )(?<!stop )(?<!squalifica )(?<!biglietti )per (?!{CUP}){NAME}",
    r"(?:torna|arriva|sbarca|rientra|passa|lascia|saluta|addio|panchina|vest(?:e|ira))\b",
)
#: The words of a piece that says nothing by itself ("Ora è ufficiale"): it is read with its clause and its neighbour.
HOLLOW = re.compile(
    r"è|c|ora|adesso|gia|ormai|il|la|l|lo|un|una|ecco|arriva|nota|comunicato|del|club|anche|tutto", re.IGNORECASE
)

#: The same words with nothing of the market in them.
TRAPS = any_of(
    r"ufficial[ei] (?:giudiziari[oa]|dell'esercito|di gara|medico)|ufficialmente (?:non|mai)|(?:pubblico|di) ufficiale",
    r"(?:maglia|gara|partita|debutto|esordio|sito|profilo|sponsor|pallone|inno|offerta|richiesta|proposta|candidatura|"
    r"prima|uscita|lista|calendario|store|negozio|account|canale|partner|incontro|contatto|interesse|formazione) "
    r"ufficiale",
    r"(?:gare|partite|maglie|dati|numeri|quote|impegni|formazioni|contatti) ufficiali",
    r"firma(?:to|no)? con (?:(?:il|lo|un|uno) )?(?:nuovo )?(?:sponsor|partner)\b",
    r"(?:annuncia|presenta)(?:t[oa])? (?:la |un )?(?:battaglia|ricorso|sciopero|formazione|maglia|lista|rosa)",
    r"(?:frittata|scelta|formazione|squadra|lista|rosa|storia) è (?:gia |ormai )?fatta|com'è fatta",
    r"pres[oi] (?:a (?:schiaffi|pugni|calci|pallate|cuore|modello|esempio)|di mira|in (?:giro|mezzo|carico|esame)|"
    r"tempo|atto|parte|posto|quota|piede|gol|contatto|sul serio|per mano|le distanze)\b",
    r"colpo (?:di (?!mercato)|d'|su colpo|al|alla|alle|ai|da|in canna|basso|duro|esterno|salvezza|corsaro)\b",
    r"lascia(?:no)? (?:il |la |l'|un )?(?:campo|segno|ritiro|porta|allenamento|spazio|tempo)\b",
    r"(?:va|torna|arriva|resta|passa|(?:andat|tornat|arrivat)[oa]) (?:a |al |alla |all')(?:san siro|olimpico|maradona|"
    r"bernabeu|meazza|wembley|franchi|via del mare|lavoro|gol|segno|quota|disposizione|galla|vittoria|successo|riposo|"
    r"tappeto|voto|attacco|coverciano|appiano|milanello|trigoria|allenamento)\b",
    rf"(?:cuore|derby|notte|trofeo|coppa|supercoppa|scudetto|primato|titolo|domenica|citta) è (?:gia )?{COLOUR}",
    r"benvenut[oaie] (?:a |al |all')(?:san siro|olimpico|maradona|bernabeu|meazza|wembley|franchi|nord|inferno)\b",
    r"(?:rinnovato|rinnova) (?:la |l')(?:fiducia|stima|invito)\b|accordo (?:collettivo|quadro)\b",
    r"(?:accordo|intesa) (?:sui|sul|sullo|sugli|per (?:i|il|lo|gli)) (?:diritti|stadio|stipendi|calendario|sponsor)\b",
)

#: Casts doubt on its whole clause, wherever it stands in it, as a question mark at its end does.
DOUBT = any_of(
    r"(?:forse|magari|chissa|qualora|purche|a patto|(?:in|nel) caso|a quanto (?:pare|sembra))\b",
    r"(?<!anche )se\b(?! (?:ne|stess[oi])\b)",
)

ANY = (Label.OFFICIAL, Label.NEAR_CERTAIN, Label.LIKELY)
#: A past tense, and the years that are past for whoever reads this: nobody tells last week's signature by its year.
PAST = any_of(
    r"(?:ha|hanno|si è|è stat[oa])\b|\w{1,20}(?:at|ut|it)[oaie]\b|(?:pres|chius|rescis|risolt|fatt|scelt)\w{1,3}\b"
)
LONG_PAST = r"(?:19\d\d|20[01]\d)\b"

#: What makes the claims of a piece hypothetical, or denies them. An idea does not undo a signature ("Il sogno è
#: ufficiale"), and a signature that is awaited undoes that only, not the deal: "accordo totale, manca la firma".
MOODS = (
    excusing(
        ANY,
        r"\w{2,20}rebbe(?:ro)?\b",
        r"(?:puo|possono|potra|potranno|verso|in bilico|a rischio|rischia(?:no)?|ad? un (?:passo|soffio))\b",
        r"(?:vicin|vicinissim)[oaie]\b|pront[oaie] (?:per|ad?|al|all[aoe]?)\b",
        r"(?:probabil|possibil|ipotetic|eventual)\w",
    ),
    excusing(
        ANY,
        r"(?:non(?! solo)|niente|nulla|nessun[oa]?|mai|senza|no (?:a|al|alla|all|di|del|della))\b",
        r"(?:smenti\w{2,5}|neg(?:a|ano|ato)|fals[oa]|salta(?:no|t[oa])?|sfuma(?:no|t[oa])?|frena(?:no|t[oa])?)\b",
        r"(?:ipotesi|idea|sogno|suggestione|pista|tentazione|opzione|soluzione|nome|vuole|vogliono|valuta|studia) $",
        r"(?:pare|sembra(?:no)?)\b|chi $",
        before=True,
    ),
    excusing(ANY, rf"^(?:quando\b|(?:era )?(?:il |nel |estate )?{LONG_PAST}|\w{{2,9}} ann[oi] fa\b)", before=True),
    excusing(
        ANY,
        r"nel (?:\w{3,9} del )?(?:19|20)\d\d\b|\w{2,9} (?:ann[oi]|estat[ei]|stagion[ei]) fa\b",
        r"(?:anno|estate|stagione) scors[oa]\b|scors[oa] (?:anno|estate|stagione)\b",
        words=PAST,
    ),
    excusing(
        (Label.NEAR_CERTAIN, Label.LIKELY),
        r"(?:ipotesi|ide[ae]|sogn\w{1,5}|suggestion[ei]|pista|tentazione|trattativ[ae]|sondaggio?|obiettivo)\b",
        r"(?:candidat[oaie]|favorit[oaie]|in (?:corsa|lizza|pole)|nel mirino|ai dettagli|ballottaggio|si avvicina)\b",
        r"(?:tratta(?:no)?|sonda(?:no)?|piac(?:e|ciono)|valuta(?:no)?|studia(?:no)?|vuole|vogliono|spera(?:no)?)\b",
        r"(?:pensa|punta)(?:no)? (?:ad?|al|all[aoe]?|su|sul|sull[aoe]?)\b",
        r"(?:prova(?:no)?|tenta(?:no)?|cerca(?:no)?|spinge|preme)\b",
        r"(?:propost[ao]|offert[ao]|offre|offrono|propone|lontan[oaie]|in salita|in stallo|in bozza)\b",
        r"(?:non (?:c'è|è|arriva|basta)|tarda|ancora no)\b|da (?:trovare|definire|limare|chiudere)\b",
    ),
    excusing(
        (Label.OFFICIAL,),
        r"(?:quasi|ufficios\w{1,6}|in attesa|attes[oaie]|attende(?:ndo)?|aspetta(?:no|ndo)?|entro|a breve|a ore)\b",
        r"(?:manca(?:no)?|prossime ore|prossimi giorni)\b",
    ),
    excusing((Label.OFFICIAL,), r"(?:sara|verra|diventera)(?:nno)?\b", before=True),
)

#: Says that a rumour came to nothing; read in the folded headline.
ENDED = any_of(
    r"non (?:va|vanno|arriva|parte|lascia|firma|torna|passa|andra|arrivera|sara|allenera|si fa|si fara)\b",
    r"(?:salta|saltano|saltat[oa]|sfuma|sfumat[oa]|tramonta|tramontat[oa]|cade|cadono|smentit[oa]|altrove|resta fuori|"
    r"restano fuori|si chiud(?:e|ono)|niente|nessun[oa]?|dice no|ha detto no|no (?:a|al|alla|all))\b",
)
