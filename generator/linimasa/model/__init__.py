"""The data, described once: what authors write, the linked site, and what pages show."""
