"""What invites to bet and what is news about it, as the desk meets them."""
# ruff: noqa: E501 — what is typed and what is found stand side by side

CALLS = [
    "Scommetti ora su Inter-Milan",
    "Scommettete subito con noi",
    "Gioca e vinci",
    "Gioca subito e vinci la trasferta",
    "Bonus di benvenuto per i nuovi iscritti",
    "bonus benvenuto",
    "Bonus scommesse fino a fine mese",
    "Ecco il BONUS SENZA DEPOSITO",
    "una freebet in omaggio",
    "free bet",
    "scommesse gratis",
    "Le quote maggiorate di oggi",
    "quota maggiorata",
    "I migliori bookmaker",
    "le migliori quote per la serie A",
    "Migliori siti di scommesse",
    "Registrati e ricevi il premio",
    "Ti regala fino a 100 euro di bonus",
]
NOT_CALLS = [
    "Pagato il bonus. Benvenuto, mister!",
    "Lukaku gioca subito titolare",
    "Conte gioca ora con due punte",
    "Il Milan punta subito su Vlahovic",
    "Una scommessa vinta da Gasperini",
    "Scommettiamo che resta?",
    "Nel contratto c'è un bonus legato alle presenze",
    "Bonus al gol: due milioni",
    "Il club ha ceduto le quote di minoranza",
    "Registrati due contatti fra le parti",
    "Le migliori parate della stagione",
]
NEWS = [
    "Le quote dei bookmaker danno Conte favorito",
    "Allegri quotato a 1,80",
    "Il caso del calcio scommesse",
    "Betsson lascia l'Inter",
    "I pronostici della vigilia",
]
NO_NEWS = [
    "Cedute le quote societarie",
    "Una scommessa vinta",
    "Il presidente è di Stake Holding",
    "La partita della vita",
]
OPERATORS = [
    ("https://www.snai.it/sport", "Snai"),
    ("http://SNAI.IT", "Snai"),
    ("https://scommesse.sisal.it/x", "Sisal"),
    ("https://www.bet365.com/?affiliate=1", "Bet365"),
    ("https://example.com/vai?url=https%3A%2F%2Fwww.eurobet.it%2F", "Eurobet"),
    ("https://example.com/vai?url=https%253A%252F%252Fwww.eurobet.it", "Eurobet"),
    ("https://example.com/https://www.goldbet.it", "Goldbet"),
    ("https://utente@www.snai.it:443/", "Snai"),
    ("https://www.migliori-bookmaker.example/", "www.migliori-bookmaker.example"),
    ("https://supercasino.example/", "supercasino.example"),
]
OTHERS = [
    "https://www.gazzetta.it/snai.it",
    "https://notsnai.it/",
    "https://snai.it.example.com/",
    "https://www.alphabet.example/",
    "mailto:redazione@snai.it",
    "/club/lecce/",
    "",
    "https://[::1",
    "http://",
]
