"""The published JSON Schemas say what the loader accepts."""

from __future__ import annotations

from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from foreshock.rules.model import RulePack
from foreshock.rules.packs import builtin_packs, pack_files
from foreshock.rules.packtest import TestPack
from foreshock.rules.schema import json_schema, schema_text


@pytest.mark.parametrize(("model", "path"), [(RulePack, "schema.json"), (TestPack, "tests/schema.json")])
def test_the_published_schema_is_the_one_of_the_model(model: type, path: str) -> None:
    """When this fails, write schema_text(model) to the file anew."""
    assert (builtin_packs() / path).read_text(encoding="utf-8") == schema_text(model)


@pytest.mark.parametrize("path", pack_files([builtin_packs()]), ids=lambda path: path.name)
def test_the_packs_keep_to_the_schema(path: Path) -> None:
    """What the loader takes, an editor takes too."""
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), json_schema())


@pytest.mark.parametrize("path", pack_files([builtin_packs() / "tests"]), ids=lambda path: path.name)
def test_the_tests_keep_to_the_schema(path: Path) -> None:
    """So do the tests beside the rules."""
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), json_schema(TestPack))


def test_the_schema_refuses_what_the_loader_refuses(pack_text: str) -> None:
    """Unknown keys, unknown causes and numbers in place of durations are marked in the editor."""
    for old, new in (("prior:", "priro:"), ("disk-full", "disc-full"), ("before: 30 m", "before: 30")):
        document = yaml.safe_load(pack_text.replace(old, new))
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document, json_schema())
