"""The folder of a site → a `Snapshot` of all that a build depends on: `project.read`."""
