"""Reading: one planned file becomes rows that are ready for the lake, and the account of its lines.

``bisection`` says which bytes are needed, ``guard`` runs the parser, ``gaps`` and ``logins`` watch what comes out;
``read`` puts them in a row.
"""
