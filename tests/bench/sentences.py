"""The words that a benchmark's desk is made of: names of people and outlets, and sentences that claim something."""

from __future__ import annotations

from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN = _words(
    "Ana Boris Carla David Elena Farid Grace Hugo Irene Jonas Katya Liam Maria Nadia Omar Paula Quentin Rosa Samir "
    "Tanja Uwe Vera Walid Xenia Yusuf Zoe Amara Bruno Chloe Dmitri Esther Felipe Giulia Hassan Ingrid Joana Karim "
    "Leila Mateo Noor Olga Pedro Rania Stefan Tomas Ursula Victor Wanda Yara Zoltan Agnes Bilal Celine Dario Emil "
    "Fatima Goran Helga Ivan Julia"
)
FAMILY = _words(
    "Adler Becker Costa Dumont Eriksen Farrell Garcia Haddad Ivanov Jensen Kowalski Larsen Moreau Novak Okafor Petrov "
    "Quist Romano Schmidt Tanaka Ueda Vargas Weber Xu Yilmaz Zimmer Abbott Bianchi Campos Dvorak Engel Fischer Greco "
    "Horvat Ibrahim Jovanovic Keller Lopez Meyer Nguyen Olsen Pereira Rashid Silva Torres Ulrich Vogel Walsh Young "
    "Zhang Aziz Bauer Cohen Duarte Esposito Flores Gruber Hoffman Ito Jones Kim Lang Mendes Nilsson Ortega Park Rossi "
    "Sato Thomas Vidal Wolf Arnaud Blanc Castro Diaz Evans Fontaine Gomez Hansen Jung Klein Leroy Mazur Nagy Oliveira"
)
PLACES = _words(
    "Arden Belmont Clayton Dorset Easton Fairview Granite Harbour Ironwood Juniper Kingston Lakeside Milford Newport "
    "Oakdale Preston Quarry Riverton Summit Thornton Union Valley Weston Yarrow Ashford Brighton Camden Dover Elmwood "
    "Franklin Geneva Hudson Ithaca Jasper Kenwood Linden Madison Norfolk Orchard Paris Queens Rockport Salem Trenton "
    "Upton Vernon Windsor York Zion Auburn"
)
PAPERS = _words(
    "Times Post Herald Courier Gazette Tribune Chronicle Observer Journal Examiner Ledger Mercury Star Sentinel Record "
    "Review Dispatch Bulletin Press Mirror Standard Telegraph Advocate Argus Beacon Echo Express Globe Guardian Leader "
    "Mail Monitor News Pilot Register Reporter Sun Today Voice World"
)
TITLES = ("Minister of Finance", "Senator", "Mayor", "Member of Parliament", "Governor", "Chief economist", "Chair")
PARTIES = ("Unity", "Progress", "Green", "Liberal", "Conservative", "Labour", None)
OCCASIONS = ("press briefing", "parliamentary debate", "television interview", "rally", "conference", None, None)
SUBJECTS = (
    "unemployment", "the price of bread", "spending on schools", "the number of hospital beds", "crime", "exports",
    "the national debt", "carbon emissions", "the minimum wage", "migration", "rail traffic", "housing starts",
    "tax revenue", "the harvest", "water use", "vaccination", "the defence budget", "rents", "road deaths", "tourism",
)  # fmt: skip
_MATTERS = ("economy", "health", "schools", "roads", "courts")
TOPICS = tuple(f"{place} {matter}" for matter in _MATTERS for place in PLACES)
_SAYS = (
    "{s} in {p} rose by {n} per cent in {y}",
    "{s} in {p} fell to its lowest level since {y}",
    "{p} spent {n} million on {s} in {y}, more than any other city",
    "since {y}, {s} has cost every household in {p} {n} a month",
    "no government before {y} did as much for {s} in {p}",
    "{n} of every hundred people in {p} say that {s} matters most to them",
    "the law of {y} will halve {s} in {p} within {n} months",
)


def sentence(rng: Random) -> str:
    """Return a sentence that claims something, without its full stop, beginning in lower case."""
    pick = rng.random  # quicker than choice, which is called some twenty million times
    place, subject = PLACES[int(pick() * len(PLACES))], SUBJECTS[int(pick() * len(SUBJECTS))]
    said = _SAYS[int(pick() * len(_SAYS))]
    return said.format(s=subject, p=place, n=2 + int(pick() * 97), y=1990 + int(pick() * 36))


def people(count: int) -> list[str]:
    """Return so many names of people, no two alike, spread over the family names."""
    names = [f"{given} {family}" for given in GIVEN for family in FAMILY]
    numbered = (f"{name} {number}" for number in range(2, 2 + count // len(names)) for name in names)
    return [*names, *numbered][:count]


def outlets(count: int) -> list[str]:
    """Return so many names of outlets, no two alike."""
    names = [f"The {place} {paper}" for paper in PAPERS for place in PLACES]
    numbered = (f"{name} {number}" for number in range(2, 2 + count // len(names)) for name in names)
    return [*names, *numbered][:count]
