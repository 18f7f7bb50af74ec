"""Who may not read, write or guess what: one file a threat."""
