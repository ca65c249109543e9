"""The pages that say what the code says already; ``python -m foreshock.cli.docs .`` writes them anew (`make docs`)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from foreshock.cli.output import question

NOTE = "<!-- Written by `make docs` from the code; a test fails when it differs. -->"
WIDTH = 100

CLI = f"""# The command line

{NOTE}

Results go to standard output, everything else to standard error. Every command knows `--help`, and `--json`
for machines. Exit codes: 0 done; 1 nothing could be analysed or found; 2 the command was not understood;
10 an incident was found (`analyze --exit-code`); 130 interrupted.
"""
TABLES = f"""# The tables of a case

{NOTE}

`foreshock sql CASE` and plain `duckdb CASE/foreshock.duckdb` see these. The first five lie as Delta tables in the
folder `lake/` and are views here. All times are UTC.
"""
FORMATS = f"""# The formats

{NOTE}

Which format a file has is found from lines of its head, middle and tail; `foreshock formats explain FILE`
says why, and `--format GLOB=NAME` decides it by hand.
Files may be packed with gzip, bzip2, xz, zstd or lz4, and lie in zip and tar archives, nested too.
A record of `logs` that tells of a request which its program served (an access line of gunicorn in syslog, "GET /cart
500 312 ms", JSON with method, path and status) is a row of `requests` as well.
"""
RULES = f"""# The rules

{NOTE}

What Foreshock knows about causes: YAML files in `rules/`, one a domain. `foreshock rules show RULE` prints one
in full, `--sql` the queries that it becomes, `--rules DIR` adds packs of your own.
"""


def commands() -> Iterator[tuple[str, Any, str]]:
    """Every command as (name, command, help text), groups before their members."""
    from foreshock.cli.app import app

    yield from _commands(typer.main.get_command(app), "foreshock", None)


def cli_page() -> str:
    """docs/cli.md: the help of every command."""
    return "\n".join([CLI, *(f"## {name}\n\n```text\n{text}\n```\n" for name, _, text in commands())])


def tables_page() -> str:
    """docs/tables.md: the tables of a case with every column, as an empty case describes them itself."""
    import tempfile

    from foreshock.diagnose import diagnose
    from foreshock.ingest.formats.conventions import METRIC_NAMES
    from foreshock.lake import CaseFolder, Catalog
    from foreshock.lake.frames import query
    from foreshock.lake.schemas import TABLES as LAKE
    from foreshock.rules.packs import load

    with (
        tempfile.TemporaryDirectory() as folder,
        Catalog.open(CaseFolder.create(Path(folder) / "case").root) as catalog,
    ):
        diagnose(catalog.connection, load(), name="", version="")
        tables = query(catalog.connection, question("documented"))
        macros = query(catalog.connection, question("macros")).to_series()
    lake = [schema.name for schema in LAKE]
    parts = [TABLES]
    for name, meaning, columns in sorted(tables.iter_rows(), key=lambda row: (row[0] not in lake, row[0])):
        rows = [(f"`{column['name']}`", column["type"], column["comment"] or "") for column in columns]
        head = f"## {name}\n\n{meaning}.\n" if meaning else f"## {name}\n"
        parts.append(f"{head}\n{_markdown(['column', 'type', 'meaning'], rows)}")
    parts += ["## Macros\n", *(f"- `FROM {macro}`" for macro in macros), ""]
    names = [(f"`{name}`", unit, ", ".join(labels), meaning) for name, (unit, labels, meaning) in METRIC_NAMES.items()]
    parts += ["## Names of metrics\n", _markdown(["metric", "unit", "labels", "meaning"], names)]
    return "\n".join(parts)


def formats_page() -> str:
    """docs/formats.md: every format with a sample of what it reads."""
    from foreshock.cli.docs_definitions import definitions_chapter
    from foreshock.ingest.formats import formats

    parts = [FORMATS, definitions_chapter()]
    for known in formats():
        sample = known.samples[0]
        lines = "\n".join(sample.text.splitlines()[:4])
        head = f"## {known.name}\n\n{known.title}. Goes to `{known.table}`. From {sample.program}:\n"
        parts.append(f"{head}\n```text\n{lines}\n```\n")
    return "\n".join(parts)


def rules_page() -> str:
    """docs/rules.md: every rule that comes along."""
    from foreshock.rules.packs import load

    parts = [RULES]
    for pack in load().packs:
        parts.append(f"## {pack.title}\n")
        for rule in pack.rules:
            rows = [(step.role, step.title) for step in rule.steps]
            words = f"{rule.title}. Cause: `{rule.cause}`. {rule.words.effect}"
            parts.append(f"### {rule.id}\n\n{words}\n\n{_markdown(['role', 'looks for'], rows)}")
    return "\n".join(parts)


def rules_schema() -> str:
    """rules/schema.json: the JSON Schema of rule packs, for editors."""
    from foreshock.rules.schema import schema_text

    return schema_text()


PAGES: dict[str, Callable[[], str]] = {
    "docs/cli.md": cli_page,
    "docs/formats.md": formats_page,
    "docs/rules.md": rules_page,
    "docs/tables.md": tables_page,
    "rules/schema.json": rules_schema,
}


def write(root: Path) -> None:
    """Write every page into the repository."""
    for name, page in PAGES.items():
        (root / name).write_text(page(), encoding="utf-8")


def _commands(command: Any, name: str, parent: Any) -> Iterator[tuple[str, Any, str]]:
    word = name.rpartition(" ")[2]
    context = command.make_context(word, [], parent, resilient_parsing=True, terminal_width=WIDTH)
    yield name, command, command.get_help(context)
    for member, definition in getattr(command, "commands", {}).items():
        yield from _commands(definition, f"{name} {member}", context)


def _markdown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
