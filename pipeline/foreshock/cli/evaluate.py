"""``foreshock evaluate``: how often the answer is right, on cases whose cause is known."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foreshock.cli import options
from foreshock.cli.options import examples
from foreshock.cli.output import print_json, print_rows, talk
from foreshock.cli.progress import progress

if TYPE_CHECKING:
    from foreshock.evaluate import Scores

app = options.group()

CASE_COLUMNS = ("case", "cause", "answer", "confidence", "rank", "entity", "onset error", "proof", "false alarms")

CAUSE_COLUMNS = ("cause", "cases", "right", "within_3", "answered_instead")


@app.command(
    epilog=examples(
        "foreshock evaluate cases/",
        "foreshock evaluate cases/ --given-window",
        "foreshock evaluate cases/ --given-window --learn signatures.yaml",
        "foreshock evaluate new-cases/ --signatures signatures.yaml",
        "foreshock evaluate cases/ --json | jq .summary",
    )
)
def evaluate(
    cases: Annotated[Path, typer.Argument(metavar="CASES", help="A folder of archives with a ground_truth.json each.")],
    *,
    given_window: Annotated[
        bool,
        typer.Option("--given-window", help="Tell the analysis when the incident was, instead of having it found."),
    ] = False,
    learn: Annotated[
        Path | None,
        typer.Option("--learn", metavar="FILE", help="Write what the measures of these cases did as signatures."),
    ] = None,
    examples: Annotated[
        int, typer.Option("--examples", min=0, help="Learn from so many cases of each label; 0 is all.")
    ] = 1,
    signatures: options.Signatures = None,
    without_rules: Annotated[
        bool, typer.Option("--without-rules", help="Use no rules that come along: how good are the suspects alone?")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, help="How many cases are analysed at a time.")] = 1,
    rules: options.RulesFolders = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
    json: options.Json = False,
) -> None:
    """Measure how often the answer is right.

    Ranks against ground truth (AC@1, AC@3, Avg@5), false alarms, error of the onset, calibration. With --learn the
    first cases of each label are learned from, into a rule pack, and the others are scored with it.
    """
    from foreshock.evaluate import evaluate as run
    from foreshock.evaluate import learn as learn_from

    with progress(quiet=quiet or json) as report_progress:
        if learn is not None:
            taken = learn_from(cases, learn, examples=examples, rules=rules or (), progress=report_progress)
            talk(f"Learned from {len(taken)} cases: {learn}")
            signatures = learn
        if not examples and learn is not None:
            return
        scores = run(
            cases,
            given_window=given_window,
            workers=workers,
            rules=rules or (),
            signatures=signatures,
            builtin_rules=not without_rules,
            progress=report_progress,
        )
    if json:
        print_json(_as_json(scores))
    else:
        _print(scores)


def _as_json(scores: Scores) -> dict[str, Any]:
    return {
        "summary": scores.summary(),
        "by_cause": [dict(zip(CAUSE_COLUMNS, row, strict=True)) for row in scores.by_cause()],
        "reliability": [asdict(each) for each in scores.reliability()],
        "cases": [asdict(each) for each in scores.cases],
    }


def _print(scores: Scores) -> None:
    """Four tables: each case, the figures, each class of cause, the confidence that was stated."""
    print_rows(
        CASE_COLUMNS,
        [
            (
                each.name,
                each.cause,
                each.answer or "-",
                f"{each.confidence:.2f}",
                each.rank if each.rank is not None else "-",
                "right" if each.entity_right else "-",
                "-" if each.onset_error_s is None else f"{each.onset_error_s:+.0f} s",
                "yes" if each.proved else "-",
                each.false_alarms,
            )
            for each in scores.cases
        ],
    )
    typer.echo()
    print_rows(("figure", "value"), [(name, _figure(value)) for name, value in scores.summary().items()])
    typer.echo()
    print_rows(CAUSE_COLUMNS, scores.by_cause())
    typer.echo()
    bins = scores.reliability()
    print_rows(
        ("stated", "answers", "mean confidence", "right"),
        [(f"{e.low:.1f}-{e.low + 0.1:.1f}", e.count, f"{e.stated:.2f}", f"{e.right:.2f}") for e in bins],
    )


def _figure(value: Any) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
