"""Files with the columns of public data sets of fact-checks, and rows that we made up.

Column lists are as their authors publish them; no row of theirs is here. `rows` are the rows of a file, `maps` what
has to be typed for it.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """A file in one layout, and what to type for it."""

    file: str
    text: str
    rows: int
    maps: tuple[str, ...] = ()


def _table(delimiter: str, *rows: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


_LIAR = "".join(
    "\t".join(cells) + "\n"
    for cells in (
        ("1.json", "half-true", "The bridge cost 4 million.", "roads", "jane-doe", "Mayor", "", "none", *"01210", "tv"),
        ("2.json", "pants-fire", "Wells are dry.", "water", "ada-lund", "", "", "none", *"00001", "a post"),
    )
)  # fmt: skip
_AVERITEC = [
    {
        "claim": "The bridge cost 4 million.",
        "required_reannotation": False,
        "label": "Refuted",
        "justification": "The accounts say 6 million.",
        "claim_date": "26-7-2021",
        "speaker": "Jane Doe",
        "original_claim_url": "https://times.example/bridge",
        "cached_original_claim_url": None,
        "fact_checking_article": "https://check.example/bridge",
        "reporting_source": "The Example Times",
        "location_ISO_code": "NO",
        "claim_types": ["Numerical Claim"],
        "fact_checking_strategies": ["Written Evidence"],
        "questions": [
            {"question": "What did it cost?", "answers": [{"answer": "6 million", "answer_type": "Extractive"}]}
        ],
    }
]
_GOOGLE = {
    "claims": [
        {
            "text": "The bridge cost 4 million.",
            "claimant": "Jane Doe",
            "claimDate": "2021-07-26T00:00:00Z",
            "claimReview": [
                {
                    "publisher": {"name": "River Check", "site": "river.example"},
                    "url": "https://river.example/1",
                    "title": "What the bridge cost",
                    "reviewDate": "2021-08-01T00:00:00Z",
                    "textualRating": "Hardly true",
                    "languageCode": "en",
                }
            ],
        }
    ]
}
_CLAIMREVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://river.example/1",
    "datePublished": "2021-08-01",
    "author": {
        "@type": "Organization",
        "name": "River Check",
        "url": "https://river.example",
        "logo": "https://river.example/l.png",
    },
    "claimReviewed": "The bridge cost 4 million.",
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Jane Doe"},
        "datePublished": "2021-07-26",
    },
    "reviewRating": {"@type": "Rating", "alternateName": "Hardly true", "image": "https://river.example/r.png"},
}
_CLAIMSKG = _table(
    ",",
    (
        "claimReview_author_name", "claimReview_author_url", "claimReview_claimReviewed", "claimReview_datePublished",
        "claimReview_source", "claimReview_url", "creativeWork_author_name", "creativeWork_datePublished",
        "extra_title", "extra_tags", "rating_alternateName", "rating_bestRating", "rating_ratingValue",
        "rating_worstRating",
    ),
    (
        "Snopes", "https://www.snopes.com", "The bridge cost 4 million.", "2021-08-01", "snopes",
        "https://www.snopes.com/fact-check/made-up-bridge/", "Jane Doe", "2021-07-26", "Did it?", "bridge", "Mixture",
        "", "", "",
    ),
    (
        "PolitiFact", "https://www.politifact.com", "Wells are dry.", "2021-08-02", "politifact",
        "https://www.politifact.com/made-up/wells/", "Ada Lund", "2021-07-27", "Dry wells", "water", "Half True", "6",
        "3", "1",
    ),
)  # fmt: skip
_MULTIFC = _table(
    "\t",
    (
        "claimID", "claim", "label", "claimURL", "reason", "categories", "speaker", "checker", "tags", "articleTitle",
        "publishDate", "claimDate", "entities",
    ),
    (
        "pomt-00001", "The bridge cost 4 million.", "half-true", "https://www.politifact.com/made-up/bridge/", "None",
        "None", "Jane Doe", "Rita Roe", "roads", "What the bridge cost", "2021-08-01", "2021-07-26", "['bridge']",
    ),
    (
        "snes-00002", "Wells are dry.", "mixture", "https://www.snopes.com/fact-check/made-up-wells/", "None", "None",
        "None", "None", "water", "Dry wells", "2021-08-02", "2021-07-27", "None",
    ),
)  # fmt: skip
_SNOPES = _table(
    ",",
    ("url", "claim", "Trust", "author", "date", "origin"),
    ("https://www.snopes.com/fact-check/made-up-bridge/", "The bridge costs 4.", "FALSE", "Rita", "2021-08-01", "A"),
    ("https://www.snopes.com/fact-check/made-up-wells/", "Wells are dry.", "MIXTURE", "Rita Roe", "2021-08-02", "B"),
)  # fmt: skip
_POLITIFACT = _table(
    ",",
    (
        "sources", "sources_dates", "sources_post_location", "sources_quote", "curator_name", "curated_date", "fact",
        "sources_url", "curators_article_title", "curator_complete_article", "curator_tags",
    ),
    (
        "Jane Doe", "July 26, 2021", "a speech", "The bridge cost 4 million.", "Rita Roe", "August 1, 2021",
        "half-true", "https://www.politifact.com/made-up/bridge/", "What the bridge cost", "The mayor spoke.", "Roads",
    ),
    (
        "Ada Lund", "July 27, 2021", "a post", "Wells are dry.", "Rita Roe", "August 2, 2021", "pants-fire",
        "https://www.politifact.com/made-up/wells/", "Dry wells", "A post spoke of wells.", "Water",
    ),
)  # fmt: skip
_FAKENEWSNET = _table(
    ",",
    ("id", "news_url", "title", "tweet_ids"),
    ("fake-1", "https://times.example/bridge", "The bridge cost 4 million", "1 2 3"),
    ("fake-2", "https://post.example/wells", "Wells are dry all over the land", "4 5"),
)
_FIVE_PILS = [
    {
        "URL": "https://factly.in/made-up-flood",
        "image URL": "https://factly.in/made-up-flood.jpg",
        "org": "Factly",
        "publication date": "2021-08-01",
        "claim": "The photo shows the flood of the harbour.",
        "type of image": "out-of-context",
        "was the photo used before?": "yes",
        "provenance": "https://photos.example/flood",
        "source": "Rita Roe",
        "date": "2014-05-01",
        "location": ["Oslo"],
        "motivation": "To report on a flood.",
        "verification strategy": ["Reverse image search"],
    },
    {
        "URL": "https://pesacheck.org/made-up-bridge",
        "image URL": "https://pesacheck.org/made-up-bridge.jpg",
        "org": "PesaCheck",
        "publication date": "2021-08-02",
        "claim": "The photo shows the new bridge.",
        "type of image": "manipulated",
        "was the photo used before?": "no",
        "provenance": "https://photos.example/bridge",
        "source": "Rita Roe",
        "date": "2015-05-01",
        "location": ["Nairobi"],
        "motivation": "To praise a bridge.",
        "verification strategy": ["Keyword search"],
    },
]
_HEALTHFC = _table(
    ",",
    ("en_claim", "de_claim", "label", "en_explanation", "de_explanation", "url", "date"),
    (
        "Does tea cure a cold?", "Heilt Tee eine Erkältung?", "1", "No study shows it.", "Keine Studie zeigt es.",
        "https://www.medizin-transparent.at/made-up-tea/", "2021-08-01",
    ),
    (
        "Do naps help the heart?", "Hilft ein Nickerchen?", "2", "Studies are few.", "Es gibt wenige Studien.",
        "https://www.medizin-transparent.at/made-up-naps/", "2021-08-02",
    ),
)  # fmt: skip
_CLIMATE = [
    {
        "claim_id": "0",
        "claim": "The glacier grows.",
        "claim_label": "REFUTES",
        "evidences": [
            {"evidence_id": "Glacier:1", "evidence_label": "REFUTES", "article": "Glacier", "evidence": "It shrinks."}
        ],
    },
    {
        "claim_id": "1",
        "claim": "The sea rises.",
        "claim_label": "SUPPORTS",
        "evidences": [
            {"evidence_id": "Sea:1", "evidence_label": "SUPPORTS", "article": "Sea", "evidence": "It rises."}
        ],
    },
]
_CONSTRAINT = _table(
    ",",
    ("id", "tweet", "label"),
    ("1", "The bridge cost 4 million. https://t.example/1", "fake"),
    ("2", "Wells are dry.", "real"),
)

LAYOUTS = {
    "liar": Layout("train.tsv", _LIAR, 2),
    "averitec": Layout("dev.json", json.dumps(_AVERITEC), 1),
    "google": Layout("answers.json", json.dumps(_GOOGLE), 1),
    "claimreview": Layout("review.json", json.dumps(_CLAIMREVIEW), 1),
    "claimskg": Layout("claimskg.csv", _CLAIMSKG, 2),
    "multifc": Layout("multifc.tsv", _MULTIFC, 2, ("categories=",)),
    "snopes": Layout("snopes.csv", _SNOPES, 2),
    "politifact": Layout("politifact.csv", _POLITIFACT, 2, ("sources=speaker", "sources_dates=said_on")),
    "fakenewsnet": Layout("fakenewsnet.csv", _FAKENEWSNET, 2, ("title=claim",)),
    "5pils": Layout("5pils.json", json.dumps(_FIVE_PILS), 2),
    "healthfc": Layout("healthfc.csv", _HEALTHFC, 2, ("en_claim=claim",)),
    "climate-fever": Layout("climate.jsonl", "".join(json.dumps(row) + "\n" for row in _CLIMATE), 2),
    "constraint": Layout("constraint.csv", _CONSTRAINT, 2, ("tweet=claim",)),
}
