-- What was read, as it came: so that every record can be made again without asking anybody, and nothing is fetched twice for nothing.

CREATE TABLE kept_bytes (                  -- bytes that are not the text of an article (those stand in texts)
    sha256 TEXT NOT NULL PRIMARY KEY,      -- of the bytes, unpacked
    size INTEGER NOT NULL,
    packed BLOB NOT NULL                   -- zlib
);

CREATE TABLE kept (                        -- one capture: everything that its record depends on
    capture_key TEXT NOT NULL PRIMARY KEY, -- the same as in reads
    source TEXT NOT NULL,                  -- the name under which it was first read
    sha256 TEXT NOT NULL,                  -- of its identity: in kept_bytes, or else in texts
    text_sha256 TEXT,                      -- of its text; null for a page
    fields TEXT NOT NULL,                  -- JSON: what the carrier stated
    kept_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE fetches (                     -- answers of addresses, of feeds only those that have been worked off
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL,                 -- as asked for
    final TEXT NOT NULL,                   -- after redirects
    status INTEGER NOT NULL,
    fetched_at TEXT NOT NULL,
    headers TEXT NOT NULL,                 -- JSON [[name, value], …], cookies left out
    feed TEXT,                             -- the feed that named it
    capture_key TEXT                       -- null: a feed or sitemap
);
CREATE INDEX fetches_by_address ON fetches (address, id);
CREATE INDEX fetches_by_key ON fetches (capture_key) WHERE capture_key IS NOT NULL;

CREATE TABLE entries (                     -- what came of a feed's entries
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL,
    stamp TEXT,                            -- the time that the entry states, UTC
    feed TEXT NOT NULL,
    outcome TEXT NOT NULL,                 -- read, or why not
    final INTEGER NOT NULL,                -- 0: may be tried again
    noted_at TEXT NOT NULL
);
CREATE INDEX entries_by_address ON entries (address);

CREATE TABLE told (                        -- what `watch` has told of
    query TEXT NOT NULL,
    key TEXT NOT NULL,                     -- a change, or "run N": of all runs up to this one
    told_at TEXT NOT NULL,
    PRIMARY KEY (query, key)
) WITHOUT ROWID;

CREATE TRIGGER kept_bytes_no_update BEFORE UPDATE ON kept_bytes BEGIN SELECT RAISE(ABORT, 'the archive only grows: kept_bytes'); END;
CREATE TRIGGER kept_bytes_no_delete BEFORE DELETE ON kept_bytes BEGIN SELECT RAISE(ABORT, 'the archive only grows: kept_bytes'); END;
CREATE TRIGGER kept_no_update BEFORE UPDATE ON kept BEGIN SELECT RAISE(ABORT, 'the archive only grows: kept'); END;
CREATE TRIGGER kept_no_delete BEFORE DELETE ON kept BEGIN SELECT RAISE(ABORT, 'the archive only grows: kept'); END;
CREATE TRIGGER fetches_no_update BEFORE UPDATE ON fetches BEGIN SELECT RAISE(ABORT, 'the archive only grows: fetches'); END;
CREATE TRIGGER fetches_no_delete BEFORE DELETE ON fetches BEGIN SELECT RAISE(ABORT, 'the archive only grows: fetches'); END;
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'the archive only grows: entries'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'the archive only grows: entries'); END;
CREATE TRIGGER told_no_update BEFORE UPDATE ON told BEGIN SELECT RAISE(ABORT, 'the archive only grows: told'); END;
CREATE TRIGGER told_no_delete BEFORE DELETE ON told BEGIN SELECT RAISE(ABORT, 'the archive only grows: told'); END;
