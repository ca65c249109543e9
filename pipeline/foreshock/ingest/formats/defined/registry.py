"""Where definitions are found: YAML files, those that come along in ``defined/`` and those of a user's folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from foreshock.ingest.exceptions import FormatDefinitionError
from foreshock.ingest.formats.base import Format
from foreshock.ingest.formats.defined.definition import Definition, Family
from foreshock.ingest.formats.defined.parser import DefinedFormat
from foreshock.yamldoc import Document, Fault

BUILTIN = Path(__file__).parent


def load_definitions(paths: Sequence[Path]) -> tuple[DefinedFormat, ...]:
    """The formats that these files and folders (their ``*.yaml``) define, in order of the names of the files.

    Raises FormatDefinitionError with every fault of every file, each with its line.
    """
    faults: list[Fault] = []
    found: list[Definition] = []
    for path in paths:
        files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if not files or not all(file.is_file() for file in files):
            faults.append(Fault(str(path), "there is no definition of a format (*.yaml)"))
            continue
        for file in files:
            document = Document(file.read_bytes().decode("utf-8", errors="replace"), file)
            family = document.build(Family)
            faults += document.faults
            found += family.formats if family else ()
    faults += _repeated(found)
    if faults:
        raise FormatDefinitionError(faults)
    return tuple(DefinedFormat(definition) for definition in found)


def users_formats(folders: Sequence[Path]) -> tuple[DefinedFormat, ...]:
    """The formats of a user's folders; their patterns are tried in the dialect that reads files as well."""
    known = load_definitions(folders)
    faults = [fault for format_ in known for fault in _unreadable(format_.definition)]
    if faults:
        raise FormatDefinitionError(faults)
    return known


def _repeated(definitions: Sequence[Definition]) -> list[Fault]:
    seen: dict[str, str] = {}
    faults = list[Fault]()
    for definition in definitions:
        if definition.name in seen:
            faults.append(Fault(definition.where, f"the name {definition.name!r} is taken by {seen[definition.name]}"))
        seen.setdefault(definition.name, definition.where)
    return faults


def _unreadable(definition: Definition) -> list[Fault]:
    """A fault for each pattern that Rust's regular expressions refuse."""
    faults = []
    nothing = pl.Series([""])
    for pattern in definition.patterns:
        try:
            nothing.str.contains(pattern)
        except pl.exceptions.ComputeError as error:
            why = str(error).strip().splitlines()
            reason = next((line for line in why if line.startswith("error:")), why[0])
            faults.append(Fault(definition.where, f"the pattern {pattern!r} cannot be used: {reason}"))
    return faults


FORMATS: tuple[Format, ...] = load_definitions([BUILTIN])
