"""``foreshock rules``: what the rule packs know, whether they are sound, and why a rule fired or did not."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from foreshock.cli import options
from foreshock.cli.options import examples
from foreshock.cli.output import print_json, print_rows, printable

if TYPE_CHECKING:
    from foreshock.diagnose.explaining import Explained
    from foreshock.rules.model import Rule
    from foreshock.rules.outcomes import Outcome

app = options.group(no_args_is_help=True, help="List, show, check and explain the rules.")

RuleName = Annotated[str, typer.Argument(metavar="RULE", help="The id of a rule, as `foreshock rules list` shows it.")]


@app.command("list", epilog=examples("foreshock rules list", "foreshock rules list --rules my-rules/ --json"))
def list_(*, rules: options.RulesFolders = None, json: options.Json = False) -> None:
    """List the rules."""
    from foreshock.rules.packs import load

    known = load(rules or ()).rules
    if json:
        print_json([{"id": rule.id, "cause": rule.cause, "title": rule.title, "prior": rule.prior} for rule in known])
    else:
        print_rows(["rule", "cause", "title"], [(rule.id, rule.cause, rule.title) for rule in known])


@app.command(epilog=examples("foreshock rules show disk.full", "foreshock rules show disk.full --sql"))
def show(
    rule: RuleName,
    *,
    sql: Annotated[bool, typer.Option("--sql", help="Show the queries that the rule becomes.")] = False,
    rules: options.RulesFolders = None,
    json: options.Json = False,
) -> None:
    """Show what a rule looks for, and what it says when it finds it."""
    from foreshock.rules.packs import find_rule, load

    found = find_rule(load(rules or ()), rule)
    if sql:
        _show_sql(found, json=json)
    elif json:
        print_json(dataclasses.asdict(found))
    else:
        _show_text(found)


@app.command(epilog=examples("foreshock rules lint", "foreshock rules lint --rules my-rules/"))
def lint(*, rules: options.RulesFolders = None, json: options.Json = False) -> None:
    """Check the packs for mistakes: every one is told with its file and line; exit code 1 when there is any."""
    from foreshock.rules.lint import lint as find_faults
    from foreshock.rules.packs import builtin_packs, pack_files

    folders = [*(rules or []), builtin_packs()]
    faults = find_faults(folders)
    if json:
        print_json([dataclasses.asdict(fault) for fault in faults])
    else:
        for fault in faults:
            typer.echo(printable(str(fault)))
        typer.echo(f"{len(pack_files(folders))} packs, {len(faults)} faults.")
    if faults:
        raise typer.Exit(1)


@app.command(
    "test",
    epilog=examples("foreshock rules test", "foreshock rules test disk.full", "foreshock rules test --rules my-rules/"),
)
def run(
    rule: Annotated[
        str, typer.Argument(metavar="RULE", help="The id of a rule; all when it is left out.", show_default=False)
    ] = "",
    *,
    rules: options.RulesFolders = None,
    json: options.Json = False,
) -> None:
    """Run the tests that lie beside the rules, and the variants that are made of them.

    Exit code 1 when any fails.
    """
    from foreshock.rules.packs import builtin_packs, find_rule, load
    from foreshock.rules.packtest import run_tests

    if rule:
        find_rule(load(rules or ()), rule)
    verdicts, faults = run_tests([*(rules or []), builtin_packs()], rule)
    failed = [verdict for verdict in verdicts if not verdict.passed]
    if json:
        told = [dataclasses.asdict(verdict) for verdict in verdicts]
        print_json({"verdicts": told, "faults": [dataclasses.asdict(fault) for fault in faults]})
    else:
        failures = [f"{each.where}: {each.rule}, {each.name}: {each.problem}" for each in failed]
        for line in (*map(str, faults), *failures):
            typer.echo(printable(line))
        typer.echo(f"{len(verdicts) - len(failed)} passed, {len(failed)} failed, {len(faults)} faults in the packs.")
    if failed or faults:
        raise typer.Exit(1)


@app.command(
    epilog=examples(
        "foreshock rules explain case",
        "foreshock rules explain case load.traffic-surge",
        "foreshock rules explain case disk.full --json",
    )
)
def explain(
    case: options.Case,
    rule: Annotated[
        str | None,
        typer.Argument(metavar="RULE", help="The id of a rule; all when it is left out.", show_default=False),
    ] = None,
    *,
    rules: options.RulesFolders = None,
    json: options.Json = False,
) -> None:
    """Tell why the rules fired, or how near they came, for each incident of a case."""
    from foreshock.diagnose.explaining import explain as explain_rules
    from foreshock.lake import Catalog
    from foreshock.rules.packs import find_rule, load

    known = load(rules or ())
    wanted = {find_rule(known, rule).id} if rule else {each.id for each in known.rules}
    with Catalog.open(case, read_only=True) as catalog:
        explained = [each for each in explain_rules(catalog.connection, known) if each.outcome.rule.id in wanted]
    if json:
        print_json([_explained_json(each) for each in explained])
    elif explained:
        _tell(explained, evidence=rule is not None)
    else:
        typer.echo("The case has no incident; the rules explain incidents.")


@app.command(
    epilog=examples(
        "foreshock rules export > foreshock-alerts.yaml",
        "foreshock rules export disk.full --rules my-rules/",
    )
)
def export(
    rule: Annotated[
        list[str] | None,
        typer.Argument(metavar="RULE", help="Ids of rules; all when left out.", show_default=False),
    ] = None,
    *,
    rules: options.RulesFolders = None,
    json: options.Json = False,
) -> None:
    """Print the alerts of the rules as a Prometheus rule file (YAML, or JSON, which is YAML too)."""
    from foreshock.rules.export import prometheus_rules
    from foreshock.rules.packs import find_rule, load

    known = load(rules or ())
    wanted = [find_rule(known, each).id for each in rule or ()]
    exported = prometheus_rules(known.packs, wanted)
    if json:
        import yaml

        print_json(yaml.safe_load(exported))
    else:
        typer.echo(printable(exported), nl=False)


def _tell(explained: Sequence[Explained], *, evidence: bool) -> None:
    rows = [
        (each.incident, each.outcome.rule.id, each.outcome.state, each.outcome.entity, _reason(each.outcome))
        for each in explained
    ]
    print_rows(["incident", "rule", "outcome", "entity", "because"], rows, wrap=True)
    if evidence:
        for step in (step for each in explained for step in each.outcome.matched):
            typer.echo(f"\n{step.title} ({step.role}) on {printable(step.entity)}")
            lines = [
                (piece.time, f"{piece.source}:{piece.line}" if piece.source else "", piece.text)
                for piece in step.evidence
            ]
            print_rows(["time", "where", "text"], lines)


def _reason(outcome: Outcome) -> str:
    if outcome.state == "fired" and outcome.lead_seconds is not None:
        return f"{outcome.sentence} (onset {outcome.lead_seconds:.0f} s before the incident)"
    return outcome.reason


def _explained_json(explained: Explained) -> dict[str, object]:
    outcome = explained.outcome
    told = {each.name: getattr(outcome, each.name) for each in dataclasses.fields(outcome) if each.name != "rule"}
    return {"incident": explained.incident, "rule": outcome.rule.id, "cause": outcome.cause, **told}


def _show_text(rule: Rule) -> None:
    typer.echo(f"{rule.id}: {rule.title}\ncause {rule.cause}, prior {rule.prior:g}, from {rule.where}\n")
    print_rows(["step", "role", "looks for"], [(step.id, step.role, step.title) for step in rule.steps])
    words = rule.words
    typer.echo(f"\nCause: {words.cause}\nEffect: {words.effect}")
    prevent = [measure.sentence for measure in words.prevent]
    for head, lines in (
        ("Confirm", words.confirm),
        ("Fix", words.fix),
        ("Prevent", prevent),
        ("See", words.references),
    ):
        if lines:
            typer.echo("\n".join([f"\n{head}:", *(f"  - {line}" for line in lines)]))


def _show_sql(rule: Rule, *, json: bool) -> None:
    from foreshock.rules.compile import compile_step

    compiled = [(step, compile_step(rule, step)) for step in rule.steps]
    if json:
        print_json(
            [{"step": step.id, "sql": query.runs, "parameters": dict(query.parameters)} for step, query in compiled]
        )
        return
    for step, query in compiled:
        typer.echo(f"-- {rule.id}, step {step.id}: {step.title}")
        for name, value in query.parameters.items():
            typer.echo(f"-- ${name} = {value!r}")
        typer.echo(f"{query.runs};\n")
