"""Host 1: one laptop. A SQLite store, a web server and the `bdhvs` command; nothing else is needed, no internet."""
