"""Word lists of English news: abbreviations, titles, people's roles, pronouns, names of days and months."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """Return the words of a list that is written as one text."""
    return frozenset(words.split())


# With these a sentence begins, and no name does.
SENTENCE_ADVERBS = word_set(
    """
    accordingly additionally afterwards alternatively apparently besides certainly clearly consequently currently
    elsewhere eventually finally first fortunately frankly furthermore generally hence hopefully importantly
    incidentally
    increasingly indeed initially instead interestingly ironically likewise maybe moreover naturally nevertheless
    nonetheless notably obviously originally perhaps predictably presumably previously privately publicly recently
    remarkably reportedly sadly separately shortly significantly similarly specifically strikingly subsequently
    surprisingly thankfully therefore thus typically ultimately unfortunately unsurprisingly usually
    """
)
ABBREVIATIONS = word_set(
    """
    Mr Mrs Ms Dr Prof Sen Rep Gov Gen Lt Col Sgt Cpl Maj Capt Adm Cmdr Rev Hon St Jr Sr Mt Ft No Nos Inc Corp Ltd Co
    Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Sens Reps Gens Govs Messrs Mme Mlle Dept Univ Assn Bros v vs etc
    approx Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore
    Pa Tenn Tex Va Vt Wash Wis Wyo Supt Pvt Spc Insp Det Pres Amb Atty Asst
    """
)
# With a capital after an abbreviation, one of these begins a sentence: "in the U.S. The plan", but "the U.S. Army".
SENTENCE_STARTS = word_set(
    """
    the he she it they we i you a an in on at but and this that these those there his her its their our if when while
    as for after before since so yet however meanwhile still now then some many most both all no not according what
    who why how where with by from during last earlier later also
    """
)
TITLES = word_set(
    """
    mr. mrs. ms. dr. prof. sen. rep. gov. gen. lt. col. sgt. cpl. maj. capt. adm. cmdr. rev. hon. sens. reps. amb.
    atty. det. supt. insp. mme. mlle.
    president vice-president senator representative congressman congresswoman governor mayor judge justice secretary
    minister chancellor premier chief director chairman chairwoman chair general admiral colonel captain major
    lieutenant sergeant commander ambassador professor doctor reverend pope king queen prince princess speaker leader
    attorney commissioner sheriff officer detective inspector superintendent deputy councilman councilwoman councillor
    councilor alderman envoy spokesman spokeswoman spokesperson executive treasurer comptroller auditor marshal bishop
    gov sen rep gen lt col sgt ceo cfo coo cto mp pm mep msp mec mla vp
    archbishop cardinal rabbi imam father sister lord lady sir dame baroness baron mr mrs ms dr prof
    """
)
# What an abbreviated title stands for: "the governor" may be Gov. Greer.
# Words that make another office of one: the vice president is not the president.
LESSER_OFFICES = word_set("vice deputy assistant associate")
FULL_TITLES = {
    "gov.": "governor",
    "sen.": "senator",
    "rep.": "representative",
    "gen.": "general",
    "dr.": "doctor",
    "prof.": "professor",
    "lt.": "lieutenant",
    "col.": "colonel",
    "sgt.": "sergeant",
    "maj.": "major",
    "capt.": "captain",
    "adm.": "admiral",
    "cmdr.": "commander",
    "rev.": "reverend",
    "amb.": "ambassador",
    "det.": "detective",
    "supt.": "superintendent",
    "insp.": "inspector",
}
MALE_TITLES = word_set(
    "mr. mr sir lord king prince congressman chairman spokesman councilman father baron alderman pope"
)
FEMALE_TITLES = word_set(
    "mrs. mrs ms. ms lady queen princess congresswoman chairwoman spokeswoman councilwoman sister dame baroness mme."
)
# What a role is called; the plural is made by rule. A role with a name next to it belongs to that person.
ROLES = TITLES | word_set(
    """
    adviser advisor aide analyst activist actor actress advocate agent ally architect artist assistant astronaut author
    banker billionaire boss businessman businesswoman candidate celebrity chef citizen cleric coach columnist comedian
    commentator consultant contender coordinator correspondent counsel critic daughter defendant delegate democrat
    developer diplomat donor economist editor editorialist educator employee engineer entrepreneur expert farmer
    fighter firefighter founder friend host historian husband incumbent insider investigator investor journalist
    lawmaker lawyer legislator liberal lobbyist manager mogul moderator mother neighbor neighbour neurosurgeon nominee
    nurse observer official operative opponent organizer organiser owner parent partner patient pastor physician pilot
    player policeman politician pollster president-elect priest principal prosecutor psychiatrist psychologist publisher
    rancher reporter republican researcher resident rival scholar scientist shareholder solicitor soldier son source
    spouse staffer strategist student supporter surgeon surrogate survivor teacher technician tycoon veteran victim
    volunteer voter whistleblower widow wife witness woman man worker writer director-general frontrunner front-runner
    governor-elect head producer curator midwife warden ranger mechanic trader driver passenger teenager boy girl
    """
)
# What somebody is called who is written about anyway; an office, such as "the mayor", may be another person's.
DESCRIPTIONS = word_set(
    """
    victim survivor author host actress actor singer mother father woman man politician lawmaker star teenager suspect
    defendant plaintiff writer novelist veteran billionaire entrepreneur economist expert teacher student activist
    athlete striker midfielder model comedian pensioner widow widower grandmother grandfather
    """
)
PEOPLE = word_set(
    """
    people men women police officials experts critics voters polls others authorities parents children members those
    americans republicans democrats conservatives liberals everyone everybody someone somebody anyone nobody many some
    most both few several family crowd majority public
    """
)
# What somebody has written, and that says something in their stead.
DOCUMENTS = word_set(
    """
    analysis assessment audit briefing bulletin complaint data editorial email e-mail estimate estimates figures filing
    findings indictment investigation lawsuit letter memo memorandum note notice paper petition poll post release report
    research review statement video footage recording average polling statistics study submission survey tweet
    """
)
BODIES = word_set(
    """
    administration agency airline airport alliance army article automaker carrier manufacturer navy operator retailer
    startup utility association authority bank board bureau cabinet campaign caucus center
    centre charity church city clinic club coalition college commission committee company conference congress
    consortium corporation council country county court delegation
    department desk document editorial embassy employer enterprise
    federation filing firm force foundation fund government group hospital house industry institute institution
    laboratory lawsuit league legislature letter magazine management media memo ministry movement museum network
    newspaper news office organization organisation outlet panel paper parliament party poll post press prosecution
    publication regulator report review school senate service site society source staff state statement station study
    survey team television think-tank times transcript tribunal trust union university watchdog website white-house
    bill brief complaint email e-mail book speech message ad advertisement tweet page account findings data figures
    records results documents emails statistics
    """
)
# Occasions on which something is said. Taken out again: words that alone name a person, a place or a thing, as in
# "at the court" or "in the book".
EVENTS = word_set(
    """
    address advertisement affidavit announcement appearance article audience author biography blog book briefing
    broadcast brochure call campaign ceremony chat column comment complaint concert conference conversation convention
    court debate deposition dinner discussion document editorial email e-mail essay event exchange filing forum
    gathering gala hearing inauguration inquiry interview investigation lecture letter lunch luncheon mass meeting
    memo memoir message monologue news newsletter op-ed opinion panel phone podcast post presentation press presser
    program programme protest question rally reading reception release remarks report rally reply response
    roundtable ruling sermon service session show sitting speech statement summit symposium talk talks telecast
    television testimony text thread toast tour town trial tweet video vigil visit webcast webinar workshop
    """
) - {"author", "press", "news", "phone", "television", "campaign", "town", "question", "court", "book", "document"}
PRONOUNS = word_set("he she they we i it you who which that")
INDEFINITE_PRONOUNS = word_set(
    "some others many most both one another none all few several everyone someone nobody neither each"
)
ANY_PRONOUNS = PRONOUNS | INDEFINITE_PRONOUNS
SUBJECTS = word_set("he she they we i it you")
DETERMINERS = word_set(
    "the a an this that these those his her their its our my your some many several one two three another other all "
    "most both few every each no any more"
)
POSSESSIVES = word_set("his her their its our my your")
GENITIVES = frozenset({"'s", "\u2019s"})


def _with_both_apostrophes(words: str) -> frozenset[str]:
    """Return words with an apostrophe as both characters write it."""
    return word_set(words) | word_set(words.replace("'", "\u2019"))


AUXILIARIES = _with_both_apostrophes(
    """
    has have had is are was were be been being will would can could may might shall should must do does did 's 've 'd
    hasn't haven't hadn't isn't aren't wasn't weren't won't wouldn't can't couldn't doesn't don't didn't cannot
    """
)
FIRST_PERSON = _with_both_apostrophes("i we my our me us i'm we're i've we've")
PASSIVE_AUXILIARIES = _with_both_apostrophes("is are was were be been being isn't aren't wasn't weren't gets got get")
NEGATIONS = _with_both_apostrophes(
    "not never no n't hardly hasn't haven't hadn't won't wouldn't can't couldn't doesn't don't didn't cannot nor "
    "nobody none neither"
)
ADVERBS = word_set(
    """
    also later then once already never always often still even just now soon again not ever further instead thus
    rather yet too first almost well sometimes perhaps maybe previously earlier long since reportedly today yesterday
    tonight recently simply only somewhat
    """
)
# These say when or how somebody speaks, and nothing of what is said: "said again that". Words such as "not", "only",
# "hardly" and "nearly" belong to what is said: without them "not all were closed" becomes "all were closed".
SPEAKING_ADVERBS = word_set(
    """
    also later then once again further previously earlier recently today yesterday tonight too soon first since
    publicly privately openly repeatedly flatly bluntly angrily quietly explicitly specifically initially finally
    subsequently jokingly tearfully defiantly proudly briefly immediately formally officially emphatically
    categorically wryly sternly softly loudly firmly candidly frankly falsely wrongly correctly rightly consistently
    """
)
CONJUNCTIONS = word_set("and but or nor so yet")
SUBORDINATORS = word_set(
    """
    that which who whom whose because if when as while after before since although though until unless where whether
    how why what once despite whereas than even
    """
)
# Words with which a reported clause begins: "said that", "asked whether".
CLAUSE_OPENERS = word_set("that whether if how why what who where when which")
PREPOSITIONS = word_set(
    """
    of in on at for with from by to about into over under during against between among through within without
    around near toward towards via per like amid across behind beyond upon including regarding after before since
    despite until following outside inside alongside
    """
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = """
january jan. jan; february feb. feb; march mar.; april apr.; may; june jun.; july jul.; august aug. aug;
september sept. sep. sept; october oct. oct; november nov. nov; december dec. dec
"""
MONTHS = {name: number for number, names in enumerate(_MONTHS.split(";"), start=1) for name in names.split()}
DAY_WORDS = frozenset({*WEEKDAYS, "today", "yesterday", "tonight", "tomorrow"})
DATE_WORDS = DAY_WORDS | MONTHS.keys()
COMMON_PAST = word_set(
    """
    was were had went came took made left began became won lost fell rose grew got gave saw found built spent paid cut
    sent kept met held ran led fought killed died broke hit has have said told knew thought stood set put brought bought
    lent bent meant dealt beat bled crept dug drank ate fed fled froze hung hid hurt laid lay lit overcame rang sang
    sought shed shone slid spread sprang stole stuck swam swung tore underwent withdrew wept
    taught caught felt drew drove flew wrote spoke chose rode woke wore threw shot sold struck shut sank swept
    """
)


def may_be_verb(word: str) -> bool:
    """Return whether a word in small letters is a verb of a sentence: a helper, or a past form."""
    return word in AUXILIARIES or word in COMMON_PAST or (word.endswith("ed") and len(word) > len("red"))
