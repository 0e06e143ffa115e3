"""``python -m millivox``: the command line."""

from millivox.cli.app import main

if __name__ == "__main__":
    main(prog_name="millivox")
