"""The fields of W3C entries that no directive names."""

from __future__ import annotations

from foreshock.ingest.formats.web.w3c_layouts import fitting, iis_layouts

HEAD = "2023-07-10 08:09:10 10.0.0.5 GET /a - 80 - 10.0.0.9 curl/8.0 - 200 0 0 15"


def test_the_custom_field_is_told_from_the_others_by_its_shape() -> None:
    """IIS keeps its order of fields; what stands behind the last of them is a field of the administrator's."""
    plain, custom = HEAD.split(), f"{HEAD} 203.0.113.9".split()
    assert (fitting([plain], iis_layouts(" ")) or "").endswith(
        "cs(Referer) sc-status sc-substatus sc-win32-status time-taken"
    )
    assert (fitting([custom], iis_layouts(" ")) or "").endswith("time-taken x-forwarded-for")


def test_half_of_the_entries_must_fit() -> None:
    """One entry of three that looks right is chance."""
    good = HEAD.split()
    assert fitting([good, good, ["x"]], iis_layouts(" ")) is not None
    assert fitting([good, ["x"], ["x"]], iis_layouts(" ")) is None


def test_commands_of_ftp_are_told_by_their_session() -> None:
    """The FTP server of IIS has no page and no browser in its entries, but a session."""
    session = "a1b2c3d4-0000-0000-0000-000000000001"
    entry = f"2023-07-10 20:00:02 10.0.0.21 - 10.0.0.5 21 PASS *** 530 1326 41 {session} -"
    found = fitting([entry.split()], iis_layouts(" "))
    assert found is not None
    assert dict(zip(found.split(), entry.split(), strict=True))["sc-win32-status"] == "1326"
    assert fitting([entry.replace(session, "Mozilla/5.0").split()], iis_layouts(" ")) != found
