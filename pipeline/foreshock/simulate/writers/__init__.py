"""One module a program: the lines that it prints, vectorised where there are many of them."""
