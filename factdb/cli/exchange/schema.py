"""`factdb schema`: JSON Schemas of what commands print as JSON, and of the settings file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class SchemaEntry(NamedTuple):
    """A schema: where its rows are declared, whether the output is a list, and the commands that print it."""

    rows: str
    is_list: bool
    commands: tuple[str, ...]


WRITTEN = "written"
SCHEMAS = {
    "claims": SchemaEntry("row_types:ClaimRow", True, ("claims list", "claims due")),
    "search": SchemaEntry("row_types:SearchedRow", True, ("claims list --q WORDS",)),
    "claim": SchemaEntry("row_types:ClaimPage", False, ("claims show", "claims next")),
    "history": SchemaEntry("row_types:EventRow", True, ("claims history",)),
    "assessments": SchemaEntry("row_types:AssessmentRow", True, ("claims assessments",)),
    "similar": SchemaEntry("list_types:SimilarRow", True, ("claims similar",)),
    "near-identical": SchemaEntry("list_types:NearIdenticalRow", True, ("claims duplicates",)),
    "quotation-check": SchemaEntry("list_types:QuotationCheckRow", False, ("claims check-quote",)),
    "evidence": SchemaEntry("row_types:EvidenceRow", True, ("evidence list",)),
    "evidence-row": SchemaEntry("row_types:EvidenceRow", False, ("evidence show",)),
    "page-timeline": SchemaEntry("page_timeline:PageTimeline", False, ("evidence show --captures",)),
    "capture-comparison": SchemaEntry("page_timeline:CaptureComparison", False, ("evidence diff",)),
    "proposals": SchemaEntry("list_types:ProposalRow", True, ("articles propose",)),
    "articles": SchemaEntry("document_types:ArticleRow", True, ("articles list",)),
    "article": SchemaEntry("document_types:ArticleDetails", False, ("articles show",)),
    "documents": SchemaEntry("document_types:DocumentRow", True, ("documents list",)),
    "document": SchemaEntry("document_types:DocumentDetails", False, ("documents show",)),
    "speakers": SchemaEntry("people_types:SpeakerRow", True, ("speakers list",)),
    "speaker": SchemaEntry("people_types:SpeakerDetails", False, ("speakers show",)),
    "sources": SchemaEntry("people_types:SourceRow", True, ("sources list",)),
    "source": SchemaEntry("people_types:SourceDetails", False, ("sources show",)),
    "duplicates": SchemaEntry("people_types:DuplicateRow", True, ("speakers duplicates", "sources duplicates")),
    "topics": SchemaEntry("people_types:TopicRow", True, ("topics list",)),
    "searches": SchemaEntry("list_types:SearchRow", True, ("searches list",)),
    "ratings": SchemaEntry("people_types:RatingRow", True, ("ratings list",)),
    "shipped-scales": SchemaEntry("people_types:ShippedScaleRow", True, ("ratings list --shipped",)),
    "rating": SchemaEntry("people_types:RatingDetails", False, ("ratings show",)),
    "unmapped": SchemaEntry("people_types:UnmappedRow", True, ("ratings unmapped",)),
    "reviewers": SchemaEntry("list_types:ReviewerRow", True, ("reviewers list",)),
    "policy": SchemaEntry("list_types:PolicyRow", True, ("policy show",)),
    "erasures": SchemaEntry("list_types:ErasureRow", True, ("erase list",)),
    "imports": SchemaEntry("list_types:ImportRow", True, ("imports list",)),
    "import": SchemaEntry("list_types:ImportDetails", False, ("imports show",)),
    "takedowns": SchemaEntry("list_types:TakedownRow", True, ("report takedowns",)),
    "corrections": SchemaEntry("list_types:CorrectionRow", True, ("report corrections",)),
    "replies": SchemaEntry("list_types:ReplyRow", True, ("report replies",)),
    "log": SchemaEntry("list_types:LogRow", True, ("log",)),
    "verify": SchemaEntry("list_types:VerifyResult", False, ("verify",)),
    WRITTEN: SchemaEntry("factdb.services.ledger.written_rows:WriteResult", False, ("claims note",)),
}
SETTINGS_FILE = "factdb.toml"


class _SchemaName(click.ParamType[str]):
    """The name of a schema."""

    name = "name"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer the names that begin so."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in (*SCHEMAS, SETTINGS_FILE) if name.startswith(incomplete)]


@click.command("schema")
@click.argument("name", type=_SchemaName(), metavar="[NAME]", required=False)
def schema_command(name: str | None) -> None:
    """Print the JSON Schema of a command's JSON output, or of factdb.toml.

    Without a name, list the schemas and the commands that they describe.

    \b
    Example:
      factdb schema
      factdb schema claims
      factdb schema factdb.toml
    """
    if name is None:
        _print_names()
        return
    from factdb.cli.terminal import output
    from factdb.domain import names
    from factdb.errors import NoSuchError

    if name == SETTINGS_FILE:
        output.print_document(settings_schema())
    elif name in SCHEMAS:
        output.print_document(schema(name))
    else:
        near = names.nearest_names(name, (*SCHEMAS, SETTINGS_FILE), 3)
        raise NoSuchError("schema", name, near, "See all schemas: factdb schema")


def schema(name: str) -> dict[str, Any]:
    """Return the schema of this name."""
    from factdb.formats import json_schema

    entry = SCHEMAS[name]
    return json_schema.schema_of(row_type(name), is_list=entry.is_list, title=f"factdb {entry.commands[0]} --json")


def row_type(name: str) -> type:
    """Return the TypedDict of a schema's rows."""
    from importlib import import_module

    module, _, rows = SCHEMAS[name].rows.partition(":")
    module = module if "." in module else f"factdb.services.reads.{module}"
    declared: type = getattr(import_module(module), rows)
    return declared


def settings_schema() -> dict[str, Any]:
    """Return the schema of the settings file, as the JSON that its TOML means."""
    from factdb import settings_files
    from factdb.formats import json_schema

    def properties(prefix: str, meanings: dict[str, str]) -> dict[str, Any]:
        return {key: {**_setting_type(f"{prefix}{key}"), "description": meaning} for key, meaning in meanings.items()}

    tables = {
        name: {"type": "object", "properties": properties(f"{name}.", keys), "additionalProperties": False}
        for name, keys in settings_files.TABLES.items()
    }
    return {
        "$schema": json_schema.DIALECT,
        "title": SETTINGS_FILE,
        "type": "object",
        "properties": {**properties("", settings_files.KEYS), **tables},
        "additionalProperties": False,
    }


def _setting_type(key: str) -> dict[str, Any]:
    from factdb import settings_files

    if key in settings_files.LISTS:
        return {"type": "array", "items": {"type": "integer" if key == "evidence.ports" else "string"}}
    if key in settings_files.NUMBERS:
        return {"type": "number", "minimum": 0}
    return {"enum": ["on", "off", True, False]} if key in settings_files.SWITCHES else {"type": "string"}


def _print_names() -> None:
    width = max(map(len, SCHEMAS)) + 2
    for name, entry in SCHEMAS.items():
        writes = "every command that writes, such as " if name == WRITTEN else ""
        click.echo(f"{name:{width}}{writes}{', '.join(entry.commands)}")
    click.echo(f"{SETTINGS_FILE:{width}}the settings file")
    if sys.stdout.isatty():
        click.echo("\nPrint one: factdb schema NAME")
