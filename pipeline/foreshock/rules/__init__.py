"""Rule packs: hypotheses about causes in YAML, compiled to SQL, matched, judged against an incident, and tested."""
