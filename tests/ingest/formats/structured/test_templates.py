"""Messages that are written as a template and its values."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

TEMPLATES = {
    '"@mt":"Hello, {User}","User":"ada"': "Hello, ada",
    '"@mt":"{Count:000} of {@Order} and {$Type}","Count":7,"Type":"x"': "7 of {@Order} and x",
    '"@mt":"{A}{A}","A":"1"': "1{A}",
    '"@mt":"{Missing} {0}"': "{Missing} {0}",
    '"@mt":"Hello, {User}","@m":"Hello, \\"ada\\"","User":"ada"': 'Hello, "ada"',
    '"@mt":"{Braces} {{x}}","Braces":"{Braces}"': "{Braces} {{x}}",
}


@pytest.mark.parametrize(("fields", "message"), TEMPLATES.items())
def test_holes_are_filled_with_what_the_record_states(read: Read, fields: str, message: str) -> None:
    """A hole without a value stays, a rendered message is left alone, and the template is kept."""
    text = f'{{"@t":"2023-07-10T20:00:01Z",{fields}}}\n{{"@t":"2023-07-10T20:00:02Z","@m":"other"}}\n'
    rows = read("json-lines", text).rows
    assert rows["body"].to_list() == [message, "other"]
    assert "@mt" in (rows["attributes"][0] or {})
