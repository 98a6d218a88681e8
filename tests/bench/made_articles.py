"""Makes a folder of articles to measure on, each of some 400 words: python -m tests.bench.made_articles FOLDER N.

The same seed makes the same articles. A few people are in many of them, as in an archive: a mayor, a minister.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.bench import sentences

PARAGRAPHS = 12
OUTLETS = sentences.outlets(20)
_CAST = 600  # people of one archive
_FIRST_DAY = date(2015, 1, 1)
_FORMS = (
    '"{first}," {who} said. "{second}."',
    "{who} said that {first}.",
    "{first}, according to {who}. The council met again in {place} on Monday.",
    'At a rally in {place}, {who} said: "{first}."',
    "{first}. Nobody in {place} expected it, and the {paper} had reported another figure in spring.",
    "{last} promised that {second}.",
)


def page(rng: Random, people: list[str], number: int) -> str:
    """Return the page of one article, as a publisher sends it: with its outlet, its day and its address."""
    title, outlet = sentences.sentence(rng).capitalize(), OUTLETS[number % len(OUTLETS)]
    day = _FIRST_DAY + timedelta(days=number % 3000)
    text = "\n".join(f"<p>{paragraph}</p>" for paragraph in _paragraphs(rng, people))
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>'
        f'<meta property="og:site_name" content="{outlet}">'
        f'<meta property="article:published_time" content="{day.isoformat()}T08:00:00Z">'
        f'<link rel="canonical" href="https://news{number % len(OUTLETS)}.example/{number}"></head>'
        f"<body><article>{text}</article></body></html>\n"
    )


def _paragraphs(rng: Random, people: list[str]) -> list[str]:
    # Few people are quoted often, and most only once or twice.
    cast = [people[int(rng.random() ** 3 * len(people))] for _ in range(4)]
    paragraphs, named = [], set[str]()
    for _ in range(PARAGRAPHS):
        full = rng.choice(cast)
        last = full.split()[1]
        said = {"first": sentences.sentence(rng), "second": sentences.sentence(rng)}
        words = rng.choice(_FORMS).format(
            who=f"Mayor {full}" if full not in named else last, last=last if full in named else full,
            place=rng.choice(sentences.PLACES), paper=rng.choice(sentences.PAPERS), **said,
        )  # fmt: skip
        named.add(full)
        paragraphs.append(words[0].upper() + words[1:])
    return paragraphs


def write(folder: Path, count: int, seed: int = 7) -> None:
    """Write the pages of so many articles into a folder."""
    rng, people = Random(seed), sentences.people(_CAST)  # noqa: S311 - the same articles for the same seed
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number:06}.html").write_text(page(rng, people, number), encoding="utf-8")


def main() -> None:
    """Write the articles that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    asked = parser.parse_args()
    write(asked.folder, asked.count)


if __name__ == "__main__":
    main()
