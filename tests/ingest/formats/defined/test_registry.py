"""Formats as data: every fault is told with its line, and the definitions that come along read their samples."""

from __future__ import annotations

from pathlib import Path

import pytest

from foreshock.cli.docs_definitions import EXAMPLE
from foreshock.ingest.exceptions import FormatDefinitionError
from foreshock.ingest.formats import formats, formats_with
from foreshock.ingest.formats.defined.check import differences
from foreshock.ingest.formats.defined.parser import DefinedFormat
from foreshock.ingest.formats.defined.registry import BUILTIN, load_definitions, users_formats

KNOWN = load_definitions([BUILTIN])


def write(folder: Path, text: str) -> Path:
    """A file of definitions."""
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(folder: Path, text: str) -> list[str]:
    """Everything that is wrong with a definition, without the folder."""
    with pytest.raises(FormatDefinitionError) as raised:
        users_formats([write(folder, text)])
    return [str(fault).removeprefix(f"{folder}/") for fault in raised.value.faults]


@pytest.mark.parametrize("format_", KNOWN, ids=lambda format_: format_.name)
def test_a_definition_that_comes_along_reads_its_samples(format_: DefinedFormat) -> None:
    """Every column and every attribute that a sample states is read from it."""
    assert differences(format_) == []


def test_the_example_of_the_docs_is_read(tmp_path: Path) -> None:
    """What docs/formats.md shows works as it stands."""
    known = users_formats([write(tmp_path, EXAMPLE)])
    assert [format_.name for format_ in known] == ["shop-orders"]
    assert differences(known[0]) == []


def test_a_misspelt_key_is_told_with_its_line_and_the_key_that_was_meant(tmp_path: Path) -> None:
    """An unknown key is an error, never ignored."""
    text = EXAMPLE.replace("    scale:", "    scael:")
    assert faults_of(tmp_path, text) == ["own.yaml:10: unknown key 'scael'; did you mean 'scale'?"]


def test_a_field_that_no_pattern_gives_is_told(tmp_path: Path) -> None:
    """A scale for a group that is not there would do nothing, so it is an error."""
    text = EXAMPLE.replace("scale: {duration_s:", "scale: {duratoin_s:")
    assert faults_of(tmp_path, text) == ["own.yaml:2: scale: no field 'duratoin_s'; did you mean 'duration_s'?"]


def test_a_pattern_that_is_no_regular_expression_is_told_at_its_line(tmp_path: Path) -> None:
    """The reason stands beside the pattern."""
    (fault,) = faults_of(tmp_path, EXAMPLE.replace("'^\\s'", "'^(\\s'"))
    assert fault.startswith("own.yaml:7: expected a regular expression, got '^(\\\\s':")
    assert "missing )" in fault


def test_a_pattern_that_could_take_long_is_refused(tmp_path: Path) -> None:
    """Look-around and back references need time that grows faster than the line."""
    (fault,) = faults_of(tmp_path, EXAMPLE.replace("'^\\s'", "'^(?=x)'"))
    assert fault.startswith("own.yaml:7: expected a regular expression")


def test_a_pattern_that_only_one_dialect_knows_is_refused(tmp_path: Path) -> None:
    r"""RE2 knows \\C, the expressions that read files do not."""
    (fault,) = faults_of(tmp_path, EXAMPLE.replace("'^\\s'", "'^\\C'"))
    assert fault.startswith("own.yaml:2: the pattern '^\\\\C' cannot be used: error: unrecognized escape")


def test_an_unknown_word_of_a_stamp_is_told(tmp_path: Path) -> None:
    """Nothing is guessed about a stamp."""
    (fault,) = faults_of(tmp_path, EXAMPLE.replace("%.f", "%Q"))
    assert fault.startswith("own.yaml:6: expected a format of stamps, got '%d/%b/%Y %H:%M:%S%Q': %Q is none of %Y %y")


def test_two_definitions_of_one_name_are_told(tmp_path: Path) -> None:
    """A name picks one format."""
    (fault,) = faults_of(tmp_path, EXAMPLE + EXAMPLE.removeprefix("formats:\n"))
    assert "the name 'shop-orders' is taken by" in fault


def test_what_a_sample_says_and_the_format_does_not_is_told(tmp_path: Path) -> None:
    """Each difference names the sample's line, the row, the field and both values."""
    (known,) = users_formats([write(tmp_path, EXAMPLE.replace("duration_s: 0.081", "duration_s: 81"))])
    (found,) = differences(known)
    assert str(found).endswith("own.yaml:14: shop-orders: row 1: duration_s is 0.081, expected 81.0")


def test_a_folder_without_definitions_is_an_error(tmp_path: Path) -> None:
    """A mistyped folder would else mean no formats."""
    with pytest.raises(FormatDefinitionError, match="there is no definition of a format"):
        users_formats([tmp_path])


def test_own_formats_come_first_and_leave_the_registry_alone(tmp_path: Path) -> None:
    """A definition replaces the format of its name for one run; the next run knows nothing of it."""
    before = formats()
    path = write(tmp_path, EXAMPLE.replace("shop-orders", "redis"))
    own = formats_with([path])
    assert own[0].title == "order service of the shop"
    assert sorted(format_.name for format_ in own) == sorted(format_.name for format_ in before)
    assert formats() is before
