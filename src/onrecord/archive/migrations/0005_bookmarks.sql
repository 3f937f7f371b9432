-- What reading web archives needs in order to go on where it stopped.

CREATE TABLE passed_over (                 -- pages that were read and hold no report, by one state of the program: not read again
    capture_key TEXT NOT NULL,
    engine TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (capture_key, engine)
) WITHOUT ROWID;
CREATE TRIGGER passed_over_no_update BEFORE UPDATE ON passed_over BEGIN SELECT RAISE(ABORT, 'the archive only grows: passed_over'); END;
CREATE TRIGGER passed_over_no_delete BEFORE DELETE ON passed_over BEGIN SELECT RAISE(ABORT, 'the archive only grows: passed_over'); END;

CREATE TABLE bookmarks (                   -- how far a file has been stored; no truth: without it every record is looked up by its key
    file TEXT NOT NULL,                    -- hash of its size, time of change, both ends, and the options it is read with
    engine TEXT NOT NULL,
    place INTEGER NOT NULL,                -- everything before this offset is done
    finished INTEGER NOT NULL,
    reports INTEGER NOT NULL,              -- before that place: stored, passed over, failed
    skipped INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    PRIMARY KEY (file, engine)
) WITHOUT ROWID;
