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

_SENT = {"device": "eth0", "direction": "transmit"}
_LINKS = Sample(
    program="ip -s link (iproute2 6.1), ifconfig (net-tools 1.60) and nstat -a (iproute2 6.1)",
    text=(
        "2: eth0@if4: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000\n"
        "    link/ether 00:0c:29:3b:58:0e brd ff:ff:ff:ff:ff:ff\n"
        "    RX:  bytes packets errors dropped  missed   mcast           \n"
        "       1514413    8061      0       2       0       7 \n"
        "    TX:  bytes packets errors dropped carrier collsns           \n"
        "        866622    4502      0       0       0       3 \n"
        "eth1      Link encap:Ethernet  HWaddr 00:0c:29:3b:58:0e\n"
        "          inet addr:10.0.0.1  Bcast:10.0.0.255  Mask:255.255.255.0\n"
        "          RX packets:123 errors:0 dropped:4 overruns:0 frame:0\n"
        "          collisions:5 txqueuelen:1000\n"
        "          RX bytes:2893 (2.8 KiB)  TX bytes:4567 (4.4 KiB)\n"
        "#kernel\n"
        "TcpExtListenOverflows           14                 0.0\n"
    ),
    rows=(
        {"line": 4, "metric": "proc.net_dev.bytes", "labels": _RECEIVED, "value": 1514413.0},
        {"line": 4, "metric": "proc.net_dev.packets", "value": 8061.0},
        {"line": 4, "metric": "proc.net_dev.errs", "value": 0.0},
        {"line": 4, "metric": "proc.net_dev.drop", "value": 2.0},
        {"line": 4, "metric": "proc.net_dev.missed", "value": 0.0},
        {"line": 4, "metric": "proc.net_dev.multicast", "value": 7.0},
        {"line": 6, "metric": "proc.net_dev.bytes", "labels": _SENT, "value": 866622.0},
        {"line": 6, "metric": "proc.net_dev.packets", "value": 4502.0},
        {"line": 6, "metric": "proc.net_dev.errs", "value": 0.0},
        {"line": 6, "metric": "proc.net_dev.drop", "value": 0.0},
        {"line": 6, "metric": "proc.net_dev.carrier", "value": 0.0},
        {"line": 6, "metric": "proc.net_dev.colls", "value": 3.0},
        {"line": 9, "metric": "proc.net_dev.packets", "labels": {"device": "eth1", "direction": "receive"},
         "value": 123.0},
        {"line": 9, "metric": "proc.net_dev.errs", "value": 0.0},
        {"line": 9, "metric": "proc.net_dev.drop", "value": 4.0},
        {"line": 9, "metric": "proc.net_dev.fifo", "value": 0.0},
        {"line": 9, "metric": "proc.net_dev.frame", "value": 0.0},
        {"line": 10, "metric": "proc.net_dev.colls", "labels": {"device": "eth1", "direction": "transmit"},
         "value": 5.0},
        {"line": 11, "metric": "proc.net_dev.bytes", "labels": {"device": "eth1", "direction": "receive"},
         "value": 2893.0},
        {"line": 11, "metric": "proc.net_dev.bytes", "labels": {"device": "eth1", "direction": "transmit"},
         "value": 4567.0},
        {"line": 13, "metric": "nstat.TcpExtListenOverflows", "labels": {}, "value": 14.0},
    ),
)  # fmt: skip

_TCP = {"protocol": "tcp"}
_SOCKETS = Sample(
    program="ss -s, iproute2 4.9, and /proc/net/protocols of Linux 5.8",
    text=(
        "Total: 1031 (kernel 0)\n"
        "TCP:   905 (estab 870, closed 12, orphaned 3, synrecv 0, timewait 12/0), ports 0\n"
        "\n"
        "Transport Total     IP        IPv6\n"
        "TCP\t  893       880       13       \n"
        "protocol  size sockets  memory press maxhdr  slab module     cl co di ac io in de sh ss gs se re sp bi br ha uh gp em\n"
        "UNIX      1024    131      -1   NI       0   yes  kernel      n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n\n"
        "TCP       2208    870    9120   yes    320   yes  kernel      y  y  y  y  y  y  y  y  y  y  y  y  y  n  y  y  y  y  y\n"
    ),
    rows=(
        {"line": 1, "metric": "proc.sockstat.used", "labels": {"protocol": "sockets"}, "value": 1031.0},
        *(
            {"line": 2, "metric": "system.network.connections", "labels": {**_TCP, "state": state}, "value": value}
            for state, value in (("established", 870.0), ("close", 12.0), ("orphaned", 3.0), ("syn_recv", 0.0),
                                 ("time_wait", 12.0))
        ),
        {"line": 5, "metric": "ss.sockets", "labels": {**_TCP, "family": "IP"}, "value": 880.0},
        {"line": 5, "metric": "ss.sockets", "labels": {**_TCP, "family": "IPv6"}, "value": 13.0},
        {"line": 7, "metric": "proc.net.protocols.sockets", "labels": {"protocol": "UNIX"}, "value": 131.0},
        {"line": 8, "metric": "proc.net.protocols.sockets", "labels": {"protocol": "TCP"}, "value": 870.0},
        {"line": 8, "metric": "proc.net.protocols.memory", "value": 9120.0 * 4096, "unit": "By"},
        {"line": 8, "metric": "proc.net.protocols.pressure", "value": 1.0},
    ),
)  # fmt: skip

TABLES_SAMPLES = (_INTERFACES, _PAGES, _LINKS, _SOCKETS)
