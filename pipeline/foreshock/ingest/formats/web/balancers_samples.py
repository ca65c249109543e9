"""Access log lines of load balancers, proxies and object stores, in the forms of their documentation."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

ALB = (
    Sample(
        program="AWS Application Load Balancer (access log entries of its user guide, 2018 to 2024)",
        text=(
            'http 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 2018-07-02T22:22:48.364000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"\n'
            'h2 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 10.0.1.252:48160 10.0.0.66:9000 0.000 0.002 0.000 200 200 5 257 "GET https://10.0.2.105:773/cart?id=7 HTTP/2.0" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337327-72bd00b0343d75b906739c42" "-" "-" 1 2018-07-02T22:22:48.364000Z "redirect" "https://example.com:80/" "-" "10.0.0.66:9000" "200" "-" "-" TID_1234abcd5678ef90\n'
            'http 2018-11-30T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 - 0.000 0.001 0.000 502 - 34 366 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337364-23a8c76965a2ef7629b185e3" "-" "-" 0 2018-11-30T22:22:48.364000Z "forward" "-" "LambdaInvalidResponse" "-" "-" "-" "-"\n'
            'http 2018-11-30T22:23:01.000000Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2818 10.0.0.1:80 -1 -1 -1 400 - 0 0 "- http://www.example.com:80- -" "-" - - - "-" "-" "-" - 2018-11-30T22:23:01.000000Z "-" "-" "-" "-" "-" "-" "-"\n'
        ),
        rows=(
            {
                "line": 1, "time": "2018-07-02T22:23:00.186641Z", "started_at": "2018-07-02T22:23:00.185641Z",
                "service": "alb", "client_address": "192.168.131.39", "method": "GET", "path": "http://www.example.com:80/",
                "protocol": "HTTP/1.1", "status": 200, "response_bytes": 366, "duration_s": 0.001,
                "upstream_address": "10.0.0.1:80", "upstream_duration_s": 0.001, "upstream_status": 200,
            },
            {"line": 2, "path": "https://10.0.2.105:773/cart", "query": "id=7", "protocol": "HTTP/2.0", "upstream_status": 200},
            {"line": 3, "status": 502, "upstream_address": None, "upstream_status": None, "duration_s": 0.001},
            {"line": 4, "status": 400, "method": None, "duration_s": None, "upstream_duration_s": None},
        ),
    ),
    Sample(
        program="AWS Application Load Balancer (entries of 2018 and 2019, before its lists of targets, and unquoted ones)",
        text=(
            'http 2019-10-11T15:01:12.376735Z app/shop/c86a326e7dc14222 203.0.113.9:56398 10.0.0.192:80 -1 -1 -1 460 - 125 0 "GET http://shop.example:80/ HTTP/1.1" "curl/7.58.0" - - arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/8f04c4fe71f5f794 "Root=1-5da09932-2c342a443bfb96249aa50ed7" "-" "-" 0 2019-10-11T15:01:06.657000Z "forward" "-" "-"\n'
            'ws 2020-07-02T22:23:00.186641Z app/shop/50dc6c495c0c9188 10.0.0.140:40914 10.0.1.192:8010 0.001 0.003 0.000 101 101 218 587 "GET http://10.0.0.30:80/ HTTP/1.1" "-" - - arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-58337364-23a8c76965a2ef7629b185e3" "-" "-" 1 2020-07-02T22:22:48.364000Z "forward" "-" "-" 10.0.1.192:8010 101 "-" "-"\n'
        ),
        rows=(
            {
                "line": 1, "status": 460,
                "attributes": {
                    "type": "http", "elb": "app/shop/c86a326e7dc14222", "client_port": "56398", "request_s": "-1",
                    "target_s": "-1", "response_s": "-1", "bytes_in": "125", "target": "10.0.0.192", "target_port": "80",
                    "target_group": "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/8f04c4fe71f5f794",
                    "trace_id": "Root=1-5da09932-2c342a443bfb96249aa50ed7", "rule_priority": "0",
                    "created_at": "2019-10-11T15:01:06.657000Z", "actions": "forward",
                },
            },
            {
                "line": 2, "status": 101,
                "attributes": {
                    "type": "ws", "elb": "app/shop/50dc6c495c0c9188", "client_port": "40914", "request_s": "0.001",
                    "target_s": "0.003", "response_s": "0.000", "bytes_in": "218", "target": "10.0.1.192", "target_port": "8010",
                    "target_group": "arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/shop/73e2d6bc24d8a067",
                    "trace_id": "Root=1-58337364-23a8c76965a2ef7629b185e3", "rule_priority": "1",
                    "created_at": "2020-07-02T22:22:48.364000Z", "actions": "forward", "targets": "10.0.1.192:8010",
                    "target_statuses": "101",
                },
            },
        ),
    ),
)  # fmt: skip

ELB = (
    Sample(
        program="AWS Classic Load Balancer (access log entries of its user guide)",
        text=(
            '2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -\n'
            '2015-05-13T23:39:44.945958Z my-loadbalancer 192.168.131.39:2818 10.0.0.1:80 0.000086 0.001048 0.001337 200 200 0 57 "GET https://www.example.com:443/ HTTP/1.1" "curl/7.38.0" DHE-RSA-AES128-SHA TLSv1.2\n'
            '2015-05-13T23:39:45.945958Z my-loadbalancer 192.168.131.39:2819 10.0.0.1:80 0.001069 0.000028 0.000041 - - 82 305 "- - - " "-" - -\n'
            '2015-05-13T23:40:45.945958Z my-loadbalancer 192.168.131.39:2820 - -1 -1 -1 503 0 0 0 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -\n'
            '2015-05-13T23:40:46.945958Z my-loadbalancer 192.168.131.39:2821 10.0.0.1:80 0.001065 0.000015 0.000023 - - -1 -1 "- - - " "-" ECDHE-ECDSA-AES128-GCM-SHA256 TLSv1.2\n'
        ),
        rows=(
            {
                "line": 1, "time": "2015-05-13T23:39:43.947136Z", "started_at": "2015-05-13T23:39:43.945958Z",
                "service": "elb", "client_address": "192.168.131.39", "status": 200, "response_bytes": 29,
                "duration_s": 0.001178, "upstream_address": "10.0.0.1:80", "upstream_duration_s": 0.001048,
                "attributes": {
                    "elb": "my-loadbalancer", "client_port": "2817", "request_s": "0.000073", "target_s": "0.001048",
                    "response_s": "0.000057", "bytes_in": "0", "target": "10.0.0.1", "target_port": "80",
                },
            },
            {"line": 2, "response_bytes": 57},
            {"line": 3, "status": None, "method": None, "response_bytes": 305},
            {"line": 4, "status": 503, "duration_s": None, "time": "2015-05-13T23:40:45.945958Z", "upstream_address": None},
            {"line": 5, "response_bytes": None, "upstream_address": "10.0.0.1:80"},
        ),
    ),
)  # fmt: skip

S3 = (
    Sample(
        program="Amazon S3 (server access log format of its user guide)",
        text=(
            '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be amzn-s3-demo-bucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be 3E57427F3EXAMPLE REST.GET.VERSIONING - "GET /amzn-s3-demo-bucket?versioning HTTP/1.1" 200 - 113 - 7 - "-" "S3Console/0.4" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader amzn-s3-demo-bucket.s3.us-west-1.amazonaws.com TLSV1.2 arn:aws:s3:us-west-1:123456789012:accesspoint/example-AP Yes\n'
            '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be amzn-s3-demo-bucket [06/Feb/2019:00:01:57 +0000] 192.0.2.3 - DD6CC733AEXAMPLE REST.PUT.OBJECT s3-dg.pdf "PUT /amzn-s3-demo-bucket/s3-dg.pdf HTTP/1.1" 503 SlowDown - 4406583 41754 28 "-" "S3Console/0.4" - 10S62Zv81kBW7BB6SX4XJ48o6kpcl6LPwEoizZQQxJd5qDSCTLX0TgS37kYUBKQW3+bPdrg1234= SigV4 ECDHE-RSA-AES128-SHA AuthHeader amzn-s3-demo-bucket.s3.us-west-1.amazonaws.com TLSV1.2\n'
            '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be amzn-s3-demo-bucket [06/Feb/2019:00:02:00 +0000] - AmazonS3 C0EXAMPLE S3.EXPIRE.OBJECT s3-dg.pdf "-" - - - 4406583 - - "-" "-" -\n'
        ),
        rows=(
            {
                "line": 1, "time": "2019-02-06T00:00:38.007Z", "started_at": "2019-02-06T00:00:38Z", "service": "s3",
                "client_address": "192.0.2.3", "method": "GET", "path": "/amzn-s3-demo-bucket", "query": "versioning",
                "status": 200, "response_bytes": 113, "duration_s": 0.007, "user_agent": "S3Console/0.4",
            },
            {"line": 2, "status": 503, "duration_s": 41.754, "response_bytes": None},
            {"line": 3, "method": None, "status": None, "client_address": None},
        ),
    ),
)  # fmt: skip

ENVOY = (
    Sample(
        program="Envoy 1.28 (default format of its documentation)",
        text=(
            '[2016-04-15T20:17:00.310Z] "POST /api/v1/locations HTTP/2" 204 - 154 0 226 100 "10.0.35.28" "nsq2http" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "locations" "tcp://10.0.2.1:80"\n'
            '[2016-04-15T20:17:01.310Z] "GET /api/v1/items?q=1 HTTP/1.1" 503 UH 0 19 0 - "-" "curl/7.64.0" "9c2a5dd1-cf5c-432b-8c7e-98aeb7988cd2" "items" "-"\n'
            '[2016-04-15T20:17:02.310Z] "GET /slow HTTP/1.1" 0 DC 0 0 4999 - "-" "curl/7.64.0" "1c2a5dd1-cf5c-432b-8c7e-98aeb7988cd2" "items" "10.0.2.1:80"\n'
        ),
        rows=(
            {
                "line": 1, "time": "2016-04-15T20:17:00.536Z", "started_at": "2016-04-15T20:17:00.310Z", "service": "envoy",
                "client_address": "10.0.35.28", "path": "/api/v1/locations", "protocol": "HTTP/2", "status": 204,
                "response_bytes": 0, "duration_s": 0.226, "upstream_duration_s": 0.1, "upstream_address": "tcp://10.0.2.1:80",
                "attributes": {
                    "bytes_in": "154", "x_forwarded_for": "10.0.35.28", "service_ms": "100",
                    "request_id": "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2", "authority": "locations",
                },
            },
            {"line": 2, "status": 503, "upstream_address": None, "upstream_duration_s": None},
            {"line": 3, "status": None, "duration_s": 4.999},
        ),
    ),
    Sample(
        program="Emissary-ingress 3.9 (Ambassador)",
        text=(
            'ACCESS [2023-07-10T20:00:01.294Z] "GET /backend/ HTTP/1.1" 200 - 0 141 12 11 "192.168.0.9" "curl/8.4.0" "b7ba9b4c-f4b7-47c2-9718-c23aa1465f49" "localhost:9001" "192.168.96.113:80"\n'
        ),
        rows=(
            {
                "line": 1, "time": "2023-07-10T20:00:01.306Z", "started_at": "2023-07-10T20:00:01.294Z", "status": 200,
                "path": "/backend/", "duration_s": 0.012, "upstream_address": "192.168.96.113:80",
            },
        ),
    ),
    Sample(
        program="Istio 1.20 (default access log format of its documentation)",
        text=(
            '[2023-11-25T21:26:18.409Z] "GET /status/418 HTTP/1.1" 418 - via_upstream - "-" 0 135 3 1 "-" "curl/7.73.0-DEV" "84961386-6d84-929d-98bd-c5aee93b5c88" "httpbin:8000" "127.0.0.1:80" inbound|8000|| 127.0.0.1:41854 10.44.1.27:80 10.44.1.23:37652 outbound_.8000_._.httpbin.foo.svc.cluster.local default\n'
            '[2023-11-25T21:26:19.409Z] "- - -" 0 UF,URX - - "TLS error: 268435581" 0 0 10 - "-" "-" "-" "-" "10.44.1.27:80" outbound|443||db - 10.44.1.9:443 10.44.1.23:37653 db.example.com -\n'
        ),
        rows=(
            {"line": 1, "status": 418, "duration_s": 0.003, "upstream_duration_s": 0.001, "response_bytes": 135},
            {"line": 2, "status": None, "upstream_address": "10.44.1.27:80", "method": None},
        ),
    ),
)  # fmt: skip

SQUID = (
    Sample(
        program="Squid 5.7 (native access.log, as its wiki gives it)",
        text=(
            "1286536308.779    180 192.168.0.224 TCP_MISS/200 411 GET http://liveupdate.example.com/minitri.flg?a=1 - HIER_DIRECT/125.56.207.26 text/plain\n"
            "1286536309.586    921 192.168.0.68 TCP_MISS_ABORTED/000 0 POST http://www.example.com/cgi-bin/event.cgi alice HIER_DIRECT/66.102.11.17 -\n"
            "1286536309.702      0 192.168.0.227 TCP_DENIED/407 4034 CONNECT www.example.com:443 - HIER_NONE/- text/html\n"
            "1286536310.556      3 192.168.0.227 TCP_REFRESH_MISS/200 2014 GET http://www.example.com/a.txt alice HIER_DIRECT/www.example.com text/plain 902351708.872\n"
        ),
        rows=(
            {
                "line": 1, "time": "2010-10-08T11:11:48.779Z", "started_at": "2010-10-08T11:11:48.599Z", "service": "squid",
                "client_address": "192.168.0.224", "method": "GET", "path": "http://liveupdate.example.com/minitri.flg",
                "query": "a=1", "status": 200, "response_bytes": 411, "duration_s": 0.18, "upstream_address": "125.56.207.26",
                "attributes": {"cache_result": "TCP_MISS", "hierarchy": "HIER_DIRECT", "content_type": "text/plain"},
            },
            {"line": 2, "attributes": {"cache_result": "TCP_MISS_ABORTED", "user": "alice", "hierarchy": "HIER_DIRECT"}},
            {"line": 3, "method": "CONNECT", "status": 407, "upstream_address": None},
            {
                "line": 4, "upstream_address": "www.example.com",
                "attributes": {
                    "cache_result": "TCP_REFRESH_MISS", "user": "alice", "hierarchy": "HIER_DIRECT",
                    "content_type": "text/plain", "rest": "902351708.872",
                },
            },
        ),
    ),
)  # fmt: skip

NLB = (
    Sample(
        program="AWS Network Load Balancer (access log entries of its user guide)",
        text=(
            "tls 2.0 2018-12-20T02:59:40 net/my-network-loadbalancer/c6e77e28c25b2234 g3d4b5e8bb8464cd 72.21.218.154:51341 172.100.100.185:443 5 2 98 246 - arn:aws:acm:us-east-2:671290407336:certificate/2a108f19-aded-46b0-8493-c63eb1ef4a99 - ECDHE-RSA-AES128-SHA tlsv12 - my-network-loadbalancer-c6e77e28c25b2234.elb.us-east-2.amazonaws.com - - - 2018-12-20T02:59:30\n"
            'tls 2.0 2020-04-01T08:51:42 net/my-network-loadbalancer/c6e77e28c25b2234 g3d4b5e8bb8464cd [2001:db8::7]:51341 172.100.100.185:443 5004 2 98 246 - arn:aws:acm:us-east-2:671290407336:certificate/2a108f19-aded-46b0-8493-c63eb1ef4a99 - ECDHE-RSA-AES128-SHA tlsv12 - shop.example h2 h2 "h2","http/1.1" 2020-04-01T08:51:37\n'
            "tls 1.0 2018-12-20T02:59:41 net/my-network-loadbalancer/c6e77e28c25b2234 g3d4b5e8bb8464cd 72.21.218.154:51342 172.100.100.185:443 5 2 98 246 - arn:aws:acm:us-east-2:671290407336:certificate/2a108f19-aded-46b0-8493-c63eb1ef4a99 - ECDHE-RSA-AES128-SHA tlsv12 - shop.example\n"
        ),
        rows=(
            {
                "line": 1, "time": "2018-12-20T02:59:40Z", "started_at": "2018-12-20T02:59:39.995Z", "service": "nlb",
                "client_address": "72.21.218.154", "upstream_address": "172.100.100.185:443", "duration_s": 0.005,
                "response_bytes": 246, "status": None, "method": None,
            },
            {"line": 2, "client_address": "2001:db8::7", "duration_s": 5.004, "started_at": "2020-04-01T08:51:36.996Z"},
            {"line": 3, "time": "2018-12-20T02:59:41Z", "response_bytes": 246},
        ),
    ),
)  # fmt: skip

NPM = (
    Sample(
        program="Nginx Proxy Manager 2.9 (log_format proxy and standard)",
        text=(
            '[10/Jul/2023:20:00:01 -0500] - 404 404 - GET http shop.example "/cart?id=7" [Client 192.0.2.4] [Length 192] [Gzip 3.10] [Sent-to 10.0.0.15] "curl/7.82.0" "-"\n'
            '[10/Jul/2023:20:00:02 -0500] HIT - 200 - POST https shop.example "/login" [Client 192.0.2.4] [Length 1543] [Gzip -] [Sent-to 10.0.0.15] "curl/7.82.0" "https://shop.example/"\n'
            '[10/Jul/2023:20:00:03 -0500] 444 - GET https 192.0.2.1 "/.env" [Client 198.51.100.9] [Length 0] [Gzip -] "Mozilla/5.0 (Linux; U)" "-"\n'
            '192.0.2.4 - - [10/Jul/2023:20:00:04 -0500] "GET /x HTTP/1.1" 404 552 "-" "curl/7.82.0"\n'
        ),
        rows=(
            {
                "line": 1, "time": "2023-07-11T01:00:01Z", "service": "nginx", "client_address": "192.0.2.4",
                "method": "GET", "path": "/cart", "query": "id=7", "status": 404, "upstream_status": 404,
                "response_bytes": 192, "upstream_address": "10.0.0.15", "user_agent": "curl/7.82.0", "referrer": None,
            },
            {"line": 2, "status": 200, "upstream_status": None, "referrer": "https://shop.example/"},
            {"line": 3, "status": 444, "client_address": "198.51.100.9", "upstream_address": None},
            {"line": 4, "path": "/x", "protocol": "HTTP/1.1", "response_bytes": 552},
        ),
    ),
)  # fmt: skip
