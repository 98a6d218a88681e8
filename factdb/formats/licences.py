"""Licences as people write them, and the addresses where they are read."""

from __future__ import annotations

import re

_CREATIVE_COMMONS = re.compile(r"CC[ -](BY(?:-(?:NC|SA|ND))*)[ -]([0-9]\.[0-9])", re.IGNORECASE)
_NOBODYS = re.compile(r"CC0(?:[ -]1\.0)?", re.IGNORECASE)


def address(licence: str) -> str | None:
    """Return where a licence is read: itself, if it is an address; else that of Creative Commons' own."""
    text = licence.strip()
    if re.match(r"https?://", text):
        return text
    if _NOBODYS.fullmatch(text):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    match = _CREATIVE_COMMONS.fullmatch(text)
    return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/" if match else None
