"""What parsers of several families share: stamps, maps, accounts of lines, measures."""
