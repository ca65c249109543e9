"""What varnishlog prints, in the form of vsl(7) and of the Varnish book."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

SAMPLES = (
    Sample(
        program="varnishlog of Varnish 6.0 (grouped by transaction)",
        text="""\
*   << BeReq    >> 3
-   Begin          bereq 2 fetch
-   VCL_use        boot
-   Timestamp      Start: 1689037201.100000 0.000000 0.000000
-   BereqMethod    GET
-   BereqURL       /cart?id=7
-   BereqHeader    Host: shop.example
-   FetchError     no backend connection
-   Timestamp      Error: 1689037201.600000 0.500000 0.500000
-   BerespStatus   503
-   BerespReason   Backend fetch failed
-   End

*   << Request  >> 2
-   Begin          req 1 rxreq
-   Timestamp      Start: 1689037201.000000 0.000000 0.000000
-   Timestamp      Req: 1689037201.000000 0.000000 0.000000
-   ReqStart       10.0.0.9 41342 a0
-   ReqMethod      GET
-   ReqURL         /cart?id=7
-   ReqProtocol    HTTP/1.1
-   ReqHeader      Host: shop.example
-   ReqHeader      User-Agent: curl/7.82.0
-   ReqURL         /rewritten
-   VCL_call       RECV
-   VCL_return     hash
-   VCL_call       MISS
-   RespProtocol   HTTP/1.1
-   RespStatus     503
-   RespReason     Backend fetch failed
-   Timestamp      Resp: 1689037201.750000 0.750000 0.150000
-   ReqAcct        83 0 83 250 282 532
-   End

*   << Session  >> 1
-   Begin          sess 0 HTTP/1
-   SessOpen       10.0.0.9 41342 a0 10.0.0.1 80 1689037201.000000 20
-   SessClose      REM_CLOSE 0.751
-   End
""",
        rows=(
            {
                "line": 14, "time": "2023-07-11T01:00:01.75Z", "started_at": "2023-07-11T01:00:01Z",
                "service": "varnish", "client_address": "10.0.0.9", "method": "GET", "path": "/cart", "query": "id=7",
                "protocol": "HTTP/1.1", "status": 503, "response_bytes": 282, "duration_s": 0.75,
                "user_agent": "curl/7.82.0",
                "attributes": {"cache": "miss", "client_port": "41342", "host_header": "shop.example"},
            },
        ),
    ),
)  # fmt: skip
