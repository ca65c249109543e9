r"""Access log lines as nginx, Apache and Traefik write them.

nginx escapes quotes and raw bytes as \xNN, Apache quotes as \" and bytes as \xNN.
"""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_NGINX_COMBINED = Sample(
    program="nginx 1.22.1 (combined), Debian 12",
    text=(
        '127.0.0.1 - - [22/Nov/2026:14:34:25 +0000] "GET / HTTP/1.1" 200 3 "-" "curl/7.88.1"\n'
        '127.0.0.1 - - [22/Nov/2026:14:34:25 +0000] "GET /product/7?ref=1&x=%20y HTTP/1.1" 404 153 '
        r'"http://shop.example/c?a=1" "Mozilla/5.0 (X11; \x22quoted\x22) \x5Cback"' + "\n"
        '127.0.0.1 - alice [22/Nov/2026:14:34:25 +0000] "GET /nope HTTP/1.1" 404 153 "-" "curl/7.88.1"\n'
        r'127.0.0.1 - - [22/Nov/2026:14:34:25 +0000] "\x16\x03\x01\x01 \x02" 400 157 "-" "-"' + "\n"
        '127.0.0.1 - - [22/Nov/2026:14:34:25 +0000] "GET /a b HTTP/1.1" 400 157 "-" "-"\n'
        r'127.0.0.1 - - [22/Nov/2026:14:34:26 +0000] "GET /\xC3\xA4?q=\xFF HTTP/1.0" 404 153 "-" "-"' + "\n"
    ),
    rows=(
        {
            "line": 1, "time": "2026-11-22T14:34:25Z", "service": "nginx", "client_address": "127.0.0.1", "method": "GET",
            "path": "/", "query": None, "protocol": "HTTP/1.1", "status": 200, "response_bytes": 3, "referrer": None,
            "user_agent": "curl/7.88.1", "attributes": None,
        },
        {
            "line": 2, "path": "/product/7", "query": "ref=1&x=%20y", "referrer": "http://shop.example/c?a=1",
            "user_agent": r"Mozilla/5.0 (X11; \x22quoted\x22) \x5Cback",
        },
        {"line": 3, "attributes": {"user": "alice"}},
        {"line": 4, "method": None, "path": None, "status": 400, "attributes": {"request": r"\x16\x03\x01\x01 \x02"}},
        {"line": 5, "method": "GET", "path": "/a b", "protocol": "HTTP/1.1"},
        {"line": 6, "path": r"/\xC3\xA4", "query": r"q=\xFF", "protocol": "HTTP/1.0"},
    ),
)  # fmt: skip

_NGINX_TIMED = Sample(
    program="nginx 1.22.1 (combined, $request_time, $upstream_response_time), Debian 12",
    text=(
        '127.0.0.1 - - [22/Nov/2026:08:18:25 +0100] "GET /search?q=bag HTTP/1.1" 200 1681 "-" "curl/7.88.1" 0.067 0.066\n'
        '127.0.0.1 - - [22/Nov/2026:08:18:26 +0100] "GET /static/app.js HTTP/1.1" 200 18504 "-" "curl/7.88.1" 0.000 -\n'
        '127.0.0.1 - - [22/Nov/2026:08:18:27 +0100] "GET /api/x HTTP/1.1" 200 2 "-" "curl/7.88.1" 0.350 0.100, 0.240\n'
    ),
    rows=(
        {
            "line": 1, "time": "2026-11-22T07:18:25Z", "started_at": "2026-11-22T07:18:24.933Z", "duration_s": 0.067,
            "upstream_duration_s": 0.066,
        },
        {"line": 2, "duration_s": 0.0, "upstream_duration_s": None},
        {"line": 3, "upstream_duration_s": 0.34, "attributes": {"upstream_duration_s_each": "0.100, 0.240"}},
    ),
)  # fmt: skip

_NGINX_KEYS = Sample(
    program="nginx 1.22.1 (log_format with key=value pairs), Debian 12",
    text=(
        '2026-11-22T14:34:25+00:00 client=127.0.0.1 method=GET uri="/one?x=1" status=502 bytes=157 request_time=0.020 '
        'upstream=127.0.0.1:18081 upstream_time=0.019 upstream_status=502 ua="curl/7.88.1" xff="-" '
        "rid=fdcf74e01d5343598887c9fd65ec7302\n"
        '2026-11-22T14:34:25+00:00 client=127.0.0.1 method=GET uri="/api/x" status=200 bytes=2 request_time=0.003 '
        "upstream=127.0.0.1:18081, 127.0.0.1:18082 upstream_time=0.001, 0.002 upstream_status=502, 200 "
        'ua="curl/7.88.1" xff="203.0.113.9, 10.0.0.2" rid=b08805b5f9f523412d7035776f713afa\n'
        '2026-11-22T14:34:25+00:00 client=127.0.0.1 method=- uri="-" status=400 bytes=157 request_time=0.000 upstream=- '
        'upstream_time=- upstream_status=- ua="-" xff="-" rid=ecd0f6184d12b5101abc4ed507a00ce6\n'
        '2026-11-22T14:34:26+00:00 client=127.0.0.1 method=GET uri="/y" status=200 bytes=9 request_time=0.001 '
        'upstream=127.0.0.1:18082 upstream_time=0.001 upstream_status=200 ua="curl/7.88.1" xff="-" '
        "rid=c0cd5ee53f9c856b6c148eff31090430\n"
    ),
    rows=(
        {
            "line": 1, "time": "2026-11-22T14:34:25Z", "path": "/one", "query": "x=1", "status": 502,
            "upstream_address": "127.0.0.1:18081", "upstream_duration_s": 0.019, "upstream_status": 502,
            "attributes": {"request_id": "fdcf74e01d5343598887c9fd65ec7302"},
        },
        {
            "line": 2, "upstream_address": "127.0.0.1:18082", "upstream_duration_s": 0.003, "upstream_status": 200,
            "attributes": {
                "request_id": "b08805b5f9f523412d7035776f713afa",
                "x_forwarded_for": "203.0.113.9, 10.0.0.2",
                "upstream_address_each": "127.0.0.1:18081, 127.0.0.1:18082",
                "upstream_duration_s_each": "0.001, 0.002",
                "upstream_status_each": "502, 200",
            },
        },
        {"line": 3, "method": None, "path": None, "status": 400, "upstream_address": None, "user_agent": None},
        {"line": 4, "upstream_status": 200},
    ),
)  # fmt: skip

_NGINX_LTSV = Sample(
    program="nginx 1.22.1 (log_format with the labels of ltsv.org), Debian 12",
    text=(
        "time:[22/Nov/2026:14:34:25 +0900]\thost:10.0.0.7\tforwardedfor:-\treq:GET /list?x=1 HTTP/1.1\tstatus:200\t"
        "size:5316\treferer:-\tua:Mozilla/5.0 (X11; Linux)\treqtime:0.532\tapptime:0.531\tvhost:shop.example\n"
    ),
    rows=(
        {
            "line": 1, "time": "2026-11-22T05:34:25Z", "duration_s": 0.532, "upstream_duration_s": 0.531, "status": 200,
            "client_address": "10.0.0.7", "method": "GET", "path": "/list", "query": "x=1", "response_bytes": 5316,
            "user_agent": "Mozilla/5.0 (X11; Linux)", "attributes": {"host_header": "shop.example"},
        },
    ),
)  # fmt: skip

_NGINX_BARS = Sample(
    program="nginx 1.22.1 (log_format with bars), Debian 12",
    text=(
        "10.0.0.7|-|22/Nov/2026:14:34:25 +0000|GET /list HTTP/1.1|200|5316|-|curl/7.88.1|0.012\n"
        "10.0.0.8|ann|22/Nov/2026:14:34:26 +0000|GET /a?b HTTP/1.1|502|157|http://shop.example/|Mozilla/5.0 (X11)|1.012\n"
    ),
    rows=(
        {"line": 1, "client_address": "10.0.0.7", "status": 200, "response_bytes": 5316, "duration_s": 0.012},
        {
            "line": 2, "time": "2026-11-22T14:34:26Z", "path": "/a", "query": "b", "referrer": "http://shop.example/",
            "user_agent": "Mozilla/5.0 (X11)", "attributes": {"field_2": "ann"},
        },
    ),
)  # fmt: skip

_NGINX_SYSLOG = Sample(
    program="nginx 1.22.1 (access_log syslog:...), as rsyslog 8.2302 writes it",
    text=(
        'Nov  9 14:34:25 web-01 nginx: 10.0.0.7 - - [09/Nov/2026:14:34:25 +0000] "GET / HTTP/1.1" 200 3 "-" "curl/7.88.1"\n'
        'Nov 22 14:34:25 web-01 nginx: 10.0.0.7 - - [22/Nov/2026:14:34:25 +0000] "GET /x HTTP/1.1" 404 3 "-" "curl/7.88.1"\n'
    ),
    rows=(
        {"line": 1, "time": "2026-11-09T14:34:25Z", "host": "web-01", "client_address": "10.0.0.7", "attributes": None},
        {"line": 2, "time": "2026-11-22T14:34:25Z", "host": "web-01", "status": 404},
    ),
)

NGINX_SAMPLES = (_NGINX_COMBINED, _NGINX_TIMED, _NGINX_KEYS, _NGINX_LTSV, _NGINX_BARS, _NGINX_SYSLOG)

_APACHE_COMMON = Sample(
    program="Apache httpd 2.4.71 (common), Debian 12",
    text=(
        '127.0.0.1 - - [22/Nov/2026:14:34:28 +0000] "GET /product/7?ref=1 HTTP/1.1" 404 236\n'
        '::1 - frank [22/Nov/2026:14:34:28 +0000] "GET /deny HTTP/1.1" 304 -\n'
        '127.0.0.1 - - [22/Nov/2026:14:34:29 +0000] "GET /a b" 400 266\n'
        '127.0.0.1 - - [22/Nov/2026:14:34:30 +0000] "-" 408 -\n'
    ),
    rows=(
        {
            "line": 1, "time": "2026-11-22T14:34:28Z", "started_at": "2026-11-22T14:34:28Z", "service": "apache",
            "path": "/product/7", "query": "ref=1", "status": 404, "response_bytes": 236,
        },
        {"line": 2, "client_address": "::1", "response_bytes": None, "attributes": {"user": "frank"}},
        {"line": 3, "method": "GET", "path": "/a b", "protocol": None},
        {"line": 4, "method": None, "path": None, "status": 408, "attributes": None},
    ),
)  # fmt: skip

_APACHE_TIMED = Sample(
    program="Apache httpd 2.4.71 (combined with %D), Debian 12",
    text=(
        '127.0.0.1 - - [22/Nov/2026:14:34:28 +0000] "GET / HTTP/1.1" 404 397 "-" "curl/7.88.1" 2573\n'
        '127.0.0.1 - - [22/Nov/2026:14:34:28 +0000] "GET /product/7?ref=1 HTTP/1.1" 404 397 "http://shop.example/c" '
        r'"Mozilla/5.0 (X11; \"quoted\") \\back" 887' + "\n"
        r'127.0.0.1 - - [22/Nov/2026:14:34:28 +0000] "\x16\x03\x01\x01 \x02" 400 448 "-" "-" 171' + "\n"
    ),
    rows=(
        {
            "line": 1,
            "time": "2026-11-22T14:34:28.002573Z",
            "started_at": "2026-11-22T14:34:28Z",
            "duration_s": 0.002573,
        },
        {"line": 2, "user_agent": r"Mozilla/5.0 (X11; \"quoted\") \\back", "duration_s": 0.000887},
        {"line": 3, "path": None, "status": 400, "attributes": {"request": r"\x16\x03\x01\x01 \x02"}},
    ),
)

_APACHE_VHOST = Sample(
    program="Apache httpd 2.4.71 (vhost_combined), Debian 12",
    text=(
        'shop.example:80 127.0.0.1 - - [22/Nov/2026:14:34:28 +0000] "GET /api/x HTTP/1.1" 503 529 "-" "curl/7.88.1"\n'
        'shop.example:80 127.0.0.1 - - [22/Nov/2026:14:34:28 +0000] "GET /deny HTTP/1.1" 403 400 "-" "curl/7.88.1"\n'
    ),
    rows=(
        {"line": 1, "client_address": "127.0.0.1", "attributes": {"server": "shop.example", "server_port": "80"}},
        {"line": 2, "path": "/deny", "status": 403},
    ),
)

APACHE_SAMPLES = (_APACHE_COMMON, _APACHE_TIMED, _APACHE_VHOST)

TRAEFIK_SAMPLES = (
    Sample(
        program="Traefik 2.10 (common log format, as its documentation gives it)",
        text=(
            '192.168.33.1 - - [02/Oct/2023:20:22:07 +0000] "GET /ui/favicon.png HTTP/1.1" 304 0 "-" "curl/7.62.0" 262 '
            '"shop@docker" "http://172.19.0.3:5601" 2ms\n'
            '::1 - - [02/Oct/2023:20:22:08 +0000] "GET /?a=1 HTTP/2.0" 404 19 "-" "curl/7.62.0" 263 "-" "-" 0ms\n'
        ),
        rows=(
            {
                "line": 1, "time": "2023-10-02T20:22:07.002Z", "started_at": "2023-10-02T20:22:07Z", "service": "traefik",
                "duration_s": 0.002, "upstream_address": "http://172.19.0.3:5601",
                "attributes": {"request_count": "262", "router": "shop@docker"},
            },
            {"line": 2, "upstream_address": None, "duration_s": 0.0, "attributes": {"request_count": "263"}},
        ),
    ),
)  # fmt: skip
