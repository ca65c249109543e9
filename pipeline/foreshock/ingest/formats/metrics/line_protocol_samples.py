"""What Telegraf 1.27 writes with outputs.file."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_DISK = {"mountpoint": "/var/lib/postgresql", "device": "vdb1", "fstype": "ext4"}
_TELEGRAF = Sample(
    program="Telegraf 1.27, outputs.file",
    text=(
        "disk,device=vdb1,fstype=ext4,host=db-01,path=/var/lib/postgresql free=0i,used_percent=100,"
        "inodes_free=327012i 1689037200000000000\n"
        "cpu,cpu=cpu-total,host=db-01 usage_iowait=41.25 1689037200500000000\n"
        'nginx,host=web-01,server=www\\ shop active=3u,ok=true,version="1.22, x=1" 1689037200000000000\n'
        "system,host=db-01 load1=9.03 1689037200000000000\n"
        "  win_disk,host=db-02,instance=C:\\\\\\ D:,path=\\\\data Free\\ MB=5120 1689037200000000000\n"
    ),
    rows=(
        {"line": 1, "time": "2023-07-11T01:00:00Z", "host": "db-01", "metric": "system.filesystem.usage",
         "labels": {**_DISK, "state": "free"}, "value": 0.0, "unit": "By"},
        {"line": 1, "metric": "system.filesystem.utilization", "labels": _DISK, "value": 1.0, "unit": "1"},
        {"line": 1, "metric": "system.filesystem.inodes.usage", "value": 327012.0},
        {"line": 2, "time": "2023-07-11T01:00:00.500000Z", "metric": "system.cpu.utilization",
         "labels": {"cpu": "all", "state": "iowait"}, "value": 0.4125},
        {"line": 3, "host": "web-01", "metric": "nginx.active", "labels": {"server": "www shop"}, "value": 3.0},
        {"line": 3, "metric": "nginx.ok", "value": 1.0},
        {"line": 4, "metric": "system.cpu.load_average.1m", "labels": {}, "value": 9.03},
        {"line": 5, "host": "db-02", "metric": "win_disk.Free MB",
         "labels": {"instance": "C:\\\\ D:", "path": "\\\\data"}, "value": 5120.0},
    ),
)  # fmt: skip

SAMPLES = (_TELEGRAF,)
