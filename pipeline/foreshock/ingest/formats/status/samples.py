"""What servers and tools print of their state, with what it parses to."""

from __future__ import annotations

from collections.abc import Mapping

from foreshock.ingest.formats.base import Sample

_DATED = "Mon Jul 10 20:00:01 UTC 2023\n"
_TIME = "2023-07-10T20:00:01Z"

SAMPLES: Mapping[str, tuple[Sample, ...]] = {
    "redis-info": (
        Sample(
            program="redis-cli INFO, Redis 7.0; the time stands behind some of the values",
            text="""\
# Server
redis_version:7.0.11
redis_mode:standalone
process_id:812
server_time_usec:1689019201123456
uptime_in_seconds:4711

# Clients
connected_clients:99

# Memory
used_memory:1073741824
maxmemory_policy:noeviction

# Keyspace
db0:keys=1234,expires=12,avg_ttl=3456
""",
            rows=(
                {"line": 6, "time": "2023-07-10T20:00:01.123456Z", "metric": "redis.status.uptime_in_seconds",
                 "value": 4711.0},
                {"line": 9, "metric": "redis.status.connected_clients", "value": 99.0},
                {"line": 12, "metric": "redis.status.used_memory", "value": 1073741824.0},
                {"line": 16, "metric": "redis.status.db0", "labels": {"kind": "keys"}, "value": 1234.0},
                {"line": 16, "labels": {"kind": "expires"}, "value": 12.0},
                {"line": 16, "labels": {"kind": "avg_ttl"}, "value": 3456.0},
            ),
        ),
    ),
    "memcached-stats": (
        Sample(
            program="memcached 1.6 (stats), twice; the time follows the first values",
            text="""\
STAT pid 812
STAT uptime 4711
STAT time 1689019201
STAT version 1.6.18
STAT evictions 99
END
STAT pid 812
STAT uptime 4721
STAT time 1689019211
STAT evictions 120
END
""",
            rows=(
                {"line": 2, "time": _TIME, "metric": "memcached.status.uptime", "value": 4711.0},
                {"line": 5, "time": _TIME, "metric": "memcached.status.evictions", "value": 99.0},
                {"line": 8, "time": "2023-07-10T20:00:11Z", "value": 4721.0},
                {"line": 10, "time": "2023-07-10T20:00:11Z", "value": 120.0},
            ),
        ),
    ),
    "zookeeper-mntr": (
        Sample(
            program="ZooKeeper 3.8 (echo mntr | nc), under date",
            text=_DATED + """\
zk_version\t3.8.1-74db005175a4ec545697012f9069cb9dcc8cdda7, built on 2023-01-25 16:31 UTC
zk_server_state\tleader
zk_avg_latency\t0.5
zk_outstanding_requests\t12
""",
            rows=(
                {"line": 4, "time": _TIME, "metric": "zookeeper.avg_latency", "value": 0.5},
                {"line": 5, "time": _TIME, "metric": "zookeeper.outstanding_requests", "value": 12.0},
            ),
        ),
    ),
    "php-fpm-status": (
        Sample(
            program="PHP-FPM 8.2 (/status): its start, and the seconds since, are the time",
            text="""\
pool:                 www
process manager:      dynamic
start time:           10/Jul/2023:19:00:00 +0000
start since:          3601
accepted conn:        12345
listen queue:         12
active processes:     50
max children reached: 7
""",
            rows=(
                {"line": 5, "time": _TIME, "metric": "php_fpm.accepted_conn", "value": 12345.0},
                {"line": 6, "metric": "php_fpm.listen_queue", "value": 12.0},
                {"line": 7, "metric": "php_fpm.active_processes", "value": 50.0},
                {"line": 8, "time": _TIME, "metric": "php_fpm.max_children_reached", "value": 7.0},
            ),
        ),
    ),
    "apache-status": (
        Sample(
            program="Apache 2.4 (/server-status?auto)",
            text="""\
localhost
ServerVersion: Apache/2.4.57 (Debian)
ServerMPM: event
CurrentTime: Monday, 10-Jul-2023 20:00:01 UTC
Total Accesses: 12345
BusyWorkers: 148
IdleWorkers: 2
Scoreboard: WWWW__K....
""",
            rows=(
                {"line": 5, "time": _TIME, "metric": "apache.status.total_accesses", "value": 12345.0},
                {"line": 6, "time": _TIME, "metric": "apache.status.busyworkers", "value": 148.0},
                {"line": 7, "metric": "apache.status.idleworkers", "value": 2.0},
            ),
        ),
    ),
    "varnishstat": (
        Sample(
            program="varnishstat -1, Varnish 7.2, under date",
            text=_DATED + """\
MGT.uptime                     4711         1.00 Management process uptime
MAIN.sess_conn                12345         2.62 Sessions accepted
MAIN.cache_hit                99999        21.23 Cache hits
""",
            rows=(
                {"line": 2, "time": _TIME, "metric": "varnish.mgt_uptime", "value": 4711.0},
                {"line": 3, "metric": "varnish.main_sess_conn", "value": 12345.0},
                {"line": 4, "metric": "varnish.main_cache_hit", "value": 99999.0},
            ),
        ),
    ),
    "docker-stats": (
        Sample(
            program="docker 24 stats --no-stream, under date",
            text=_DATED + """\
CONTAINER ID   NAME         CPU %     MEM USAGE / LIMIT     MEM %     NET I/O           BLOCK I/O         PIDS
a1b2c3d4e5f6   shop-db-1    99.10%    1.5GiB / 2GiB         75.00%    1.2MB / 3.4kB     0B / 12.3MB       23
""",
            rows=(
                {"line": 3, "time": _TIME, "metric": "container.cpu.utilization", "value": 0.991, "unit": "1",
                 "labels": {"id": "a1b2c3d4e5f6", "container": "shop-db-1"}},
                {"line": 3, "metric": "container.memory.usage", "value": 1.5 * 1024**3, "unit": "By"},
                {"line": 3, "metric": "container.memory.limit", "value": 2.0 * 1024**3},
                {"line": 3, "metric": "container.memory.utilization", "value": 0.75},
                {"line": 3, "metric": "container.network.io", "value": 1.2e6,
                 "labels": {"id": "a1b2c3d4e5f6", "container": "shop-db-1", "direction": "receive"}},
                {"line": 3, "metric": "container.network.io", "value": 3400.0},
                {"line": 3, "metric": "container.disk.io", "value": 0.0},
                {"line": 3, "metric": "container.disk.io", "value": 12.3e6},
                {"line": 3, "metric": "container.processes", "value": 23.0},
            ),
        ),
    ),
    "kubectl-top-nodes": (
        Sample(
            program="kubectl 1.27 top nodes, under date",
            text=_DATED + """\
NAME     CPU(cores)   CPU%   MEMORY(bytes)   MEMORY%
node-1   1250m        62%    7012Mi          91%
""",
            rows=(
                {"line": 3, "time": _TIME, "host": "node-1", "metric": "k8s.node.cpu.usage", "value": 1.25},
                {"line": 3, "metric": "k8s.node.cpu.utilization", "value": 0.62},
                {"line": 3, "metric": "k8s.node.memory.usage", "value": 7012.0 * 1024**2},
                {"line": 3, "metric": "k8s.node.memory.utilization", "value": 0.91},
            ),
        ),
    ),
    "kubectl-top-pods": (
        Sample(
            program="kubectl 1.27 top pods -A, under date",
            text=_DATED + """\
NAMESPACE   NAME                    CPU(cores)   MEMORY(bytes)
shop        shop-7d9f8b6c5d-bcd2f   250m         512Mi
""",
            rows=(
                {"line": 3, "time": _TIME, "metric": "container.cpu.usage", "value": 0.25,
                 "labels": {"namespace": "shop", "name": "shop-7d9f8b6c5d-bcd2f"}},
                {"line": 3, "metric": "container.memory.usage", "value": 512.0 * 1024**2},
            ),
        ),
    ),
    "haproxy-stat": (
        Sample(
            program="HAProxy 1.8 (show stat; some of its columns), under date",
            text=_DATED + """\
# pxname,svname,qcur,scur,slim,stot,status,weight,pid,type,hrsp_5xx,
shop,web-01,7,12,,600,DOWN,1,1,2,2,
""",
            rows=(
                {"line": 3, "time": _TIME, "metric": "haproxy.status.qcur", "value": 7.0,
                 "labels": {"proxy": "shop", "server": "web-01"}},
                {"line": 3, "metric": "haproxy.status.scur", "value": 12.0},
                {"line": 3, "metric": "haproxy.status.stot", "value": 600.0},
                {"line": 3, "metric": "haproxy.server.up", "value": 0.0},
                {"line": 3, "metric": "haproxy.status.weight", "value": 1.0},
                {"line": 3, "metric": "haproxy.status.hrsp_5xx", "value": 2.0},
            ),
        ),
    ),
    "mongostat": (
        Sample(
            program="mongostat 100.7 (some of its columns)",
            text="""\
insert query update delete getmore command dirty   res qrw conn                time
    *0    12      3     *1       0    12|0  0.1% 85.0M 4|1   12 Jul 10 20:00:01.123
""",
            rows=(
                {"line": 2, "time": "2023-07-10T20:00:01.123Z", "metric": "mongodb.status.insert", "value": 0.0},
                {"line": 2, "metric": "mongodb.status.query", "value": 12.0},
                {"line": 2, "metric": "mongodb.status.update", "value": 3.0},
                {"line": 2, "metric": "mongodb.status.delete", "value": 1.0},
                {"line": 2, "metric": "mongodb.status.getmore", "value": 0.0},
                {"line": 2, "metric": "mongodb.status.command", "value": 12.0},
                {"line": 2, "metric": "mongodb.status.command_replicated", "value": 0.0},
                {"line": 2, "metric": "mongodb.status.dirty", "value": 0.001},
                {"line": 2, "metric": "mongodb.status.res", "value": 85.0 * 1024**2},
                {"line": 2, "metric": "mongodb.status.queued", "value": 4.0, "labels": {"kind": "read"}},
                {"line": 2, "metric": "mongodb.status.queued", "value": 1.0, "labels": {"kind": "write"}},
                {"line": 2, "metric": "mongodb.status.conn", "value": 12.0},
            ),
        ),
    ),
    "mongotop": (
        Sample(
            program="mongotop 100.7",
            text="""\
2023-07-10T20:00:00.123+0000	connected to: mongodb://localhost/

                    ns    total    read    write    2023-07-10T20:00:01Z
           shop.orders     31ms     1ms     30ms
""",
            rows=(
                {"line": 4, "time": _TIME, "metric": "mongodb.top.total", "value": 0.031,
                 "labels": {"collection": "shop.orders"}},
                {"line": 4, "metric": "mongodb.top.read", "value": 0.001},
                {"line": 4, "metric": "mongodb.top.write", "value": 0.03},
            ),
        ),
    ),
    "nodetool-tpstats": (
        Sample(
            program="nodetool tpstats, Cassandra 3.11, under date",
            text=_DATED + """\
Pool Name                         Active   Pending      Completed   Blocked  All time blocked
ReadStage                             32       400        2345678         0                 1

Message type           Dropped
READ                         7
""",
            rows=(
                {"line": 3, "time": _TIME, "metric": "cassandra.thread_pool.active", "value": 32.0,
                 "labels": {"pool": "ReadStage"}},
                {"line": 3, "metric": "cassandra.thread_pool.pending", "value": 400.0},
                {"line": 3, "metric": "cassandra.thread_pool.completed", "value": 2345678.0},
                {"line": 3, "metric": "cassandra.thread_pool.blocked", "value": 0.0},
                {"line": 3, "metric": "cassandra.thread_pool.all_time_blocked", "value": 1.0},
                {"line": 6, "metric": "cassandra.messages.dropped", "value": 7.0, "labels": {"message": "READ"}},
            ),
        ),
    ),
    "rabbitmqctl-queues": (
        Sample(
            program="rabbitmqctl list_queues name messages consumers, RabbitMQ 3.12, under date",
            text=_DATED + """\
Timeout: 60.0 seconds ...
Listing queues for vhost / ...
name\tmessages\tconsumers
orders\t12345\t0
""",
            rows=(
                {"line": 5, "time": _TIME, "metric": "rabbitmq.queue.messages", "value": 12345.0,
                 "labels": {"queue": "orders"}},
                {"line": 5, "metric": "rabbitmq.queue.consumers", "value": 0.0},
            ),
        ),
    ),
}  # fmt: skip
