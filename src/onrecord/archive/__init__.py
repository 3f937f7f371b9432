"""Keep records in one SQLite file: insert only, corrections beside."""
