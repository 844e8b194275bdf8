"""`python -m linimasa`: the same as the command `linimasa`."""

from linimasa.cli import main

if __name__ == "__main__":
    main()
