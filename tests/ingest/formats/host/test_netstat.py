"""Counters of netstat -s: which protocol and histogram they belong to, and what is none of them."""

from __future__ import annotations

from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats.host.netstat import FORMATS

(NETSTAT,) = FORMATS


def test_a_histogram_ends_where_the_indent_does(read: Read) -> None:
    """The heading is part of the names below it, and of no others."""
    text = (
        "Icmp:\n    2 ICMP messages received\n    ICMP input histogram:\n        echo replies: 1\n"
        "    0 ICMP messages failed\nIcmpMsg:\n        InType3: 5\n"
    )
    assert read("netstat-statistics", text).rows["metric"].to_list() == [
        "netstat.icmp.icmp_messages_received",
        "netstat.icmp.icmp_input_histogram.echo_replies",
        "netstat.icmp.icmp_messages_failed",
        "netstat.icmpmsg.intype3",
    ]


def test_snapshots_have_their_own_times_and_noise_is_rejected(read: Read) -> None:
    """Each snapshot is of the time line above it; a counter outside of a protocol is none."""
    first = "    5 lost\n2023-07-10T20:00:01Z\nTcp:\n    5 resets sent\n"
    text = f"{first}TS 1689019261.5 2023-07-10 20:01:01\nTcp:\n    6 resets sent\n"
    parsed = read("netstat-statistics", text)
    assert parsed.rows["time"].dt.strftime("%H:%M:%S").to_list() == ["20:00:01", "20:01:01"]
    assert parsed.rejects["line"].to_list() == [1]
    assert NETSTAT.recognise(["Tcp:"], "x") is None
    assert NETSTAT.recognise(["Tcp:", "hello", "world", "again"], "x") is None
