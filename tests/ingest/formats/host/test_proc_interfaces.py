"""netstat -i of the BSDs."""

from __future__ import annotations

from tests.ingest.formats.conftest import Read


def test_an_interface_is_counted_once(read: Read) -> None:
    """The BSDs repeat an interface for each of its addresses, and leave out the address of its link."""
    parsed = read(
        "proc",
        "Name       Mtu   Network       Address            Ipkts Ierrs    Opkts Oerrs  Coll\n"
        "lo0        16384 <Link#1>                        1507951     0  1507951     0     0\n"
        "lo0        16384 127           127.0.0.1         1507951     -  1507951     -     -\n"
        "en0*       1500  <Link#6>    3c:15:c2:d1:2e:3a       12     3       14     0     1\n",
    )
    rows = parsed.rows.filter(parsed.rows["metric"] == "proc.net_dev.packets").to_dicts()
    assert [(row["labels"], row["value"]) for row in rows] == [
        ({"device": "lo0", "direction": "receive"}, 1507951.0),
        ({"device": "lo0", "direction": "transmit"}, 1507951.0),
        ({"device": "en0", "direction": "receive"}, 12.0),
        ({"device": "en0", "direction": "transmit"}, 14.0),
    ]
    assert (parsed.records, parsed.attached, len(parsed.rejects)) == (2, 2, 0)
