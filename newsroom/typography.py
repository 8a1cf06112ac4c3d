"""How the paper sets its text: quotes, apostrophes, dashes, accents. Pure: a text in, Changes out, each of which an
editor sees before it is made. No letter changes but by the tables; addresses and code are left alone."""

import re
from dataclasses import dataclass

from newsroom.markup import parse

#: The paper's own signs. Its stories are written with these: a change here is a change of style for all to come.
QUOTES, QUOTES_WITHIN = ("«", "»"), ("“", "”")
APOSTROPHE = "'"
ELLIPSIS, DASH = "…", "–"

#: Without accent on the keyboard, or with the wrong one: as typed, as it is written. Whole words only. Words that have
#: an apostrophe by right (po', di', va', fa', sta', da', mo') are not here.
ACCENTS = {
    "e'": "è", "cioe'": "cioè", "caffe'": "caffè", "ahime'": "ahimè",
    "perche'": "perché", "poiche'": "poiché", "finche'": "finché", "affinche'": "affinché", "benche'": "benché",
    "anziche'": "anziché", "nonche'": "nonché", "giacche'": "giacché", "sicche'": "sicché", "purche'": "purché",
    "cosicche'": "cosicché", "fuorche'": "fuorché", "se'": "sé", "ne'": "né", "ventitre'": "ventitré",
    "perchè": "perché", "poichè": "poiché", "finchè": "finché", "affinchè": "affinché", "benchè": "benché",
    "anzichè": "anziché", "nonchè": "nonché", "giacchè": "giacché", "purchè": "purché", "nè": "né", "sè": "sé",
    "ventitrè": "ventitré", "pò": "po'", "qual'è": "qual è", "qual'era": "qual era", "un'altro": "un altro",
    "piu'": "più", "giu'": "giù", "lassu'": "lassù", "laggiu'": "laggiù", "virtu'": "virtù", "gioventu'": "gioventù",
    "gia'": "già", "la'": "là", "cosi'": "così", "si'": "sì", "li'": "lì",
    "pero'": "però", "puo'": "può", "cio'": "ciò", "percio'": "perciò",
    "lunedi'": "lunedì", "martedi'": "martedì", "mercoledi'": "mercoledì", "giovedi'": "giovedì", "venerdi'": "venerdì",
    "sara'": "sarà", "avra'": "avrà", "fara'": "farà", "dara'": "darà", "stara'": "starà", "andra'": "andrà",
    "dovra'": "dovrà", "potra'": "potrà", "vorra'": "vorrà", "verra'": "verrà", "terra'": "terrà",
    "restera'": "resterà",
    "arrivera'": "arriverà", "lascera'": "lascerà", "giochera'": "giocherà", "allenera'": "allenerà",
    "firmera'": "firmerà", "sapra'": "saprà", "dira'": "dirà", "tornera'": "tornerà", "partira'": "partirà",
    "saro'": "sarò", "faro'": "farò", "restero'": "resterò", "andro'": "andrò", "firmo'": "firmò", "arrivo'": "arrivò",
    "parlo'": "parlò", "lascio'": "lasciò",
    "citta'": "città", "societa'": "società", "novita'": "novità", "attivita'": "attività", "eta'": "età",
    "meta'": "metà", "qualita'": "qualità", "possibilita'": "possibilità", "verita'": "verità", "liberta'": "libertà",
    "universita'": "università", "volonta'": "volontà", "disponibilita'": "disponibilità", "difficolta'": "difficoltà",
    "opportunita'": "opportunità", "continuita'": "continuità", "priorita'": "priorità",
    "responsabilita'": "responsabilità",
    "affidabilita'": "affidabilità", "identita'": "identità", "realta'": "realtà",
}  # fmt: skip

APOSTROPHES = "'’‘ʼ`´"
#: Left as they are: addresses, names of accounts, tags.
ADDRESS = re.compile(
    r"(?:\b[a-z][a-z+.-]{1,12}://|\bwww\.|\bmailto:)\S+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@\S+|(?<!\w)[@#]\w+|(?<![\w-])[\w-]{1,80}\.(?:it|com|net|org|eu)\b\S*",
    re.I,
)
ACCENTED = re.compile(
    rf"(?<![\w{APOSTROPHES}])(?:"
    + "|".join(re.escape(word).replace("'", f"[{APOSTROPHES}]") for word in sorted(ACCENTS, key=len, reverse=True))
    + r")(?!\w)",
    re.I,
)
#: A quotation in single marks: the sign that closes it is no accent.
SINGLE_QUOTED = re.compile(
    rf"(?<!\w)[{APOSTROPHES}](?=[^\W\d])[^{APOSTROPHES}]*(?:(?<=\w)[{APOSTROPHES}](?=\w)[^{APOSTROPHES}]*)*[{APOSTROPHES}](?!\w)"
)
QUOTE = re.compile('["“”„‟«»]')
BEFORE_OPENING = set("([{-–—/«“„" + APOSTROPHES)


@dataclass(frozen=True)
class Change:
    """What stands between two places of a text, and what would."""

    start: int
    end: int
    new: str


def changes(text):
    """Return the Changes that the paper's style asks of a plain text, in its order; none overlap."""
    taken = [match.span() for match in ADDRESS.finditer(text)]
    found = [change for change in _accents(text) if _is_free(change, taken)]
    # A word that gets its accent is a word to the other rules, not one with an apostrophe behind it.
    read = _with_letters_for(found, text)
    taken += [(change.start, change.end) for change in found]
    for rule in RULES:
        for change in rule(read):
            if text[change.start : change.end] != change.new and _is_free(change, taken):
                found.append(change)
                taken.append((change.start, change.end))
    return sorted(found, key=lambda change: change.start)


def fixed(text):
    for change in reversed(changes(text)):
        text = text[: change.start] + change.new + text[change.end :]
    return text


def in_context(text, change, *, around=28):
    """Return what stands before, what would change, what it would become, and what stands after, in whole words."""
    before, after = text[: change.start], text[change.end :]
    if len(before) > around:
        before = "…" + before[-around:].partition(" ")[2]
    if len(after) > around:
        after = after[:around].rpartition(" ")[0] + "…"
    return before, text[change.start : change.end], change.new, after


def _is_free(change, taken):
    return all(change.end <= start or end <= change.start for start, end in taken)


def _with_letters_for(changed, text):
    for change in changed:
        text = text[: change.start] + "x" * (change.end - change.start) + text[change.end :]
    return text


# The rules


def _accents(text):
    quoted = [match.span() for match in SINGLE_QUOTED.finditer(text)]
    for match in ACCENTED.finditer(text):
        typed = re.sub(f"[{APOSTROPHES}]", "'", match[0])
        change = Change(*match.span(), _in_case_of(match[0], ACCENTS[typed.lower()]))
        if _is_free(change, quoted):
            yield change


def _in_case_of(typed, word):
    letters = [c for c in typed if c.isalpha()]
    if all(c.isupper() for c in letters) and (len(letters) > 1 or len(word) == 1):
        return word.upper()
    return word[0].upper() + word[1:] if letters[0].isupper() else word


def _quotes(text):
    """None where they do not pair: a measure in inches, a quotation that goes on in the next paragraph."""
    found, depth = [], 0
    for match in QUOTE.finditer(text):
        opens = _opens(text, match.start())
        depth -= not opens
        if depth < 0:
            return []
        pair = QUOTES if depth % 2 == 0 else QUOTES_WITHIN
        found.append(Change(*match.span(), pair[0] if opens else pair[1]))
        depth += opens
    return found if depth == 0 else []


def _opens(text, at):
    if text[at] != '"':
        return text[at] in "“„«"
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return (not before or before.isspace() or before in BEFORE_OPENING) and bool(after) and not after.isspace()


def _by_pattern(pattern, new):
    compiled = re.compile(pattern)

    def rule(text):
        return (Change(*match.span(), new) for match in compiled.finditer(text))

    return rule


RULES = (
    _quotes,
    _by_pattern(r"(?<!\.)\.{3,}", ELLIPSIS),
    _by_pattern(r"(?<!-)--(?!-)", DASH),
    _by_pattern(r"[’‘ʼ]|(?<=\w)['`´](?=\w)", APOSTROPHE),
    # Hard and thin spaces too: they break search, and lines.
    _by_pattern(r"[ \t\u00a0\u2007\u2009\u202f]{2,}|[\t\u00a0\u2007\u2009\u202f]", " "),
)

# In a body


def changes_in_html(html):
    """Return (text, Change) pairs: what would change in a cleaned body, with the text of its paragraph."""
    return [(line.text, change) for line in _lines(parse(html)) for change in line.changes]


def fixed_html(html):
    root = parse(html)
    for line in _lines(root):
        for change in reversed(line.changes):
            line.make(change)
    return root.inner_html()


class _Line:
    """The words between the beginning and the end of a block, in as many pieces as its marks make of them."""

    #: Stands for what is not text: code.
    OPAQUE = "\ufffc"

    def __init__(self):
        self.text, self.pieces = "", []

    def add(self, siblings, at):
        self.pieces.append((len(self.text), siblings, at))
        self.text += siblings[at]

    @property
    def changes(self):
        return [change for change in changes(self.text) if self._place(change)]

    def make(self, change):
        start, siblings, at = self._place(change)
        words = siblings[at]
        siblings[at] = words[: change.start - start] + change.new + words[change.end - start :]

    def _place(self, change):
        """The piece in which a change lies as a whole, if there is one."""
        for start, siblings, at in self.pieces:
            if start <= change.start and change.end <= start + len(siblings[at]):
                return start, siblings, at
        return None


def _lines(root):
    lines = [_Line()]
    _read(root, lines)
    return [line for line in lines if line.text.strip()]


def _read(element, lines):
    for at, child in enumerate(element.children):
        if isinstance(child, str):
            lines[-1].add(element.children, at)
        elif child.tag in {"code", "pre"}:
            lines[-1].text += _Line.OPAQUE
        elif child.is_inline and child.tag != "br":
            _read(child, lines)
        else:
            lines.append(_Line())
            _read(child, lines)
            lines.append(_Line())
