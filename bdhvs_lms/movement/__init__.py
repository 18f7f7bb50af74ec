"""The movement's rules as plain Python: no I/O, no framework; the clock, ids and randomness are passed in."""
