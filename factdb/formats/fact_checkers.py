"""Known fact-checkers: where their checks are published, and their names.

A column with such addresses holds checks, not the pages where the claims were made. The list is not complete, and says
nothing about anybody's quality: a column that it does not recognise gets its field by `--map`.
"""

from __future__ import annotations

import re

from factdb.domain.names import name_key

# Where a publisher has other pages too, the beginning of a path or a part of it stands behind the host.
_PLACES = """
    politifact.com snopes.com factcheck.org fullfact.org africacheck.org leadstories.com checkyourfact.com
    truthorfiction.com hoax-slayer.com hoax-slayer.net climatefeedback.org healthfeedback.org sciencefeedback.co
    science.feedback.org factcheckni.org theferret.scot thejournal.ie/factcheck polygraph.info
    factcheck.afp.com factuel.afp.com factual.afp.com faktencheck.afp.com checamos.afp.com faktantarkistus.afp.com
    aap.com.au/factcheck aap.com.au/aapfactcheck washingtonpost.com/news/fact-checker
    washingtonpost.com/politics/fact-checker reuters.com/fact-check reuters.com/article/factcheck
    usatoday.com/story/news/factcheck apnews.com/ap-fact-check apnews.com/hub/ap-fact-check
    abc.net.au/news/factcheck channel4.com/news/factcheck bbc.com/news/reality_check bbc.co.uk/news/reality_check
    altnews.in boomlive.in factly.in newschecker.in vishvasnews.com factcrescendo.com newsmobile.in thip.media
    digiteye.in thequint.com/news/webqoof rappler.com/newsbreak/fact-check verafiles.org tsek.ph
    pesacheck.org 211check.org dubawa.org congocheck.net ghanafact.com factcheckhub.com zimfact.org
    piga-firimbi.africauncensored.online correctiv.org/faktencheck mimikama.org mimikama.at dpa-factchecking.com
    medizin-transparent.at maldita.es newtral.es verificat.cat chequeado.com colombiacheck.com
    lasillavacia.com/detector-de-mentiras animalpolitico.com/verificacion-de-hechos cotejo.info espaja.com
    aosfatos.org lupa.uol.com.br piaui.folha.uol.com.br/lupa boatos.org e-farsas.com poligrafo.sapo.pt
    observador.pt/factchecks pagellapolitica.it facta.news bufale.net butac.it lemonde.fr/les-decodeurs
    liberation.fr/checknews demagog.org.pl demagog.cz demagog.sk konkret24.tvn24.pl faktisk.no tjekdet.dk
    kallkritikbyran.se factcheck.bg factograph.info vistinomer.mk raskrinkavanje.ba raskrikavanje.rs
    istinomer.rs faktograf.hr razkrinkavanje.si stopfake.org voxukraine.org ellinikahoaxes.gr
    teyit.org dogrulukpayi.com fatabyyano.net misbar.com factnameh.com cekfakta.com turnbackhoax.id
    tfc-taiwan.org.tw mygopen.com cofact.org factcheckcenter.jp litmus-factcheck.jp gossipcop.com
    hoaxeye.com factscan.ca nytimes.com/spotlight/fact-checks verifythis.com
"""
_NAMES = """
    PolitiFact;Snopes;FactCheck.org;Full Fact;Africa Check;Lead Stories;Check Your Fact;Truth or Fiction;Hoax Slayer;
    Climate Feedback;Health Feedback;Science Feedback;FactCheckNI;The Ferret;AFP Fact Check;AFP Factuel;AFP Faktencheck;
    AAP FactCheck;The Washington Post Fact Checker;Reuters Fact Check;AP Fact Check;Alt News;BOOM;Boom Live;Factly;
    NewsChecker;Newschecker;Vishvas News;Fact Crescendo;NewsMobile;PesaCheck;211 Check;211Check;Dubawa;Congo Check;
    GhanaFact;ZimFact;CORRECTIV.Faktencheck;Mimikama;dpa-factchecking;Medizin transparent;Maldita;Maldita.es;Newtral;
    Chequeado;ColombiaCheck;Colombiacheck;Aos Fatos;Agência Lupa;Boatos.org;Polígrafo;Pagella Politica;Facta;Bufale;
    Les Décodeurs;CheckNews;Demagog;Konkret24;Faktisk;TjekDet;Vistinomer;Raskrinkavanje;Istinomer;Faktograf;StopFake;
    Ellinika Hoaxes;Teyit;Fatabyyano;Misbar;FactNameh;Cek Fakta;VERA Files;Rappler Fact Check;
    Taiwan FactCheck Center;Gossip Cop;TruthOrFiction;CheckYourFact;AfricaCheck;FullFact;LeadStories;HealthFeedback;
    ClimateFeedback;Polygraph.info
"""
_ADDRESS = re.compile(r"https?://(?:www\.|m\.|amp\.)?([^/?#:]+)[^/?#]*(/[^?#]*)?", re.IGNORECASE)
_NO_LETTER = re.compile(r"[\W_]+")


def _paths_by_host() -> dict[str, tuple[str, ...]]:
    paths: dict[str, tuple[str, ...]] = {}
    for place in _PLACES.split():
        host, slash, path = place.partition("/")
        paths[host] = (*paths.get(host, ()), slash + path)
    return paths


def _key(name: str) -> str:
    return _NO_LETTER.sub("", name_key(name).removeprefix("www."))


_PATHS = _paths_by_host()
_KEYS = frozenset(_key(name) for name in (*_NAMES.split(";"), *(host for host, paths in _PATHS.items() if "" in paths)))


def is_check(address: str) -> bool:
    """Return whether an address is a page of a known fact-checker."""
    match = _ADDRESS.match(address.strip())
    if match is None:
        return False
    host, path = match[1].lower(), (match[2] or "").lower()
    # The host and its parent domains: hindi.boomlive.in is BOOM's too.
    labels = host.split(".")
    hosts = (".".join(labels[at:]) for at in range(len(labels) - 1))
    return any(path.startswith(beginning) for known in hosts for beginning in _PATHS.get(known, ()))


def is_name(name: str) -> bool:
    """Return whether a name is that of a known fact-checker, or the host of its pages."""
    return _key(name) in _KEYS
