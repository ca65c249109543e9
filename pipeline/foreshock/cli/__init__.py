"""The command line: thin Typer commands, one library call each."""
