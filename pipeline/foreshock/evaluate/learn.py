"""Learn from cases whose cause is known: what their measures did becomes a rule pack, readable and editable."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
import yaml

from foreshock.case import analyze
from foreshock.evaluate.exceptions import EvaluateError
from foreshock.evaluate.truth import LabelledCase, find_cases
from foreshock.lake.frames import sql_text
from foreshock.progress import Progress
from foreshock.signals.families import families_of

Shifts = dict[str, float]

PACK = "learned"
# Beside the families of measures, this many metrics that no family has, if they moved by this many doublings.
MOST_METRICS = 15
NOTABLE = 0.5
# A confirmed case proves more than a shape that was written by hand, and less than a log line.
PRIOR = 0.6
FIT = 0.6
HEAD = """\
# What the measures of confirmed incidents did, as ratios to each host's own normal. Written by
# foreshock evaluate --learn; use it with foreshock analyze --signatures.
"""


def learn(
    root: str | Path,
    out: str | Path,
    *,
    examples: int = 0,
    rules: Sequence[str | Path] = (),
    progress: Progress | None = None,
) -> list[Path]:
    """Write the signatures of the labelled cases below ``root`` as a rule pack; returns the cases' folders.

    Of each label (``source_label`` of the ground truth, else the cause) the first ``examples`` cases are taken, all
    where that is 0. EvaluateError when no case has a window and measures.
    """
    chosen = _chosen(find_cases(Path(root)), examples)
    learned: list[dict[str, Any]] = []
    done = 0
    for label, cases in chosen.items():
        seen = []
        for case in cases:
            seen.append(_shifts(case, rules))
            done += 1
            if progress:
                progress("learning", done, sum(map(len, chosen.values())))
        shape = _common([each for each in seen if each])
        if shape:
            learned.append(_rule(label, cases, shape))
    if not learned:
        raise EvaluateError(
            "no case here has an incident with measures to learn from",
            value=str(root),
            try_next="foreshock evaluate CASES --learn FILE, on cases with impact_start and metrics",
        )
    pack = {"pack": PACK, "title": "Learned from confirmed incidents", "rules": learned}
    Path(out).write_text(HEAD + yaml.safe_dump(pack, sort_keys=False, width=110), encoding="utf-8")
    return [case.folder for cases in chosen.values() for case in cases]


def name_of(folder: Path) -> str:
    """How a learned rule names the case that it comes from."""
    return f"{folder.parent.name}/{folder.name}"


def _chosen(cases: Sequence[LabelledCase], examples: int) -> Mapping[str, list[LabelledCase]]:
    """The cases to learn from, by label: those with a fault and a window."""
    chosen: dict[str, list[LabelledCase]] = {}
    for case in cases:
        if not case.is_healthy and case.start:
            own = chosen.setdefault(case.label, [])
            if not examples or len(own) < examples:
                own.append(case)
    return chosen


def _shifts(case: LabelledCase, rules: Sequence[str | Path]) -> Shifts:
    """What the measures of the host with the fault did, in doublings; of the host that moved most if none is told."""
    window = (case.start, case.end) if case.start else None
    rows = analyze(case.folder, incident=window, rules=rules).sql(sql_text("foreshock.evaluate", "learned_shifts"))
    hosts = rows["host"].unique().to_list()
    named = case.entity.partition(":")[0]
    if rows.is_empty() or (named not in hosts and named):
        return {}
    host = named or rows.sort("score", descending=True)["host"][0]
    own = rows.filter(rows["host"] == host)
    families = own.filter(own["is_family"])
    unknown = pl.Series([not families_of(measure) for measure in own["measure"]], dtype=pl.Boolean)
    others = own.filter(~own["is_family"] & unknown & (own["shift"].abs() >= NOTABLE))
    others = others.sort(others["shift"].abs(), descending=True).head(MOST_METRICS)
    return {row["measure"]: row["shift"] for part in (families, others) for row in part.iter_rows(named=True)}


def _common(cases: Sequence[Shifts]) -> Mapping[str, float]:
    """The median ratio of each measure that at least half of the cases have."""
    names = dict.fromkeys(name for case in cases for name in case)
    seen = {name: [case[name] for case in cases if name in case] for name in names}
    return {name: float(f"{2 ** median(own):.3g}") for name, own in seen.items() if 2 * len(own) >= len(cases)}


def _rule(label: str, cases: Sequence[LabelledCase], shape: Mapping[str, float]) -> dict[str, Any]:
    """The rule that finds the same again."""
    slug = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")
    names = [name_of(case.folder) for case in cases]
    told = f"{label} ({', '.join(names[:3])}{', ...' if len(names) > 3 else ''})"  # noqa: PLR2004 - enough to find it
    return {
        "id": f"{PACK}.{slug}",
        "cause": cases[0].cause,
        "title": f"The measures moved as in an incident that was confirmed: {label}",
        "prior": PRIOR,
        "entity": "host",
        "lag": {"before": "2 m", "after": "2 m"},
        "learned_from": names,
        "steps": [
            {
                "id": "shape",
                "title": f"what the measures did when it was {label}",
                "shape": {"fit": FIT, "expect": dict(shape)},
            }
        ],
        "words": {
            "cause": f"From {{onset}} on the measures of {{entity}} did what they did in {told}: they fit to {{value}}",
            "effect": "As in the incident that it was learned from.",
            "confirm": [f"The record of {names[0]}: what was found then"],
            "fix": ["What helped then"],
            "prevent": [{"sentence": "What was agreed on then, and was perhaps not done."}],
        },
    }
