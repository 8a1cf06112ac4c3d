"""One page of each type, of the demonstration newsroom: a new type of page gets a line here."""

PAGES = {
    "home": "/",
    "article": "/articoli/2024/11/dieci-siti-una-fonte/",
    "article, many rumours": "/articoli/2025/09/primo-settembre-quelli-che-restano/",
    "article, corrected": "/articoli/2025/05/conte-resta-o-parte-le-tre-domande/",
    "section": "/sezioni/panchine/",
    "archive": "/archivio/2025/09/01/",
    "archive, empty": "/archivio/2023/01/01/",
    "archive, month": "/archivio/2025/09/",
    "archives": "/archivio/",
    "search": "/cerca/?q=ancelotti",
    "search, nothing found": "/cerca/?q=zzzz",
    "feeds": "/feed/",
    "privacy": "/privacy/",
    "author": "/autori/marta-scarpellini/",
    "corrections": "/rettifiche/",
    "masthead": "/redazione/",
    "clubs": "/club/",
    "club": "/club/juventus/",
    "coaches": "/allenatori/",
    "coaches on a day": "/allenatori/?competizione=serie-a&giorno=2024-11-07",
    "coach": "/allenatori/carlo-ancelotti/",
    "player": "/giocatori/dusan-vlahovic/",
    "rumours": "/voci/",
    "rumours, filtered": "/voci/?attendibilita=probabile",
    "rumours, misunderstood": "/voci/?stato=boh",
    "rumour": "/voci/ancelotti-lascia-il-real-madrid-entro-fine-2024/",
    "rumour, open": "/voci/vlahovic-milan-estate-2026/",
    "changes": "/cosa-e-cambiato/",
    "benches": "/panchine/",
    "reliability": "/attendibilita/",
    "sources": "/fonti/",
    "source": "/fonti/relevo/",
}
#: Those of which the answer is no page of the paper.
ERRORS = {
    "nothing there": "/nulla/",
    "withdrawn": "/articoli/2025/05/una-lista-di-candidati-per-la-panchina-della-roma/",
}
#: Where Lighthouse is asked: it takes half a minute for each.
WEIGHED = ("home", "article", "rumour", "club")
