"""Whether the cost of the rules grows with their number: the built-in ones against the same and a thousand more.

    python benchmarks/rules.py [--rules 1000] [--size 200MB] [--repeat 3]

Simulates the sample incident at that size and diagnoses it, then matches both sets of rules against its tables, in
turns. The further rules each look for a literal of their own in the log. Prints the processor seconds of both and
their ratio, which should stay near one: all literals are found in one pass over the text.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from large_lake import foreshock

from foreshock.lake import Catalog
from foreshock.rules.match import match
from foreshock.rules.model import RuleSet
from foreshock.rules.packs import load
from foreshock.timeline import stand_corrected

RULE = """\
  - id: many.rule-{number}
    cause: config-change
    title: literal {number}
    entity: host
    prior: 0.1
    words: {{cause: c, effect: e, confirm: c, fix: f, prevent: [{{sentence: s}}]}}
    steps:
      - {{id: said, title: t, log: {{any: ["component {number} reports fault {code:x}"]}}}}
"""


def main() -> None:
    """Simulate, match, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rules", type=int, default=1000)
    parser.add_argument("--size", default="200MB")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive, case, pack = Path(folder) / "archive", Path(folder) / "case", Path(folder) / "many.yaml"
        foreshock("simulate", "ecommerce-disk-full", "-o", str(archive), "--size", options.size)
        foreshock("analyze", str(archive), "-o", str(case))
        rules = "".join(RULE.format(number=number, code=number * 2654435761) for number in range(options.rules))
        pack.write_text(f"pack: many\ntitle: many\nrules:\n{rules}", encoding="utf-8")
        few, many = load(), load([pack])
        with Catalog.open(case) as catalog:
            stand_corrected(catalog.connection)
            records = catalog.connection.execute("SELECT count(*) FROM logs").fetchall()[0][0]
            seconds = [(matched(few, catalog), matched(many, catalog)) for _ in range(options.repeat)]
    print(f"{records:,} log records; {len(few.rules)} rules against {len(many.rules)}, in processor seconds:")
    for one, other in seconds:
        print(f"{one:.2f}  {other:.2f}  ratio {other / one:.2f}")
    print(f"median ratio {statistics.median(other / one for one, other in seconds):.2f}")


def matched(ruleset: RuleSet, catalog: Catalog) -> float:
    """The processor seconds of one match, all threads together."""
    started = time.process_time()
    match(ruleset, catalog.connection)
    return time.process_time() - started


if __name__ == "__main__":
    main()
