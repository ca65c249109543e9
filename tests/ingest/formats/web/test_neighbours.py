"""Several products' access logs in one file: each line is read by the product that wrote it."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats import formats
from foreshock.ingest.formats.base import Format, Parsed
from foreshock.ingest.time.clock import Clock

ALB = (
    "http 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 "
    '0.000 0.001 0.000 200 200 34 366 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - -'
)
ELB = (
    "2018-07-02T22:23:01.186641Z my-loadbalancer 192.168.131.39:2818 10.0.0.1:80 "
    '0.000073 0.001048 0.000057 404 404 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -'
)
NLB = (
    "tls 2.0 2018-07-02T22:23:02 net/my-loadbalancer/c6e77e28c25b2234 g3d4b5e8bb8464cd 72.21.218.154:51341 "
    "172.100.100.185:443 5 2 98 246 - arn:aws:acm:us-east-2:671290407336:certificate/2a108f19 - "
    "ECDHE-RSA-AES128-SHA tlsv12 - my-loadbalancer.elb.us-east-2.amazonaws.com"
)


def balancer(name: str) -> Format:
    """The format of that name."""
    return next(format_ for format_ in formats() if format_.name == name)


def read(format_: Format, *texts: str) -> Parsed:
    """Lines of a file that this format was chosen for."""
    numbers = range(1, len(texts) + 1)
    lines = pl.DataFrame(
        {"line": numbers, "offset": [0] * len(texts), "text": texts}, schema_overrides={"line": pl.Int64}
    )
    return format_.open({}, Clock()).feed(lines.with_columns(pl.col("offset").cast(pl.Int64)), last=True)


def test_each_balancer_reads_the_others_lines() -> None:
    """Whichever balancer of AWS most lines of a file are of, those of the others are requests of theirs."""
    for name in ("aws-alb", "aws-elb", "aws-nlb"):
        parsed = read(balancer(name), ALB, ELB, "no line of any", NLB)
        assert parsed.rows["line"].to_list() == [1, 2, 4]
        assert parsed.rows["service"].to_list() == ["alb", "elb", "nlb"]
        assert parsed.rows["status"].to_list() == [200, 404, None]
        assert (parsed.records, parsed.attached, parsed.rejects["line"].to_list()) == (3, 0, [3])


def test_stamps_mean_what_their_own_balancer_means() -> None:
    """The classic balancer's stamp is when a request came, the application balancer's when it was answered."""
    rows = read(balancer("aws-alb"), ALB, ELB).rows
    assert f"{rows['time'][0]:%S.%f}" == "00.186641"
    assert f"{rows['started_at'][1]:%S.%f}" == "01.186641"


def test_more_blanks_between_the_fields() -> None:
    """Collectors pad fields; blanks inside of the request stay."""
    padded = ELB.replace("Z my", "Z  my").replace(
        "GET http://www.example.com:80/", "GET http://www.example.com:80/a  b"
    )
    rows = read(balancer("aws-elb"), padded).rows
    assert rows["client_address"].to_list() == ["192.168.131.39"]
    assert rows["path"].to_list() == ["http://www.example.com:80/a  b"]
