"""`python -m poa` is the `poa` command."""

from poa.cli import main

main()
