"""Says whether the single word of a name may be somebody's last name: "Council" and "NHS" are not, "Doe" is.

Files name bodies where others name people, and an import takes them for people: a word that nobody has a first name
before would be offered for merging with every "City Council".
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from factdb.domain.search.similar_names import Name

_LONGEST_ABBREVIATION = 3  # "JFK" is none of a last name; "LULA" may be a last name in capitals
_VOWELS = frozenset("aeiouy")
_FEWEST_BODIES = 2
# Words that are common as the last one of a body's name, and rare as a last name. Left out for that: bank, bishop,
# church, court, house, king, law, page, pope, post, price, speaker.
_BODIES = frozenset(
    """
    academy administration admirals agencies agency airforce airline airlines airport alliance analysts army
    assembly association attorneys authorities authority bloggers board brigade broadcaster brotherhood bureau
    cabinet campaign candidates caucus center centre chamber charities charity cities citizens city clinic club
    coalition college command commission commissioners committee communications community companies company
    confederation conference congress conservatives consortium consulate convention corporation corps council
    councillors councils county courts critics delegation democrats department departments directorate district
    division doctors economists editorial embassy employers enterprise executive experts facebook federation firm
    forum foundation front fund gazette government governors group groups headquarters health hospital hospitals
    industry inspectorate instagram institute institution investigators journalists judges judiciary junta
    lawmakers lawyers league legislature liberals library lobby lobbyists magazine management media military
    militia minister ministers ministries ministry monarchy movement mps municipality museum navy network networks
    newspaper newspapers observatory observers office officers official officials ombudsman opposition
    organisation organisations organization organizations outlets palace panel parents parliament participants
    parties partnership party patients pentagon people platform police politicians presidency press prosecution
    prosecutors protesters province public publishers radio region registry regulator regulators reporters
    republicans researchers residents scientists secretariat senate senators service services society spokesman
    spokespeople spokesperson spokeswoman state states students supporters survey syndicate taskforce teachers
    telegram television tiktok times tribunal troops trust twitter union unions universities university users
    veterans victims viewers voters watchdog website whatsapp witnesses workers youtube

    administracion alcaldia asamblea assemblee assembleia autoridades autorites behorden bundesrat bundesregierung
    bundestag bunge camara carabinieri comite congreso conseil consejo corte diputados ejercito
    gendarmerie gobierno gouvernement governo kanzleramt kementerian landtag mairie ministere ministerio
    ministerium ministero municipio oposicion parlamento parlement partido pemerintah policia polisi polizei
    polizia prefecture prefeitura prensa presidencia pulisya regierung senado senat senato serikali
    sindacato sindicato syndicat syndicats universidad universidade universita universitat universite wizara
    """.split()  # noqa: SIM905 - a list of words reads better as words
)


def body_words(names: Iterable[Name]) -> frozenset[str]:
    """Return the words that name bodies in this ledger, by the names of its organisations and sources.

    Such a word is a whole name, as "Bloomberg" is, or the last one of names that begin differently, as in "Lind Echo"
    and "Brae Echo". A single name is not enough: "Morgan Stanley" is a bank, and Stanley is a last name.
    """
    first_words: dict[str, set[str]] = defaultdict(set)
    whole: set[str] = set()
    for name in names:
        if len(name.bare) == 1:
            whole.add(name.bare[0])
        else:
            first_words[name.bare[-1]].add(name.bare[0])
    return frozenset(whole | {word for word, begins in first_words.items() if len(begins) >= _FEWEST_BODIES})


def may_be_last_name(single: Name, longer: Name, bodies: frozenset[str] = frozenset()) -> bool:
    """Return whether a name of one word may be the last name in a longer one; `bodies` are the ledger's own."""
    (word,) = single.words
    if word in _BODIES or word in bodies or not word.isalpha():
        return False
    if single.written.islower() and not longer.written.islower():
        return False
    return longer.written.isupper() or not _is_abbreviation(single.written, word)


def _is_abbreviation(written: str, word: str) -> bool:
    return written.isupper() and (len(word) <= _LONGEST_ABBREVIATION or _VOWELS.isdisjoint(word))
