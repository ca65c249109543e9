"""Entries of IIS, HTTP.sys and CloudFront logs, in the forms of their documentation."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

IIS_SAMPLES = (
    Sample(
        program="IIS 10.0 (W3C logging; the fields were changed while it ran)",
        text=(
            "#Software: Microsoft Internet Information Services 10.0\r\n"
            "#Version: 1.0\n"
            "#Date: 2023-07-10 08:09:10\n"
            "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\n"
            "2023-07-10 08:09:10 10.0.0.5 GET /cart q=100&x=%20 80 SHOP\\alice 203.0.113.9 Mozilla/5.0+(Windows+NT+6.1;+Win64)+Gecko http://shop.example/ 200 0 0 123\n"
            "2023-07-10 08:09:11 10.0.0.5 POST /api/order - 443 - fe80::1%4 - - 500 19 64 30015\n"
            "#Software: Microsoft Internet Information Services 10.0\n"
            "#Version: 1.0\n"
            "#Date: 2023-07-10 09:10:11\n"
            "#Fields: time s-computername cs-method cs-uri-stem c-ip cs-version sc-status sc-bytes cs-bytes time-taken\n"
            "23:59:59 WEB-01 GET / 203.0.113.9 HTTP/1.1 200 512 456 1\n"
            "00:00:01 WEB-01 GET /b 203.0.113.9 HTTP/1.1 304 0 456 0\n"
        ),
        rows=(
            {
                "line": 5, "time": "2023-07-10T08:09:10Z", "started_at": "2023-07-10T08:09:09.877Z", "service": "iis",
                "client_address": "203.0.113.9", "method": "GET", "path": "/cart", "query": "q=100&x=%20", "status": 200,
                "duration_s": 0.123, "referrer": "http://shop.example/",
                "user_agent": "Mozilla/5.0 (Windows NT 6.1; Win64) Gecko",
                "attributes": {
                    "server_addr": "10.0.0.5", "server_port": "80", "user": "SHOP\\alice", "sub_status": "0",
                    "win32_status": "0",
                },
            },
            {"line": 6, "client_address": "fe80::1%4", "user_agent": None, "status": 500, "duration_s": 30.015},
            {
                "line": 11, "time": "2023-07-10T23:59:59Z", "host": "WEB-01", "protocol": "HTTP/1.1", "response_bytes": 512,
                "attributes": {"server_name": "WEB-01", "bytes_in": "456"},
            },
            {"line": 12, "time": "2023-07-11T00:00:01Z", "status": 304},
        ),
    ),
    Sample(
        program="IIS 10.0 (W3C logging with all fields and X-Forwarded-For, the end of a file)",
        text=(
            "2023-07-10 08:09:10 W3SVC2 WEB-01 10.0.0.5 GET /app.js width=35&mode=crop 80 - 10.0.0.9 HTTP/1.1 Mozilla/5.0+(X11) _ga=GA1.2;+sid=7 https://shop.example/ shop.example 200 0 0 2007 581 15 203.0.113.9\n"
            "2023-07-10 08:09:11 W3SVC2 WEB-01 10.0.0.5 GET /robots.txt - 80 - 10.0.0.9 HTTP/1.1 Twitterbot/1.0 - - shop.example 404 0 2 346 306 0 -\n"
        ),
        rows=(
            {
                "line": 1, "time": "2023-07-10T08:09:10Z", "host": "WEB-01", "client_address": "10.0.0.9", "status": 200,
                "response_bytes": 2007, "duration_s": 0.015, "referrer": "https://shop.example/", "user_agent": "Mozilla/5.0 (X11)",
                "attributes": {
                    "site_name": "W3SVC2", "server_name": "WEB-01", "server_addr": "10.0.0.5", "server_port": "80",
                    "cookie": "_ga=GA1.2;+sid=7", "vhost": "shop.example", "sub_status": "0", "win32_status": "0",
                    "bytes_in": "581", "x_forwarded_for": "203.0.113.9",
                },
            },
            {"line": 2, "status": 404, "referrer": None, "response_bytes": 346},
        ),
    ),
)  # fmt: skip

HTTPERR_SAMPLES = (
    Sample(
        program="HTTP.sys of Windows Server 2019 (HTTPERR)",
        text=(
            "#Software: Microsoft HTTP API 2.0\n"
            "#Version: 1.0\n"
            "#Date: 2018-12-30 13:48:36\n"
            "#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename\n"
            "2018-12-30 14:22:07 10.0.0.9 49958 10.0.0.5 80 - - - - - - Timer_ConnectionIdle -\n"
            "2018-12-30 14:22:08 ::1%0 49959 ::1%0 80 HTTP/1.1 GET /cart?id=7 - 503 1 QueueFull DefaultAppPool\n"
        ),
        rows=(
            {
                "line": 5, "time": "2018-12-30T14:22:07Z", "service": "http.sys", "body": "Timer_ConnectionIdle",
                "client": "10.0.0.9:49958", "code": None,
                "attributes": {
                    "client_port": "49958", "server_addr": "10.0.0.5", "server_port": "80",
                    "reason": "Timer_ConnectionIdle",
                },
            },
            {
                "line": 6, "body": "QueueFull GET /cart?id=7 503 DefaultAppPool", "client": "[::1%0]:49959", "code": "503",
            },
        ),
    ),
    Sample(
        program="HTTP.sys of Windows Server 2012 R2 (HTTPERR, the end of a file)",
        text=(
            "2018-05-05 05:05:55 203.0.113.9 12345 10.0.0.5 443 HTTP/0.9 t3 12.2.1 400 - URL -\n"
            "2018-05-05 05:05:56 203.0.113.9 12345 10.0.0.5 443 HTTP/1.1 OPTIONS * 404 - NotFound -\n"
        ),
        rows=({"line": 1, "body": "URL t3 12.2.1 400"}, {"line": 2, "body": "NotFound OPTIONS * 404", "code": "404"}),
    ),
)  # fmt: skip

CLOUDFRONT_SAMPLES = (
    Sample(
        program="CloudFront (standard log file of its developer guide)",
        text=(
            "#Version: 1.0\n"
            "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end\n"
            "2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET\td111111abcdef8.cloudfront.net\t/index.html\t200\t-\tMozilla/5.0%20(Windows%20NT%2010.0;%20Win64;%20x64)%20Gecko\t-\t-\tHit\tSOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==\td111111abcdef8.cloudfront.net\thttps\t23\t0.001\t-\tTLSv1.2\tECDHE-RSA-AES128-GCM-SHA256\tHit\tHTTP/2.0\t-\t-\t11040\t0.001\tHit\ttext/html\t78\t-\t-\n"
            "2019-12-13\t22:36:27\tSEA19-C1\t900\t192.0.2.200\tGET\td111111abcdef8.cloudfront.net\t/favicon.ico\t502\thttp://www.example.com/\tcurl/7.81.0\tquery_param=42\t-\tError\t1pkpNfBQ39sYMnjjUQjmH2w1wdJnbHYTbag21o_3OfcQgPzdL2RSSQ==\twww.example.com\thttp\t675\t5.102\t-\t-\t-\tError\tHTTP/1.1\t-\t-\t25260\t5.102\tOriginDnsError\ttext/html\t507\t-\t-\n"
        ),
        rows=(
            {
                "line": 3, "time": "2019-12-04T21:02:31Z", "started_at": "2019-12-04T21:02:30.999Z", "service": "cloudfront",
                "client_address": "192.0.2.100", "path": "/index.html", "query": None, "status": 200, "response_bytes": 392,
                "duration_s": 0.001, "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Gecko", "protocol": "HTTP/2.0",
            },
            {"line": 4, "status": 502, "query": "query_param=42", "referrer": "http://www.example.com/", "duration_s": 5.102},
        ),
    ),
    Sample(
        program="CloudFront (standard log file of 2016, its directives lost)",
        text=(
            "2016-06-10\t18:41:39\tIAD53\t224281\t192.0.2.100\tGET\td111111abcdef8.cloudfront.net\t/thing.pdf\t200\thttps://example.com/\tMozilla/5.0%2520(Windows%2520NT%25206.1)\t-\t-\tMiss\tUGskZ6dUKY7b4C6Pt7wAWVsU2KO==\thost.example.com\thttps\t883\t0.036\t-\tTLSv1.2\tECDHE-RSA-AES128-GCM-SHA256\tRefreshHit\n"
        ),
        rows=(
            {
                "line": 1, "time": "2016-06-10T18:41:39Z", "duration_s": 0.036, "status": 200, "response_bytes": 224281,
                "user_agent": "Mozilla/5.0 (Windows NT 6.1)",
            },
        ),
    ),
)  # fmt: skip
