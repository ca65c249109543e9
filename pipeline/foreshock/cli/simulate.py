"""``foreshock simulate``: an archive of an incident whose cause is known."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from foreshock.cli import options
from foreshock.cli.options import examples
from foreshock.cli.output import print_json, print_rows, talk
from foreshock.cli.progress import progress
from foreshock.exceptions import UsageError

app = options.group()

DRAWN = "drawn"

SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([kMGT]?i?)B?", re.IGNORECASE)
FACTORS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40}


def size(text: str) -> int:
    """Bytes, from a number with an optional unit: ``500MB``, ``10GB``, ``2GiB``."""
    found = SIZE.fullmatch(text.strip())
    if not found or found[2].lower() not in FACTORS:
        raise UsageError("Not a size", value=text, valid=["20MB", "10GB", "2GiB"])
    return int(float(found[1]) * FACTORS[found[2].lower()])


@app.command(
    epilog=examples(
        "foreshock simulate",
        "foreshock simulate ecommerce-disk-full -o archive",
        "foreshock simulate ecommerce-disk-full -o archive --size 10GB --seed 7",
        "foreshock simulate lock-contention -o archive --set database=mariadb --set ahead=db-01:300",
        "foreshock simulate drawn -o cases --cases 200 --healthy 50 --seed 1",
    )
)
def simulate(
    scenario: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", help="What goes wrong; none: list them.", show_default=False)
    ] = None,
    *,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help="The folder to write.")] = None,
    size: Annotated[
        int | None, typer.Option(metavar="SIZE", parser=size, help="About how much log text: 500MB, 10GB.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    compress: Annotated[
        bool | None,
        typer.Option(help="Compress the rotated files; by default in archives of up to 100 MB.", show_default=False),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KNOB=VALUE", help="Fix a knob of a drawn case; a wrong name lists them."),
    ] = None,
    cases: Annotated[int, typer.Option(min=0, help="drawn: how many cases, every class of cause in turn.")] = 200,
    healthy: Annotated[int, typer.Option(min=0, help="drawn: how many archives in which nothing happens.")] = 50,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
    json: options.Json = False,
) -> None:
    """Write an archive of an incident whose cause is known.

    The truth about it stands in ground_truth.json. Without a scenario: lists them. A class of cause gives a small
    archive of about an hour; drawn gives many, with programs, formats, zones, clocks, noise and decoys by chance.
    """
    from foreshock.simulate import SCENARIOS, draw_cases
    from foreshock.simulate import simulate as write

    if scenario == DRAWN and out is not None:
        with progress(quiet=quiet or json) as report:
            truths = draw_cases(out, cases, healthy, seed=seed, settings=settings or (), progress=report)
        if json:
            print_json([asdict(truth) for truth in truths])
        else:
            talk(f"{len(truths)} cases are in {out}. Try: foreshock evaluate {out}")
        return
    if scenario is None:
        told = SCENARIOS | {DRAWN: "many cases: every class of cause in turn, and healthy ones, with knobs by chance"}
        if json:
            print_json([{"name": name, "description": text} for name, text in told.items()])
        else:
            print_rows(["scenario", "what happens"], told.items())
        return
    if out is None:
        raise UsageError("A folder to write is needed", try_next=f"foreshock simulate {scenario} -o archive")
    truth = write(scenario, out, size=size, seed=seed, compress=compress, settings=settings or ())
    if json:
        print_json(asdict(truth))
    else:
        talk(f"The archive is in {out}, the truth in {out}/ground_truth.json. Try: foreshock analyze {out}")
