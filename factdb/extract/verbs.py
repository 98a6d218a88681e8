"""Verbs by which an article says that somebody said, thinks, promises, attacks or shows something."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from factdb.extract.vocabulary import word_set


class Manner(StrEnum):
    """What follows a verb: what was said, whom it was said to, what is to be done, or a thing."""

    SAY = "say"  # a clause, with or without "that", or a quotation; its subject may follow it
    TELL = "tell"  # somebody, and then a clause
    THINK = "think"  # a clause
    INTEND = "intend"  # an infinitive, or a clause
    JUDGE = "judge"  # a thing or a person, and what is said of it
    SHOW = "show"  # a clause, also with a document as the subject


class Inflection(StrEnum):
    """How a verb is written."""

    BASE = "base"
    PRESENT = "present"
    PAST = "past"
    PARTICIPLE = "participle"  # -ing


class VerbForm(NamedTuple):
    """One form of a verb of the lists below."""

    lemma: str
    form: Inflection
    manner: Manner


_SAY = """
say add note argue explain state write insist continue reply respond declare conclude acknowledge admit
announce assert stress emphasize emphasise warn claim contend maintain observe remark joke quip tweet report confirm
concede complain suggest recall caution predict promise allege boast opine protest proclaim reiterate repeat
testify lament reveal disclose marvel muse wonder cry shout yell chant exclaim whisper mutter scoff sneer gush
demand retort counter interject elaborate clarify confess guess swear brag comment post vow pledge advise indicate
signal imply estimate affirm assure hint theorize speculate reason ask answer wonder charge read relate rejoin
blog message text email e-mail recount remember highlight
chime underscore question echo caption interrupt ad-lib thunder deadpan fume
"""
_TELL = "tell inform assure remind notify advise convince persuade warn caution promise"
_THINK = """
think believe hope feel doubt agree worry realize realise suspect learn acknowledge
recognize recognise conclude find fear
"""
_INTEND = """
promise vow pledge plan refuse decline threaten agree offer hope expect propose claim volunteer swear ask want
"""
_JUDGE = """
call criticize criticise praise accuse blame describe defend endorse reject dismiss deny denounce condemn mock urge
propose cite discuss question challenge express reference slam blast assail decry bemoan tout hail applaud
deride ridicule refute dispute rebut
lambaste rebuke chide scold liken label brand dub characterize characterise portray depict outline
invoke credit congratulate commend repudiate renounce recommend implore beg demand predict castigate disparage
laud announce promise proclaim allege acknowledge confirm stress emphasize emphasise
"""
_SHOW = "show find suggest indicate reveal report say conclude estimate confirm note project demonstrate predict"
# Verbs with a small word that belongs to them.
PHRASAL_VERBS = {
    "put": {"it": Manner.SAY},
    "point": {"out": Manner.SAY, "to": Manner.JUDGE},
    "go": {"on": Manner.SAY},
    "shoot": {"back": Manner.SAY},
    "fire": {"back": Manner.SAY},
    "chime": {"in": Manner.SAY},
    "sum": {"up": Manner.JUDGE},
    "single": {"out": Manner.JUDGE},
    "speak": {"of": Manner.JUDGE, "about": Manner.JUDGE, "out": Manner.JUDGE},
    "talk": {"about": Manner.JUDGE, "of": Manner.JUDGE, "up": Manner.JUDGE},
    "refer": {"to": Manner.JUDGE},
    "allude": {"to": Manner.JUDGE},
    "call": {"for": Manner.JUDGE, "on": Manner.JUDGE, "upon": Manner.JUDGE},
    "push": {"for": Manner.JUDGE},
    "argue": {"for": Manner.JUDGE, "against": Manner.JUDGE},
    "warn": {"of": Manner.JUDGE, "about": Manner.JUDGE, "against": Manner.JUDGE},
    "complain": {"of": Manner.JUDGE, "about": Manner.JUDGE},
    "object": {"to": Manner.JUDGE},
    "boast": {"of": Manner.JUDGE, "about": Manner.JUDGE},
    "rail": {"against": Manner.JUDGE},
    "hint": {"at": Manner.JUDGE},
    "worry": {"about": Manner.JUDGE},
    "comment": {"on": Manner.JUDGE},
    "agree": {"with": Manner.JUDGE, "on": Manner.JUDGE},
    "lash": {"out": Manner.JUDGE},
    "plead": {"for": Manner.JUDGE},
    "hope": {"for": Manner.JUDGE},
}
_IRREGULAR_FORMS = {
    "say": "says said saying",
    "tell": "tells told telling",
    "write": "writes wrote writing",
    "think": "thinks thought thinking",
    "feel": "feels felt feeling",
    "know": "knows knew knowing",
    "understand": "understands understood understanding",
    "hold": "holds held holding",
    "find": "finds found finding",
    "see": "sees saw seeing",
    "seek": "seeks sought seeking",
    "swear": "swears swore swearing",
    "forget": "forgets forgot forgetting",
    "foresee": "foresees foresaw foreseeing",
    "hear": "hears heard hearing",
    "read": "reads read reading",
    "put": "puts put putting",
    "speak": "speaks spoke speaking",
    "go": "goes went going",
    "shoot": "shoots shot shooting",
    "sum": "sums summed summing",
    "make": "makes made making",
    "show": "shows showed showing",
    "beg": "begs begged begging",
    "brag": "brags bragged bragging",
    "quip": "quips quipped quipping",
    "slam": "slams slammed slamming",
    "dub": "dubs dubbed dubbing",
    "blog": "blogs blogged blogging",
    "plan": "plans planned planning",
    "recommend": "recommends recommended recommending",
    "ad-lib": "ad-libs ad-libbed ad-libbing",
    "learn": "learns learned learning",
    "admit": "admits admitted admitting",
    "commit": "commits committed committing",
    "decry": "decries decried decrying",
    "prefer": "prefers preferred preferring",
    "refer": "refers referred referring",
    "compare": "compares compared comparing",
}
_PAST_PARTICIPLES = {"written": "write", "known": "know", "seen": "see", "sworn": "swear", "shown": "show"}
_VOWELS = "aeiou"
# These say that somebody spoke only where a quotation, a colon or "that" follows them.
WEAK = word_set(
    """
    add advise answer assure believe caption charge chime claim clarify comment conclude confirm continue convince
    counter cry decide demonstrate doubt e-mail echo elaborate email estimate fear feel find fume go guess hold
    interrupt learn maintain marvel message muse observe pledge post project promise protest put question read
    highlight remember
    realise realize reason recognise recognize relate remark repeat reply report respond shout show speculate
    state text theorize think thunder wonder
    """
)
# These do so not even before a bare clause: "the senator answered what was asked", "he posted that picture".
MUTE = word_set(
    "answer comment continue email maintain message pledge post question reason remark respond state text tweet write"
)
# Who declines to say something is silent: nobody's words are reported.
SILENT = word_set("decline refuse")
# Nor are they of who denies what somebody else says, unless it is quoted.
DENYING = word_set("deny dismiss reject refute dispute rebut")
# These say what somebody is called, accused of or urged to do. Other verbs with a thing say only that it was mentioned,
# "he condemned the spread of rumours", and report words only where some are quoted.
PREDICATING = word_set(
    """
    accuse blame describe call label brand dub portray depict characterize characterise liken compare criticize
    criticise praise urge warn demand beg implore propose recommend predict credit promise allege acknowledge confirm
    stress emphasize emphasise cast announce argue complain hint hope defend deny dismiss reject refute dispute rebut
    """
)
# Words that are nouns more often than verbs: only a subject right before them, and no "of" after, makes them verbs.
NOUNISH = word_set(
    """
    address addresses aim aims attack attacks back blog brand call calls challenge charge charges claim claims
    comment comments counter cry demand demands direct doubt email emails estimate estimates fault fear fears
    feeling figure figures finding findings focus hate hold hope hopes label labels like love message need note
    notes offer offers order plan plans point points post posting project projects promise promises question
    questions reading reason report reports request resolve respect saying shout state states suggesting support
    text tweet tweets view views vote votes want warning wish wishes worries writing
    """
)


def _regular_forms(lemma: str) -> list[str]:
    present = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    if lemma.endswith("e"):
        return [present, lemma + "d", (lemma if lemma.endswith(("ee", "ye")) else lemma[:-1]) + "ing"]
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return [lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"]
    return [present, lemma + "ed", lemma + "ing"]


# Their past is written as their base form is, and a newspaper writes the past.
_PAST_AS_BASE = frozenset({"read", "put"})


def _all_forms(lemma: str) -> list[tuple[str, Inflection]]:
    written = _IRREGULAR_FORMS[lemma].split() if lemma in _IRREGULAR_FORMS else _regular_forms(lemma)
    return [
        (lemma, Inflection.PAST if lemma in _PAST_AS_BASE else Inflection.BASE),
        *zip(written, (Inflection.PRESENT, Inflection.PAST, Inflection.PARTICIPLE), strict=True),
    ]


_BY_MANNER = (
    (Manner.SAY, _SAY),
    (Manner.TELL, _TELL),
    (Manner.THINK, _THINK),
    (Manner.INTEND, _INTEND),
    (Manner.JUDGE, _JUDGE),
    (Manner.SHOW, _SHOW),
)


def _table_of_forms() -> dict[str, dict[Manner, VerbForm]]:
    table: dict[str, dict[Manner, VerbForm]] = {}
    for manner, lemmas in _BY_MANNER:
        for lemma in word_set(lemmas):
            for written, form in _all_forms(lemma):
                table.setdefault(written, {}).setdefault(manner, VerbForm(lemma, form, manner))
    for written, lemma in _PAST_PARTICIPLES.items():
        for manner, verb in tuple(table.get(lemma, {}).items()):
            table.setdefault(written, {})[manner] = VerbForm(verb.lemma, Inflection.PAST, manner)
    return table


# written form -> what it may be
VERBS = _table_of_forms()
PHRASAL_FORMS = {written: (lemma, form) for lemma in PHRASAL_VERBS for written, form in _all_forms(lemma)}
# Forms that report words and are hardly ever nouns: enough to tell reporting words from what is quoted.
SPEAKING = (
    frozenset(written for written, any_of in VERBS.items() if any_of.keys() & {Manner.SAY, Manner.TELL}) - NOUNISH
)


def past_of(lemma: str) -> str:
    """Return the past of a verb of the lists: "called" for "call"."""
    return next((written for written, form in _all_forms(lemma) if form is Inflection.PAST), lemma)


def speaks_with_particle(low: list[str], at: int) -> bool:
    """Return whether a verb reports words with the small word after it: "went on", "shot back"."""
    lemma, _ = PHRASAL_FORMS.get(low[at], ("", None))
    return at + 1 < len(low) and PHRASAL_VERBS.get(lemma, {}).get(low[at + 1]) is Manner.SAY
