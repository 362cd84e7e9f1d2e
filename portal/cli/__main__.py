"""`python -m portal.cli`: how the supervisor starts its worker."""

from portal.cli import main

main(prog_name="portal")
