"""`python -m dictsvc` is the command `dictsvc`."""

from dictsvc.cli import main

main(prog_name="dictsvc")
