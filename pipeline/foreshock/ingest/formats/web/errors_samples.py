"""Error log lines as nginx and Apache write them."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

NGINX_SAMPLES = (
    Sample(
        program="nginx 1.22.1, Debian 12",
        text=(
            "2026/11/22 14:34:24 [notice] 17516#17516: nginx/1.22.1\n"
            "2026/11/22 14:34:25 [info] 17518#17518: *1 client 127.0.0.1 closed keepalive connection\n"
            '2026/11/22 14:34:25 [error] 17518#17518: *2 open() "/srv/shop/html/product/7" failed (2: No such file or '
            "directory), client: 127.0.0.1, server: shop.example, request: "
            '"GET /product/7?ref=1&x=%20y HTTP/1.1", host: "127.0.0.1:18080", referrer: "http://shop.example/c?a=1"\n'
            "2026/11/22 14:34:25 [error] 17518#17518: *4 connect() failed (111: Connection refused) while connecting to "
            'upstream, client: 127.0.0.1, server: shop.example, request: "GET /api/x HTTP/1.1", upstream: '
            '"http://127.0.0.1:18081/api/x", host: "127.0.0.1:18080"\n'
            '2026/11/22 14:34:26 [error] 17518#17518: *21 open() "/srv/shop/html/x"" failed (2: No such file or directory), '
            'client: 127.0.0.1, server: shop.example, request: "GET /x" HTTP/1.0"\n'
            '2026/11/22 14:34:26 [error] 17518#17518: *22 limiting requests, excess: 50.416 by zone "shop", client: '
            '127.0.0.1, server: shop.example, request: "GET / HTTP/2.0", host: "127.0.0.1:18080"\n'
            "2026/11/22 14:34:26 [notice] 17516#17516: signal 15 (SIGTERM) received from 17509, exiting\n"
        ),
        rows=(
            {
                "line": 1, "time": "2026-11-22T14:34:24Z", "service": "nginx", "severity_text": "notice",
                "severity_number": 10, "body": "nginx/1.22.1", "pid": 17516, "attributes": {"tid": "17516"},
            },
            {"line": 2, "severity_text": "info", "attributes": {"tid": "17518", "connection": "1"}},
            {
                "line": 3, "severity_number": 17, "code": "2", "client": "127.0.0.1",
                "body": 'open() "/srv/shop/html/product/7" failed (2: No such file or directory)',
                "attributes": {
                    "tid": "17518", "connection": "2", "server": "shop.example",
                    "request": "GET /product/7?ref=1&x=%20y HTTP/1.1", "host_header": "127.0.0.1:18080",
                    "referrer": "http://shop.example/c?a=1", "method": "GET", "path": "/product/7?ref=1&x=%20y",
                    "http_version": "1.1",
                },
            },
            {
                "line": 4, "code": "111", "body": "connect() failed (111: Connection refused) while connecting to upstream",
                "attributes": {
                    "tid": "17518", "connection": "4", "server": "shop.example", "request": "GET /api/x HTTP/1.1",
                    "upstream": "http://127.0.0.1:18081/api/x", "host_header": "127.0.0.1:18080", "method": "GET",
                    "path": "/api/x", "http_version": "1.1",
                },
            },
            {
                "line": 5, "body": 'open() "/srv/shop/html/x"" failed (2: No such file or directory)',
                "attributes": {
                    "tid": "17518", "connection": "21", "server": "shop.example", "request": 'GET /x" HTTP/1.0',
                    "method": "GET", "path": '/x"', "http_version": "1.0",
                },
            },
            {
                "line": 6, "body": 'limiting requests, excess: 50.416 by zone "shop"', "client": "127.0.0.1",
                "attributes": {
                    "tid": "17518", "connection": "22", "server": "shop.example", "request": "GET / HTTP/2.0",
                    "host_header": "127.0.0.1:18080", "method": "GET", "path": "/", "http_version": "2.0",
                    "excess": "50.416", "zone": "shop",
                },
            },
            {"line": 7, "body": "signal 15 (SIGTERM) received from 17509, exiting"},
        ),
    ),
)  # fmt: skip

APACHE_SAMPLES = (
    Sample(
        program="Apache httpd 2.4.71, Debian 12",
        text=(
            "[Sun Nov 22 14:34:27.442226 2026] [mpm_event:notice] [pid 17544:tid 17544] AH00489: Apache/2.4.71 (Debian) "
            "configured -- resuming normal operations\n"
            "[Sun Nov 22 14:34:28.448332 2026] [core:info] [pid 17546:tid 17605] [client 127.0.0.1:48668] AH00128: File does "
            "not exist: /srv/shop/html/product/7, referer: http://shop.example/c\n"
            "[Sun Nov 22 14:34:28.458980 2026] [proxy:error] [pid 17547:tid 17550] (111)Connection refused: AH00957: http: "
            "attempt to connect to 127.0.0.1:18099 (127.0.0.1:18099) failed\n"
            "[Sun Nov 22 14:34:28.469518 2026] [authz_core:error] [pid 17546:tid 17606] [client 127.0.0.1:48680] AH01630: "
            "client denied by server configuration: /srv/shop/html/deny\n"
        ),
        rows=(
            {
                "line": 1, "time": "2026-11-22T14:34:27.442226Z", "service": "apache", "severity_text": "notice", "pid": 17544,
                "body": "AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations", "client": None,
                "attributes": {"tid": "17544", "module": "mpm_event", "message_id": "AH00489"},
            },
            {
                "line": 2, "client": "127.0.0.1:48668", "body": "AH00128: File does not exist: /srv/shop/html/product/7",
                "attributes": {
                    "tid": "17605", "module": "core", "message_id": "AH00128", "referrer": "http://shop.example/c",
                },
            },
            {
                "line": 3, "code": "111", "severity_number": 17,
                "body": "(111)Connection refused: AH00957: http: attempt to connect to 127.0.0.1:18099 (127.0.0.1:18099) failed",
            },
            {"line": 4, "severity_text": "error", "client": "127.0.0.1:48680"},
        ),
    ),
    Sample(
        program="Apache httpd 2.2.22 (form of its documentation)",
        text=(
            "[Wed Oct 11 14:32:52 2000] [error] [client 127.0.0.1] client denied by server configuration: "
            "/export/home/live/ap/htdocs/test\n"
            "[Wed Oct 11 14:32:53 2000] [error] [client 127.0.0.1] (13)Permission denied: access to / denied\n"
        ),
        rows=(
            {"line": 1, "time": "2000-10-11T14:32:52Z", "severity_text": "error", "client": "127.0.0.1", "pid": None},
            {"line": 2, "code": "13", "body": "(13)Permission denied: access to / denied"},
        ),
    ),
)  # fmt: skip
