"""The benchmark: Linimasa and Hugo on equal sites, in turns. `make bench` runs it."""
