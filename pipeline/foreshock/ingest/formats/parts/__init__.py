"""What parsers of several families share: stamps, maps, texts that repeat, measures, reports."""
