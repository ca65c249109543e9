"""HAProxy's lines in the forms of its manual and of HAProxy 2.6, with and without syslog's header."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

SAMPLES = (
    Sample(
        program="HAProxy 2.6 (option httplog, through rsyslog)",
        text=(
            "Jul 10 20:00:01 lb-01 haproxy[14389]: Server shop/web-02 is DOWN, reason: Layer4 connection problem, "
            'info: "Connection refused", check duration: 0ms. 1 active and 0 backup servers left.\n'
            "Jul 10 20:00:02 lb-01 haproxy[14389]: 10.0.1.2:33317 [10/Jul/2023:20:00:01.655] http-in~ shop/web-01 "
            "10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu|Mozilla/5.0 (X11)} {} "
            '"GET /index.html?a=1 HTTP/1.1"\n'
            "Jul 10 20:00:03 lb-01 haproxy[14389]: 2001:db8::9:33318 [10/Jul/2023:20:00:02.655] http-in shop/<NOSRV> "
            '0/-1/-1/-1/5002 503 212 - - sQ-- 12/11/9/0/0 0/7 "POST /order HTTP/1.1"\n'
            "Jul 10 20:00:04 lb-01 haproxy[14389]: 10.0.1.2:33319 [10/Jul/2023:20:00:03.600] http-in http-in/<NOSRV> "
            '-1/-1/-1/-1/0 400 187 - - PR-- 2/2/0/0/3 0/0 "<BADREQ>"\n'
            "Jul 10 20:00:05 lb-01 haproxy[14389]: 10.0.1.2:33320 [10/Jul/2023:20:00:05.000] http-in shop/web-01 "
            '0/0/1/14/+30 200 +243 SID=7 SID=8 --VN 5/5/2/1/+1 0/0 "GET /stream HTTP/1.1"\n'
        ),
        rows=(
            {
                "line": 2, "time": "2023-07-10T20:00:01.764Z", "started_at": "2023-07-10T20:00:01.655Z", "host": "lb-01",
                "service": "haproxy", "client_address": "10.0.1.2", "method": "GET", "path": "/index.html", "query": "a=1",
                "protocol": "HTTP/1.1", "status": 200, "response_bytes": 2750, "duration_s": 0.109,
                "upstream_address": "web-01", "upstream_duration_s": 0.099, "upstream_status": 200,
                "attributes": {
                    "client_port": "33317", "frontend": "http-in~", "backend": "shop", "server": "web-01",
                    "termination_state": "----", "conn_active": "1", "conn_frontend": "1", "conn_backend": "1",
                    "conn_server": "1", "retries": "0", "server_queue": "0", "backend_queue": "0", "request_ms": "10",
                    "queue_ms": "0", "connect_ms": "30", "response_ms": "69",
                    "pid": "14389", "request_headers": "1wt.eu|Mozilla/5.0 (X11)",
                },
            },
            {
                "line": 3, "client_address": "2001:db8::9", "status": 503, "duration_s": 5.002, "upstream_address": None,
                "upstream_duration_s": None, "upstream_status": None, "method": "POST",
            },
            {"line": 4, "method": None, "path": None, "status": 400, "upstream_address": None},
            {"line": 5, "duration_s": 0.03, "response_bytes": 243, "path": "/stream"},
        ),
    ),
    Sample(
        program="HAProxy 2.2 (a log-format with the host asked for, and no address of the client)",
        text=(
            "Jul 10 20:00:08 lb-01 haproxy[5089]: -:22222 [10/Jul/2023:20:00:08.222] https-in~ shop/web-02 shop.example "
            '0/0/0/18/18 200 200 - - ---- 222/222/2/0/0 0/0 "OPTIONS /api HTTP/1.1"\n'
        ),
        rows=(
            {
                "line": 1, "client_address": None, "status": 200, "method": "OPTIONS", "path": "/api", "duration_s": 0.018,
                "upstream_address": "web-02",
                "attributes": {
                    "client_port": "22222", "frontend": "https-in~", "backend": "shop", "server": "web-02",
                    "termination_state": "----", "conn_active": "222", "conn_frontend": "222", "conn_backend": "2",
                    "conn_server": "0", "retries": "0", "server_queue": "0", "backend_queue": "0", "request_ms": "0",
                    "queue_ms": "0", "connect_ms": "0", "response_ms": "18", "pid": "5089", "vhost": "shop.example",
                },
            },
        ),
    ),
    Sample(
        program="HAProxy 2.6 (option httpslog, to standard output)",
        text=(
            "[NOTICE]   (14390) : haproxy version is 2.6.12-1+deb12u4\n"
            "10.0.1.2:33321 [10/Jul/2023:20:00:06.021] https-in~ shop/web-01 0/0/0/1/1 200 49 - - ---- 1/1/0/0/0 0/0 "
            '"GET /a HTTP/2.0" 0/0000000000000000/0/0/0 shop.example/TLSv1.3/TLS_AES_256_GCM_SHA384\n'
            "10.0.1.2:33322 [10/Jul/2023:20:00:07.380] https-in/1: Connection error during SSL handshake\n"
        ),
        rows=(
            {"line": 2, "time": "2023-07-10T20:00:06.022Z", "service": "haproxy", "protocol": "HTTP/2.0", "status": 200},
        ),
    ),
)  # fmt: skip
