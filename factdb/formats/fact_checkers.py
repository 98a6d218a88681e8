"""Known fact-checkers: where their checks are published, and their names.

A column with such addresses holds checks, not the pages where the claims were made. The list is not complete, and says
nothing about anybody's quality: a column that it does not recognise gets its field by `--map`.
"""

from __future__ import annotations

import re

from factdb.domain.names import name_key

# A publisher, and where its checks are. Where the host has other pages too, the beginning of a path stands behind it.
_PUBLISHERS = """
    PolitiFact: politifact.com
    Snopes: snopes.com
    FactCheck.org: factcheck.org
    Full Fact: fullfact.org
    Africa Check: africacheck.org
    Lead Stories: leadstories.com
    Check Your Fact: checkyourfact.com
    Truth or Fiction: truthorfiction.com
    Hoax Slayer: hoax-slayer.com hoax-slayer.net
    Climate Feedback: climatefeedback.org
    Health Feedback: healthfeedback.org
    Science Feedback: sciencefeedback.co science.feedback.org
    FactCheckNI: factcheckni.org
    The Ferret: theferret.scot
    TheJournal.ie FactCheck: thejournal.ie/factcheck
    Polygraph.info: polygraph.info
    VerifyThis: verifythis.com
    Gossip Cop: gossipcop.com
    AFP Fact Check: factcheck.afp.com
    AFP Factuel: factuel.afp.com
    AFP Factual: factual.afp.com
    AFP Faktencheck: faktencheck.afp.com
    AFP Checamos: checamos.afp.com
    AAP FactCheck: aap.com.au/factcheck aap.com.au/aapfactcheck
    The Washington Post: washingtonpost.com/news/fact-checker washingtonpost.com/politics/fact-checker
    Reuters Fact Check: reuters.com/fact-check reuters.com/article/factcheck
    AP Fact Check: apnews.com/ap-fact-check apnews.com/hub/ap-fact-check
    USA Today Fact Check: usatoday.com/story/news/factcheck
    Channel 4 FactCheck: channel4.com/news/factcheck
    BBC Reality Check: bbc.com/news/reality_check bbc.co.uk/news/reality_check
    Alt News: altnews.in
    BOOM: boomlive.in
    Factly: factly.in
    NewsChecker: newschecker.in
    Vishvas News: vishvasnews.com
    Fact Crescendo: factcrescendo.com
    NewsMobile: newsmobile.in
    THIP Media: thip.media
    Webqoof: thequint.com/news/webqoof
    Rappler: rappler.com/newsbreak/fact-check
    VERA Files: verafiles.org
    PesaCheck: pesacheck.org
    211 Check: 211check.org
    Dubawa: dubawa.org
    Congo Check: congocheck.net
    GhanaFact: ghanafact.com
    FactCheckHub: factcheckhub.com
    ZimFact: zimfact.org
    Piga Firimbi: piga-firimbi.africauncensored.online
    Correctiv Faktencheck: correctiv.org/faktencheck
    Mimikama: mimikama.org mimikama.at
    dpa-factchecking: dpa-factchecking.com
    Medizin transparent: medizin-transparent.at
    Maldita: maldita.es
    Newtral: newtral.es
    Verificat: verificat.cat
    Chequeado: chequeado.com
    ColombiaCheck: colombiacheck.com
    Aos Fatos: aosfatos.org
    Agência Lupa: lupa.uol.com.br piaui.folha.uol.com.br/lupa
    Boatos.org: boatos.org
    E-farsas: e-farsas.com
    Polígrafo: poligrafo.sapo.pt
    Pagella Politica: pagellapolitica.it
    Facta: facta.news
    Bufale: bufale.net
    Les Décodeurs: lemonde.fr/les-decodeurs
    CheckNews: liberation.fr/checknews
    Demagog: demagog.org.pl
    Demagog.cz: demagog.cz
    Demagog.sk: demagog.sk
    Konkret24: konkret24.tvn24.pl
    Faktisk: faktisk.no
    TjekDet: tjekdet.dk
    Vistinomer: vistinomer.mk
    Raskrinkavanje: raskrinkavanje.ba
    Raskrikavanje: raskrikavanje.rs
    Istinomer: istinomer.rs
    Faktograf: faktograf.hr
    StopFake: stopfake.org
    Ellinika Hoaxes: ellinikahoaxes.gr
    Teyit: teyit.org
    Fatabyyano: fatabyyano.net
    Misbar: misbar.com
    FactNameh: factnameh.com
    Cek Fakta: cekfakta.com
    Turn Back Hoax: turnbackhoax.id
    Taiwan FactCheck Center: tfc-taiwan.org.tw
    MyGoPen: mygopen.com
"""
_ADDRESS = re.compile(r"https?://(?:www\.|m\.|amp\.)?([^/?#:]+)[^/?#]*(/[^?#]*)?", re.IGNORECASE)
_NO_LETTER = re.compile(r"[\W_]+")


def _by_host() -> dict[str, list[tuple[str, str]]]:
    places: dict[str, list[tuple[str, str]]] = {}
    for line in _PUBLISHERS.strip().splitlines():
        publisher, _, listed = line.strip().partition(": ")
        for place in listed.split():
            host, slash, path = place.partition("/")
            places.setdefault(host, []).append((slash + path, publisher))
    return places


def _key(name: str) -> str:
    return _NO_LETTER.sub("", name_key(name).removeprefix("www."))


_PLACES = _by_host()
_KEYS = frozenset(
    key
    for host, places in _PLACES.items()
    for path, publisher in places
    # A newspaper with pages of checks is an outlet, too.
    for key in ((_key(publisher), *([] if path else [_key(host)])) if publisher != "The Washington Post" else ())
)


def publisher_of(address: str) -> str | None:
    """Return the fact-checker that an address belongs to; None for every other page."""
    match = _ADDRESS.match(address.strip())
    if match is None:
        return None
    path, labels = (match[2] or "").lower(), match[1].lower().split(".")
    # The host and its parent domains: hindi.boomlive.in is BOOM's too.
    hosts = (".".join(labels[at:]) for at in range(len(labels) - 1))
    places = (place for host in hosts for place in _PLACES.get(host, ()))
    return next((publisher for beginning, publisher in places if path.startswith(beginning)), None)


def is_name(name: str) -> bool:
    """Return whether a name is that of a known fact-checker, or the host of its pages."""
    return _key(name) in _KEYS
