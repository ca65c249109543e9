"""What programs print as JSON, with what it parses to."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="zap 1.24 (Go), production encoder",
        text="""\
{"level":"info","ts":1688990401.2345679,"caller":"server/http.go:87","msg":"request done","status":200}
{"level":"error","ts":1688990402.5,"logger":"db","caller":"db/pool.go:31","msg":"query failed: \\"x\\"","error":"EOF","stacktrace":"main.run\\n\\t/src/db/pool.go:31"}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T12:00:01.234567Z", "severity_text": "info", "severity_number": 9,
             "body": "request done", "attributes": {"caller": "server/http.go:87", "status": "200"}},
            {"line": 2, "time": "2023-07-10T12:00:02.5Z", "severity_text": "error", "severity_number": 17,
             "body": 'query failed: "x"',
             "attributes": {"caller": "db/pool.go:31", "error": "EOF", "logger": "db",
                            "exception.stacktrace": "main.run\n\t/src/db/pool.go:31"}},
        ),
    ),
    Sample(
        program="pino 8.14 (Node.js)",
        text="""\
{"level":30,"time":1688990401234,"pid":4711,"hostname":"app-01","msg":"listening"}
{"level":50,"time":1688990402500,"pid":4711,"hostname":"app-01","err":{"type":"Error","message":"disk full","stack":"Error: disk full\\n    at write (/app/store.js:3:9)"},"msg":"disk full"}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T12:00:01.234Z", "severity_text": "INFO", "severity_number": 9,
             "body": "listening", "pid": 4711, "host": "app-01", "attributes": {"level": "30"}},
            {"line": 2, "time": "2023-07-10T12:00:02.5Z", "severity_text": "ERROR", "severity_number": 17,
             "body": "disk full",
             "attributes": {"level": "50", "exception.type": "Error", "exception.message": "disk full",
                            "exception.stacktrace": "Error: disk full\n    at write (/app/store.js:3:9)"}},
        ),
    ),
    Sample(
        program="Monolog 3.4 (PHP), JsonFormatter",
        text="""\
{"message":"Disk full","context":{"path":"/srv"},"level":400,"level_name":"ERROR","channel":"app","datetime":"2023-07-10T20:14:02.219123+00:00","extra":{}}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:14:02.219123Z", "severity_text": "ERROR", "severity_number": 17,
             "body": "Disk full"},
        ),
    ),
    Sample(
        program="Audiobookshelf 2.16 (Node.js), its console and its JSON log in one file",
        text="""\
[2024-11-13 09:54:35.882] ERROR: [Auth] Failed login attempt
Error: read ECONNRESET
    at TCP.onStreamRead (node:internal/stream_base_commons:217:20)
{"timestamp":"2024-11-13 11:03:31.784","source":"Auth.js:888","message":"[Auth] logged in","levelName":"INFO","level":1}
{"timestamp":"2024-11-13 11:03:32.784","source":"Auth.js:888","message":"[Auth] logged in","levelName":"INFO","level":1}
{"timestamp":"2024-11-13 11:03:33.784","source":"Auth.js:888","message":"[Auth] logged in","levelName":"INFO","level":1}
""",
        rows=(
            {"line": 1, "time": "2024-11-13T09:54:35.882Z", "severity_text": "ERROR", "severity_number": 17},
            {"line": 4, "time": "2024-11-13T11:03:31.784Z", "severity_text": "INFO", "body": "[Auth] logged in"},
            {"line": 5, "severity_number": 9},
            {"line": 6, "severity_number": 9},
        ),
    ),
    Sample(
        program="Serilog 3.0 (.NET), CompactJsonFormatter",
        text="""\
{"@t":"2023-07-10T12:00:01.2345678Z","@mt":"Order {OrderId} placed by {User} in {Elapsed:0.0} ms","OrderId":14343,"User":"ada","Elapsed":12.25}
{"@t":"2023-07-10T12:00:02.5Z","@l":"Error","@mt":"Insert failed","@x":"Npgsql.PostgresException: 53100: could not extend file","SourceContext":"Shop.Orders"}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T12:00:01.234567Z", "body": "Order 14343 placed by ada in 12.25 ms",
             "user": "ada"},
            {"line": 2, "time": "2023-07-10T12:00:02.5Z", "severity_text": "Error", "severity_number": 17,
             "body": "Insert failed"},
        ),
    ),
    Sample(
        program="Graylog 5.0, GELF 1.1 of a Docker host",
        text="""\
{"version":"1.1","host":"app-01","short_message":"disk full","full_message":"disk full\\nat write","timestamp":1688990401.2345,"level":3,"_container_name":"shop"}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T12:00:01.2345Z", "severity_text": "ERR", "severity_number": 17,
             "body": "disk full", "host": "app-01"},
        ),
    ),
    Sample(
        program="Log4j 2.20, JsonLayout",
        text="""\
{"instant":{"epochSecond":1688990401,"nanoOfSecond":12345678},"thread":"main","level":"ERROR","loggerName":"com.shop.Orders","message":"insert failed","thrown":{"name":"java.io.IOException","message":"No space left on device"},"threadId":1}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T12:00:01.012345Z", "severity_text": "ERROR", "severity_number": 17,
             "body": "insert failed"},
        ),
    ),
)  # fmt: skip

KONG_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="Kong Gateway 2.8, plugin http-log; the last as Kong 0.10 wrote it",
        text="""\
{"latencies":{"request":515,"kong":58,"proxy":457},"service":{"host":"httpbin.org","name":"shop","port":80},"request":{"querystring":{},"size":138,"uri":"/cart?id=3","url":"http://localhost:8000/cart?id=3","headers":{"host":"shop.example","user-agent":"curl/7.54.0"},"method":"GET"},"client_ip":"127.0.0.1","tries":[{"balancer_latency":0,"port":80,"ip":"18.211.130.98"}],"upstream_uri":"/cart","response":{"headers":{"content-type":"application/json"},"status":502,"size":503},"started_at":1556603897717}
{ "started_at": 1490386367764.0, "response": { "status": 500, "size": 4433 }, "request": { "method": "GET", "uri": "\\/cart\\/5", "size": "166", "querystring": {} }, "client_ip": "1.1.1.1" }
""",
        rows=(
            {"line": 1, "started_at": "2019-04-30T05:58:17.717Z", "time": "2019-04-30T05:58:18.232Z",
             "client_address": "127.0.0.1", "method": "GET", "path": "/cart", "query": "id=3", "status": 502,
             "response_bytes": 503, "duration_s": 0.515, "upstream_duration_s": 0.457, "user_agent": "curl/7.54.0",
             "service": "kong"},
            {"line": 2, "started_at": "2017-03-24T20:12:47.764Z", "path": "/cart/5", "status": 500,
             "client_address": "1.1.1.1"},
        ),
    ),
)  # fmt: skip

CLOUDFLARE_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="Cloudflare Logpush, data set http_requests (2024), with nanoseconds and with RFC 3339",
        text="""\
{"ClientIP":"45.33.32.156","ClientRequestHost":"www.example.com","ClientRequestMethod":"GET","ClientRequestURI":"/orders?page=2","ClientRequestUserAgent":"Mozilla/5.0","ClientRequestReferer":"","EdgeEndTimestamp":1712790001200000000,"EdgeResponseBytes":8320,"EdgeResponseStatus":200,"EdgeStartTimestamp":1712790001180000000,"RayID":"87a1b2c3d4e5f002","ClientRequestProtocol":"HTTP/2"}
{"ClientIP":"2001:db8::7","ClientRequestHost":"www.example.com","ClientRequestMethod":"POST","ClientRequestURI":"/cart","EdgeEndTimestamp":"2024-04-10T23:00:02Z","EdgeResponseBytes":128,"EdgeResponseStatus":502,"OriginIP":"10.0.0.31","OriginResponseStatus":502,"OriginResponseDurationMs":15000}
""",
        rows=(
            {
                "line": 1,
                "time": "2024-04-10T23:00:01.2Z",
                "client_address": "45.33.32.156",
                "method": "GET",
                "path": "/orders",
                "query": "page=2",
                "protocol": "HTTP/2",
                "status": 200,
                "response_bytes": 8320,
                "user_agent": "Mozilla/5.0",
                "service": "cloudflare",
                "duration_s": 0.02,
                "started_at": "2024-04-10T23:00:01.18Z",
            },
            {
                "line": 2,
                "time": "2024-04-10T23:00:02Z",
                "client_address": "2001:db8::7",
                "status": 502,
                "upstream_address": "10.0.0.31",
                "upstream_status": 502,
                "upstream_duration_s": 15.0,
            },
        ),
    ),
)

ELASTICSEARCH_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="Elasticsearch 7.0 (its stack traces span lines)",
        text="""\
{"type": "server", "timestamp": "2019-01-18T08:55:08,159+0100", "level": "INFO", "component": "o.e.e.NodeEnvironment", "cluster.name": "run", "node.name": "node-0",  "message": "heap size [989.8mb]"  }
{"type": "server", "timestamp": "2019-01-18T08:55:09,100+0100", "level": "ERROR", "component": "test", "cluster.name": "run", "node.name": "node-0",  "message": "error message" ,
"stacktrace": ["java.lang.Exception: {",
"at java.lang.reflect.Method.invoke(Method.java:566) ~[?:?]"] }
""",
        rows=(
            {"line": 1, "time": "2019-01-18T07:55:08.159Z", "severity_text": "INFO", "body": "heap size [989.8mb]",
             "attributes": {"type": "server", "cluster.name": "run", "node.name": "node-0",
                            "logger": "o.e.e.NodeEnvironment"}},
            {"line": 2, "time": "2019-01-18T07:55:09.1Z", "severity_text": "ERROR", "body": "error message"},
        ),
    ),
)  # fmt: skip

MONGODB_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="mongod 6.0",
        text="""\
{"t":{"$date":"2023-07-10T20:00:01.234+00:00"},"s":"I",  "c":"NETWORK",  "id":22943,   "ctx":"listener","msg":"Connection accepted","attr":{"remote":"10.0.0.5:51234","connectionId":7,"connectionCount":3}}
{"t":{"$date":"2023-07-10T20:00:02.000+00:00"},"s":"W",  "c":"COMMAND",  "id":51803,   "ctx":"conn7","msg":"Slow query","attr":{"type":"command","ns":"shop.orders","command":{"find":"orders","filter":{"paid":false},"$db":"shop"},"durationMillis":1204}}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01.234Z", "service": "mongodb", "severity_text": "I",
             "severity_number": 9, "body": "Connection accepted", "client": "10.0.0.5:51234",
             "attributes": {"component": "NETWORK", "id": "22943", "context": "listener", "attr.connectionId": "7",
                            "attr.connectionCount": "3"}},
            {"line": 2, "time": "2023-07-10T20:00:02Z", "severity_text": "W", "severity_number": 13,
             "body": "Slow query", "database": "shop", "duration_s": 1.204},
        ),
    ),
)  # fmt: skip

KUBERNETES_AUDIT_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="kube-apiserver 1.27 (audit.k8s.io/v1)",
        text="""\
{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"8d8a9ac6-27b5-4bb2-92a3-5a2f6e1f5a11","stage":"ResponseComplete","requestURI":"/api/v1/namespaces/shop/pods","verb":"list","user":{"username":"ann","groups":["system:authenticated"]},"sourceIPs":["10.0.0.21"],"responseStatus":{"metadata":{},"code":403},"requestReceivedTimestamp":"2023-07-10T20:00:01.123456Z","stageTimestamp":"2023-07-10T20:00:01.125000Z"}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01.123456Z", "service": "kube-apiserver", "severity_text": None,
             "severity_number": None, "user": "ann",
             "attributes": {
                 "kind": "Event", "apiVersion": "audit.k8s.io/v1", "level": "Metadata",
                 "auditID": "8d8a9ac6-27b5-4bb2-92a3-5a2f6e1f5a11", "stage": "ResponseComplete",
                 "requestURI": "/api/v1/namespaces/shop/pods", "verb": "list",
                 "user.groups": '["system:authenticated"]', "sourceIPs": '["10.0.0.21"]',
                 "responseStatus.metadata": "{}", "responseStatus.code": "403",
                 "stageTimestamp": "2023-07-10T20:00:01.125000Z",
             }},
        ),
    ),
)  # fmt: skip

TRAEFIK_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="Traefik 2.10 (accessLog.format: json)",
        text="""\
{"ClientAddr":"172.17.0.1:39496","ClientHost":"172.17.0.1","ClientPort":"39496","ClientUsername":"-","DownstreamContentSize":357,"DownstreamStatus":200,"Duration":357313,"OriginDuration":324669,"OriginStatus":200,"RequestHost":"shop.example","RequestMethod":"GET","RequestPath":"/cart?id=7","RequestProtocol":"HTTP/1.1","RouterName":"shop@docker","ServiceAddr":"172.17.0.3:80","ServiceName":"shop@docker","StartUTC":"2023-07-10T20:00:01.587782192Z","level":"info","msg":"","request_User-Agent":"curl/7.68.0","time":"2023-07-10T20:00:01Z"}
""",
        rows=(
            {"line": 1, "started_at": "2023-07-10T20:00:01.587782Z", "time": "2023-07-10T20:00:01.588139Z",
             "service": "traefik", "client_address": "172.17.0.1", "method": "GET", "path": "/cart", "query": "id=7",
             "protocol": "HTTP/1.1", "status": 200, "response_bytes": 357, "duration_s": 0.000357313,
             "upstream_address": "172.17.0.3:80", "upstream_status": 200, "upstream_duration_s": 0.000324669,
             "user_agent": "curl/7.68.0"},
        ),
    ),
)  # fmt: skip

CADDY_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="Caddy 2.6",
        text="""\
{"level":"info","ts":1688990401.25,"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"10.0.0.9","remote_port":"41342","proto":"HTTP/2.0","method":"GET","host":"shop.example","uri":"/cart?id=7","headers":{"User-Agent":["curl/7.82.0"]}},"user_id":"","duration":0.25,"size":10900,"status":200,"resp_headers":{"Server":["Caddy"]}}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T12:00:01.25Z", "started_at": "2023-07-10T12:00:01Z", "service": "caddy",
             "client_address": "10.0.0.9", "method": "GET", "path": "/cart", "query": "id=7", "protocol": "HTTP/2.0",
             "status": 200, "response_bytes": 10900, "duration_s": 0.25, "user_agent": "curl/7.82.0"},
        ),
    ),
)  # fmt: skip

ENVOY_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="Envoy 1.26 under Istio (accessLogEncoding: JSON)",
        text="""\
{"start_time":"2023-07-10T20:00:01.100Z","method":"GET","path":"/cart?id=7","protocol":"HTTP/1.1","response_code":503,"response_flags":"UF","bytes_received":0,"bytes_sent":91,"duration":250,"upstream_service_time":null,"x_forwarded_for":null,"user_agent":"curl/7.82.0","request_id":"f0c1","authority":"shop:8000","upstream_host":"10.0.0.7:80","upstream_cluster":"outbound|8000||shop","downstream_remote_address":"10.0.0.9:52444"}
""",
        rows=(
            {"line": 1, "started_at": "2023-07-10T20:00:01.1Z", "time": "2023-07-10T20:00:01.35Z", "service": "envoy",
             "client_address": "10.0.0.9", "method": "GET", "path": "/cart", "query": "id=7", "status": 503,
             "response_bytes": 91, "duration_s": 0.25, "upstream_address": "10.0.0.7:80"},
        ),
    ),
)  # fmt: skip

ACCESS_SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="nginx 1.22 (log_format escape=json)",
        text="""\
{"time":"2023-07-10T20:00:01+00:00","remote_addr":"10.0.0.9","request":"GET /cart?id=7 HTTP/1.1","status":"200","body_bytes_sent":"612","request_time":"0.250","upstream_addr":"10.0.0.7:80","upstream_response_time":"0.100, 0.140","http_referrer":"","http_user_agent":"curl/7.68.0"}
{"time":"2023-07-10T20:00:02+00:00","remote_addr":"10.0.0.9","request":"","status":"400","body_bytes_sent":"0","request_time":"0.000","upstream_addr":"","upstream_response_time":"","http_referrer":"","http_user_agent":""}
""",
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01Z", "started_at": "2023-07-10T20:00:00.75Z",
             "client_address": "10.0.0.9", "method": "GET", "path": "/cart", "query": "id=7", "protocol": "HTTP/1.1",
             "status": 200, "response_bytes": 612, "duration_s": 0.25, "upstream_address": "10.0.0.7:80",
             "upstream_duration_s": 0.24, "referrer": None, "user_agent": "curl/7.68.0"},
            {"line": 2, "time": "2023-07-10T20:00:02Z", "status": 400, "duration_s": 0.0, "method": None, "path": None},
        ),
    ),
)  # fmt: skip

NEXTCLOUD_SAMPLES = (
    Sample(
        program="Nextcloud 23.0",
        text=(
            '{"reqId":"U1rs","level":2,"time":"2022-01-16T15:42:37+00:00","remoteAddr":"10.0.0.9","user":"--",'
            '"app":"core","method":"POST","url":"/login","message":"Login failed: ann (Remote IP: 10.0.0.9)"}\n'
            '{"reqId":"U1rt","level":3,"time":"2022-01-16T15:42:38+00:00","remoteAddr":"","user":"ann",'
            '"app":"files","method":"PUT","url":"/dav","message":"No space left on device"}\n'
        ),
        rows=(
            {
                "line": 1,
                "time": "2022-01-16T15:42:37Z",
                "severity_text": "warning",
                "severity_number": 13,
                "client": "10.0.0.9",
                "user": None,
                "service": "nextcloud",
            },
            {"line": 2, "severity_number": 17, "user": "ann", "client": None, "body": "No space left on device"},
        ),
    ),
)
