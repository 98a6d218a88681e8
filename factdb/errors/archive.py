"""Refusals of fetching pages, of their files, and of web archives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import CheckFailedError, FactdbError, NotFoundError, UnreadableFileError, UsageError, ended, short

if TYPE_CHECKING:
    from pathlib import Path

_ADDRESS_LENGTH = 200  # of an address in a sentence: it should show which page it is


class AddressRefusedError(UsageError):
    """An address that factdb does not fetch, because it may lead into the desk's own network."""

    def __init__(self, address: str, why: str) -> None:
        """Name the address and the reason: a predicate of it, or a clause."""
        super().__init__(
            ended(f"factdb does not fetch {short(address, _ADDRESS_LENGTH)}: {why}"),
            "Give the address of a public page, as in https://www.example.org/page.",
        )
        self.why = why


class FetchFailedError(FactdbError):
    """A page that could not be fetched."""

    def __init__(self, address: str, why: str) -> None:
        """Name the address and the reason."""
        super().__init__(
            ended(f"Cannot fetch {short(address, _ADDRESS_LENGTH)}: {why}"),
            "Check the address in a browser, and try again later.",
        )


class BadArchiveFileError(UnreadableFileError):
    """A WARC or WACZ file that is damaged, dangerous, or has no page."""

    def __init__(self, name: Path | str, why: str, next_step: str = "") -> None:
        """Name the file and the reason."""
        super().__init__(name, why, next_step or "Get the file again from where it came from.")


class NoArchivedPageError(BadArchiveFileError):
    """A WARC or WACZ file without a response that could be the page."""

    def __init__(self, name: Path | str, address: str | None) -> None:
        """Name the address that was looked for, where there was one."""
        if address:
            why = f"it has no response for {short(address, _ADDRESS_LENGTH)}"
            super().__init__(name, why, "Give the address exactly as the page was archived.")
        else:
            super().__init__(name, "it has no page: no response of HTTP", "Check that it is an archive of a page.")


class CaptureMissingError(NotFoundError):
    """A file of the folder of captures that is not there."""

    def __init__(self, folder: Path | str, sha256: str) -> None:
        """Name the folder and the hash."""
        super().__init__(
            f"The folder {folder} has no file {sha256}.", "Restore the folder of captures from a backup: factdb verify"
        )


class CaptureDamagedError(CheckFailedError):
    """A file of the folder of captures whose bytes are not those that were stored."""

    def __init__(self, folder: Path | str, sha256: str, actual: str) -> None:
        """Name both hashes."""
        super().__init__(
            f"The file {sha256} in {folder} was changed or damaged: its SHA-256 is now {actual}.",
            "Restore this file from a backup. What changed it is not factdb.",
        )


class CaptureNotStoredError(FactdbError):
    """A capture that the disk does not take."""

    def __init__(self, folder: Path | str, why: str) -> None:
        """Say why; nothing half written stays."""
        super().__init__(
            ended(f"Cannot store a capture in {folder}: {why}") + " Nothing was left half done.",
            "Free some space, or check the permissions of the folder.",
        )


class ArchiveAnswerError(FactdbError):
    """An answer of a web archive that cannot be understood."""

    def __init__(self, archive: str, why: str) -> None:
        """Name the archive and what is wrong."""
        super().__init__(
            ended(f"Cannot understand the answer of {archive}: {why}"), "Try again later, or ask another archive."
        )


class FetchingOffError(UsageError):
    """A page that would be fetched while the settings switch fetching off."""

    def __init__(self) -> None:
        """Name the setting."""
        super().__init__(
            "The settings switch fetching off.",
            "Switch it on: [evidence] fetch in factdb.toml, or FACTDB_EVIDENCE_FETCH=on",
        )


class NoCaptureFolderError(UsageError):
    """A page that would be kept while no setting says where: a server has no place beside it."""

    def __init__(self) -> None:
        """Name the setting."""
        super().__init__(
            "No folder of captures is set for this PostgreSQL database.",
            "Set a folder that all your machines share: [evidence] folder in factdb.toml, or FACTDB_EVIDENCE_FOLDER",
        )


class NoArticlePageError(FactdbError):
    """An article that cannot be read at its address."""

    def __init__(self, address: str, why: str) -> None:
        """Say what the page shows instead."""
        super().__init__(
            ended(f"Cannot read an article at {short(address, _ADDRESS_LENGTH)}. {why}"),
            f"Save the page in a browser, and: factdb articles add PAGE.html --url {short(address, _ADDRESS_LENGTH)}",
        )


class OfflineError(FactdbError):
    """A run in which no host could be reached: that says nothing about the pages."""

    def __init__(self, count: int) -> None:
        """Count the pages."""
        super().__init__(
            f"None of {count} pages could be reached: this machine seems to be offline. Nothing was recorded.",
            "Check the connection, and try again.",
        )


class PagesWrongError(CheckFailedError):
    """Cited pages in which something new is wrong."""

    def __init__(self, wrong: str, all_states: str) -> None:
        """Count the new findings, and all states."""
        super().__init__(
            f"New since the last check: {wrong}. All pages: {all_states}.",
            "See them: factdb documents list --state needs-look",
        )


class QuotationsChangedError(CheckFailedError):
    """Quotations that a newer edition of a transcript changes."""

    def __init__(self, count: int) -> None:
        """Count them."""
        super().__init__(
            f"{'1 quotation' if count == 1 else f'{count} quotations'} changed in newer editions of transcripts.",
            "See a claim: factdb claims show N. See the editions: factdb documents show N",
        )


class PagesFailedError(FactdbError):
    """Cited pages that could not be fetched."""

    def __init__(self, failed: int, count: int) -> None:
        """Count them."""
        super().__init__(
            f"{failed} of {count} pages could not be fetched.",
            "Try again later: one failure says nothing about a page.",
        )


class NotArchivedError(FactdbError):
    """Pages that a web archive does not keep."""

    def __init__(self, archive: str, count: int, why: str) -> None:
        """Count them, with what the archive said of the last one."""
        super().__init__(ended(f"{archive} did not take {count} of the pages: {why}"), "Try again later.")


class ConsentNeededError(UsageError):
    """A request to a public archive that nobody has agreed to."""

    def __init__(self, archive: str, count: int) -> None:
        """Say what becomes known."""
        pages = "1 page" if count == 1 else f"{count} pages"
        super().__init__(
            f"{archive} is public: it learns the address of {pages}, and shows its copy to everybody.",
            "If the addresses may become known: --yes",
        )


class TooManyFetchesError(FactdbError):
    """More pages to fetch at once than the server takes."""

    def __init__(self, limit: int) -> None:
        """Name the limit."""
        super().__init__(f"{limit} pages are being fetched already.", "Try again in a minute.")


class ForeignFolderError(UsageError):
    """A folder of captures that belongs to another desk."""

    def __init__(self, folder: Path | str) -> None:
        """Name the folder."""
        super().__init__(
            f"The folder of captures {folder} belongs to another desk.",
            "Give each desk a folder of its own: [evidence] folder in factdb.toml, or FACTDB_EVIDENCE_FOLDER",
        )
