"""varnishlog: requests as the client asked, failed fetches as errors, and every line accounted for."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats.web.varnishlog_samples import SAMPLES

NAME = "varnishlog"
TEXT = SAMPLES[0].text


@pytest.mark.parametrize("block", [1, 7, 1000])
def test_a_failed_fetch_is_an_error_beside_the_requests(read: Read, block: int) -> None:
    """What the backend did not answer is a log record, at the line where its transaction begins."""
    parsed = read(NAME, TEXT, block=block)
    assert parsed.rows["line"].to_list() == [14]
    logs = parsed.asides["logs"]
    assert logs.select("line", "severity_text", "body").rows() == [(1, "error", "no backend connection")]
    assert dict(logs["attributes"][0])["url"] == "/cart?id=7"


def test_nested_transactions_are_read_as_others_are(read: Read) -> None:
    """With -g request the fetch stands below its request, with one more star and dash."""
    nested = TEXT.replace("*   <<", "**  <<").replace("\n- ", "\n-- ")
    assert read(NAME, nested).rows["status"].to_list() == [503]


def test_numbers_that_are_none_do_no_harm(read: Read) -> None:
    """Header fields and counts are whatever a client or a damaged file makes of them."""
    odd = TEXT.replace("RespStatus     503", "RespStatus     9" * 1).replace("83 0 83 250 282 532", "83 x")
    row = read(NAME, odd.replace("1689037201.750000", "99999999999.75")).rows.to_dicts()[0]
    assert row["response_bytes"] is None
    assert row["path"] == "/cart"
