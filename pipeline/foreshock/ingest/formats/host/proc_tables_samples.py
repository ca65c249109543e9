"""Counters of network interfaces as netstat prints them, and the kernel's free pages by what they are used for."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_RECEIVED = {"device": "eth0", "direction": "receive"}
_INTERFACES = Sample(
    program="date -u; netstat -i, net-tools 2.10",
    text=(
        "Mon Jul 10 20:00:00 UTC 2023\n"
        "Kernel Interface table\n"
        "Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n"
        "eth0             1500      476      0      2 0           312      0      0      0 BMRU\n"
        "Mon Jul 10 20:00:10 UTC 2023\n"
        "Kernel Interface table\n"
        "Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n"
        "eth0             1500      576      0     42 0           312      0      0      0 BMRU\n"
    ),
    rows=(
        {"line": 4, "time": "2023-07-10T20:00:00Z", "metric": "netstat.mtu", "labels": {"device": "eth0"},
         "value": 1500.0, "unit": "By"},
        {"line": 4, "metric": "proc.net_dev.packets", "labels": _RECEIVED, "value": 476.0},
        {"line": 4, "metric": "proc.net_dev.errs", "labels": _RECEIVED, "value": 0.0},
        {"line": 4, "metric": "proc.net_dev.drop", "labels": _RECEIVED, "value": 2.0},
        {"line": 4, "metric": "proc.net_dev.fifo", "labels": _RECEIVED, "value": 0.0},
        {"line": 4, "metric": "proc.net_dev.packets", "labels": {"device": "eth0", "direction": "transmit"},
         "value": 312.0},
        *({"line": 4, "value": 0.0} for _ in range(3)),
        *({"line": 8, "time": "2023-07-10T20:00:10Z"} for _ in range(9)),
        {"line": 8, "metric": "system.network.packets", "labels": _RECEIVED, "value": 10.0, "unit": "{packet}/s"},
        {"line": 8, "metric": "system.network.errors", "labels": _RECEIVED, "value": 0.0},
        {"line": 8, "metric": "system.network.dropped", "labels": _RECEIVED, "value": 4.0},
        *({"line": 8, "labels": {"device": "eth0", "direction": "transmit"}, "value": 0.0} for _ in range(3)),
    ),
)  # fmt: skip
_PAGES = Sample(
    program="/proc/pagetypeinfo and /proc/softirqs of Linux 5.8",
    text=(
        "Page block order: 9\n"
        "Pages per block:  512\n"
        "\n"
        "Free pages count per migrate type at order       0      1 \n"
        "Node    0, zone    DMA32, type      Movable     20     52 \n"
        "\n"
        "Number of blocks type     Unmovable      Movable \n"
        "Node 0, zone    DMA32            8         1472 \n"
        "                    CPU0       CPU1       \n"
        "      NET_TX:2       3350\n"
    ),
    rows=(
        *(
            {"line": 5, "time": None, "metric": "proc.pagetypeinfo.free", "value": value, "unit": "{block}",
             "labels": {"numa_node": "0", "zone": "DMA32", "type": "Movable", "order": order}}
            for order, value in (("0", 20.0), ("1", 52.0))
        ),
        *(
            {"line": 8, "metric": "proc.pagetypeinfo.blocks", "value": value,
             "labels": {"numa_node": "0", "zone": "DMA32", "type": kind}}
            for kind, value in (("Unmovable", 8.0), ("Movable", 1472.0))
        ),
        {"line": 10, "metric": "proc.softirqs", "labels": {"softirq": "NET_TX", "cpu": "0"}, "value": 2.0},
        {"line": 10, "metric": "proc.softirqs", "labels": {"softirq": "NET_TX", "cpu": "1"}, "value": 3350.0},
    ),
)  # fmt: skip

TABLES_SAMPLES = (_INTERFACES, _PAGES)
