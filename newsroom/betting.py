"""Advertising of betting, which the law forbids to whoever owns a site (art. 9 DL 87/2018): links to operators and
calls to bet. Words that news may need (odds, bookmakers, an operator that is a sponsor) are only pointed out. Pure."""

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from football.names import fold

#: Operators with a licence in Italy, and the foreign ones most advertised: the name as it is read, the domains.
OPERATORS = {
    "Snai": ("snai.it", "snaitech.it"),
    "Sisal": ("sisal.it", "sisal.com"),
    "Lottomatica": ("lottomatica.it",),
    "Goldbet": ("goldbet.it", "goldbet.com"),
    "Eurobet": ("eurobet.it",),
    "Bet365": ("bet365.it", "bet365.com"),
    "William Hill": ("williamhill.it", "williamhill.com"),
    "Betfair": ("betfair.it", "betfair.com"),
    "Planetwin365": ("planetwin365.it", "planetwin365.com"),
    "Betsson": ("betsson.it", "betsson.com"),
    "Bwin": ("bwin.it", "bwin.com"),
    "Betflag": ("betflag.it",),
    "LeoVegas": ("leovegas.it", "leovegas.com"),
    "888sport": ("888sport.it", "888sport.com", "888.it"),
    "Unibet": ("unibet.it", "unibet.com"),
    "NetBet": ("netbet.it", "netbet.com"),
    "AdmiralBet": ("admiralbet.it",),
    "DAZN Bet": ("daznbet.it", "daznbet.com"),
    "StarCasinò": ("starcasino.it", "starcasino.com"),
    "Marathonbet": ("marathonbet.it", "marathonbet.com"),
    "Betway": ("betway.it", "betway.com"),
    "Betclic": ("betclic.it", "betclic.com"),
    "PokerStars": ("pokerstars.it", "pokerstars.com", "pokerstarssports.it"),
    "Totosì": ("totosi.it",),
    "Vincitù": ("vincitu.it",),
    "Stanleybet": ("stanleybet.it",),
    "Gioco Digitale": ("giocodigitale.it",),
    "1xBet": ("1xbet.com",),
    "22Bet": ("22bet.com",),
    "Betano": ("betano.com",),
    "Stake": ("stake.com",),
}
#: Names that are words too: only their domains say that they are meant.
WORDS_TOO = {"Stake"}
#: What a host is called that nobody put in the table yet.
BETTING_HOST = re.compile(r"scommess|bookmaker|casino|(?:^|\.)bet\d|bonusbet|freebet")
#: What affiliates add to an address, so as to be paid for it.
AFFILIATE = re.compile(r"[?&](?:btag|affid|aff_?id|affiliate(?:_?id)?|a_aid|clickref)=", re.I)
CLAUSE_END = re.compile(r"[.;:!?\n]")
#: Invitations, as they are read without accents: forbidden however they are meant.
CALLS = tuple(
    re.compile(rf"\b(?:{pattern})\b")
    for pattern in (
        r"scommett(?:i|ete) (?:ora|subito|adesso|qui|su|con|gratis)",
        r"gioca(?:te)? (?:ora |subito |adesso )?e vinc(?:i|ete)",
        r"bonus (?:di )?(?:benvenuto|scommesse|registrazione|senza deposito|casino|multipla|ricarica)",
        r"free ?bet|scommess[ae] (?:gratuit[ae]|gratis|senza rischi)",
        r"quot[ae] (?:maggiorat|potenziat|migliorat)[ae]",
        r"migliori (?:quote|bonus|bookmaker|siti (?:di )?scommesse)",
        r"registrati e (?:ricevi|ottieni|vinci|gioca)",
        r"(?:ti|vi) (?:regala|offre) (?:fino a )?\d+ euro (?:di bonus|per scommettere)",
    )
)
#: What can be news, and should be looked at once more.
WORDS = tuple(
    re.compile(rf"\b(?:{pattern})\b")
    for pattern in (
        r"quote(?! (?:societari|azionari|rosa|latte|di (?:minoranza|maggioranza|mercato|partecipazione)))\w*",
        r"quotat[oaie] a \d+",
        r"bookmakers?|bookies?|betting|scommesse|scommettitori?|agenzi[ae] di scommesse",
        r"schedin[ae]|pronostic[oi]|codice (?:promo|bonus|promozionale)",
        *(fold(name) for name in OPERATORS if name not in WORDS_TOO),
    )
)


def calls_in(text):
    """Return the invitations to bet in a text, each once, as they are found without accents."""
    return _found(CALLS, text)


def words_in(text):
    return _found(WORDS, text)


def _found(patterns, text):
    """Clause by clause: "Pagato il bonus. Benvenuto, mister" invites to nothing."""
    # A line for each: no pattern goes beyond one, and each pattern is tried once.
    clauses = "\n".join(_folded(clause) for clause in CLAUSE_END.split(text))
    return list(dict.fromkeys(match[0] for pattern in patterns for match in pattern.finditer(clauses)))


#: A story is saved again and again, with most of its clauses as they were.
_folded = lru_cache(4_096)(fold)


def operator_of(href):
    """Return who is advertised by an address, or by one that it hands on to: an operator's name, or a host that says
    what it is. Empty for none."""
    for host in _hosts(href):
        for name, domains in OPERATORS.items():
            if any(host == domain or host.endswith(f".{domain}") for domain in domains):
                return name
        if BETTING_HOST.search(host):
            return host
    return ""


def is_affiliate(href):
    return bool(AFFILIATE.search(unquote(href)))


def _hosts(href):
    """The host of an address, and those of the addresses within it."""
    found = re.split(r"(?=https?://)", unquote(unquote(href)), flags=re.I)
    return [host for part in found if (host := _host(part))]


def _host(address):
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
