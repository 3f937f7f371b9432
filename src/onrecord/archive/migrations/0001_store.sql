-- What was read and what was made of it. These tables only grow: triggers at the end refuse UPDATE and DELETE.

CREATE TABLE texts (
    sha256 TEXT NOT NULL PRIMARY KEY,      -- of the text as UTF-8
    text TEXT NOT NULL                     -- never edited; offsets everywhere are code points of it
);

CREATE TABLE articles (
    id TEXT NOT NULL PRIMARY KEY,          -- of the bytes that were read, outlet and address as given
    added_at TEXT NOT NULL                 -- UTC
);

CREATE TABLE captures (                    -- from where a report was read; the same bytes may come from several files
    id INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id),
    source TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    UNIQUE (article_id, source)
);

CREATE TABLE runs (                        -- one making of an article's record
    id INTEGER PRIMARY KEY,                -- in order of arrival
    article_id TEXT NOT NULL REFERENCES articles (id),
    first_run INTEGER NOT NULL,            -- the article's first run: the order in which articles arrived
    text_sha256 TEXT NOT NULL REFERENCES texts (sha256),
    digest TEXT NOT NULL,                  -- SHA-256 of the record without its source: the same record is stored once
    made TEXT NOT NULL,                    -- JSON list of {step, version}
    model TEXT NOT NULL,                   -- the same for people: "statements 3f2a91, who 7c"
    added_at TEXT NOT NULL,
    address TEXT,                          -- url without its fragment: what versions of one report share
    stamp TEXT NOT NULL,                   -- modified, else published, else empty: the order of versions
    url TEXT,
    outlet TEXT,
    title TEXT,
    byline TEXT,
    language TEXT,
    published TEXT,                        -- EDTF
    published_earliest TEXT,
    published_latest TEXT,
    published_basis TEXT,
    modified TEXT,
    inferred TEXT,                         -- an interval inferred where no date is stated; never the date
    inferred_earliest TEXT,
    inferred_latest TEXT,
    warnings TEXT NOT NULL,                -- JSON
    head TEXT NOT NULL,                    -- JSON: the contract's article without source, text and hash
    UNIQUE (article_id, digest)
);
CREATE INDEX runs_by_article ON runs (article_id, id);
CREATE INDEX runs_by_address ON runs (address) WHERE address IS NOT NULL;
CREATE INDEX runs_by_text ON runs (text_sha256);

CREATE TABLE reads (                       -- what a capture gave with one state of the program: lets `add` skip it next time
    capture_key TEXT NOT NULL,
    engine TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    PRIMARY KEY (capture_key, engine)
) WITHOUT ROWID;

CREATE TABLE parties (                     -- who speaks, as this run resolved it
    row INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    name TEXT,
    party_id TEXT,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    role TEXT,
    acts_for TEXT,
    description TEXT,
    candidates TEXT,                       -- JSON, null where empty
    members TEXT,                          -- JSON, null where empty
    how TEXT                               -- JSON, null where empty
);
CREATE INDEX parties_by_run ON parties (run_id);

CREATE TABLE statements (
    row INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    number INTEGER NOT NULL,               -- place in the record
    id TEXT NOT NULL,                      -- permanent
    kind TEXT NOT NULL,
    part TEXT NOT NULL,
    start INTEGER NOT NULL,                -- of the whole content, half-open, code points
    "end" INTEGER NOT NULL,
    words TEXT NOT NULL,                   -- the content, its spans joined by " … "
    cue TEXT NOT NULL,
    source TEXT NOT NULL,
    content_spans TEXT NOT NULL,           -- JSON [[start, end], …]
    cue_spans TEXT NOT NULL,
    source_spans TEXT NOT NULL,
    speaker_row INTEGER NOT NULL REFERENCES parties (row),
    said TEXT,                             -- when, as the report puts it
    said_edtf TEXT,
    said_earliest TEXT,
    said_latest TEXT,
    said_span TEXT,                        -- JSON WHEN_SPAN
    parent TEXT,
    responds_to TEXT,
    repeated INTEGER NOT NULL,
    negated INTEGER NOT NULL,
    score REAL NOT NULL,
    how TEXT NOT NULL,
    UNIQUE (run_id, id),
    FOREIGN KEY (run_id, parent) REFERENCES statements (run_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (run_id, responds_to) REFERENCES statements (run_id, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX statements_by_id ON statements (id);
CREATE INDEX statements_by_parent ON statements (run_id, parent) WHERE parent IS NOT NULL;
CREATE INDEX statements_by_answer ON statements (run_id, responds_to) WHERE responds_to IS NOT NULL;

CREATE TABLE mentions (                    -- parties that a statement's content speaks about, and those it is said to
    row INTEGER PRIMARY KEY,
    statement_row INTEGER NOT NULL REFERENCES statements (row),
    role TEXT NOT NULL CHECK (role IN ('mention', 'addressee')),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text TEXT NOT NULL,
    name TEXT,
    party_id TEXT
);
CREATE INDEX mentions_by_statement ON mentions (statement_row);

CREATE TABLE positions (
    row INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    number INTEGER NOT NULL,
    statement_id TEXT,                     -- null: an act that the report tells as fact
    question TEXT NOT NULL,
    holder TEXT NOT NULL,
    holder_id TEXT,
    stance TEXT NOT NULL,
    condition TEXT,
    condition_start INTEGER,
    condition_end INTEGER,
    evidence TEXT NOT NULL,
    evidence_spans TEXT NOT NULL,          -- JSON
    score REAL NOT NULL,
    how TEXT NOT NULL,
    UNIQUE (run_id, number),
    FOREIGN KEY (run_id, statement_id) REFERENCES statements (run_id, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX positions_by_statement ON positions (run_id, statement_id);

CREATE TABLE dates (
    row INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text TEXT NOT NULL,
    edtf TEXT,
    earliest TEXT,
    latest TEXT,
    basis TEXT NOT NULL,
    time TEXT,
    timex_type TEXT NOT NULL,
    timex_value TEXT NOT NULL,
    rule TEXT NOT NULL,
    evidence TEXT,                         -- JSON, null where empty
    UNIQUE (run_id, number)
);

CREATE TABLE events (
    row INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text TEXT NOT NULL,
    edtf TEXT,
    earliest TEXT,
    latest TEXT,
    basis TEXT NOT NULL,
    time TEXT,
    account TEXT,                          -- the statement inside which it is told, null for the outlet's own
    participants TEXT NOT NULL,            -- JSON PARTY_SPANs
    evidence TEXT,
    UNIQUE (run_id, number)
);
CREATE INDEX events_by_day ON events (earliest, latest);

CREATE TABLE corrections (                 -- what a person says against the machine
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN (
        'wrong-speaker', 'split', 'merge', 'wrong-position', 'not-a-statement', 'missed-statement', 'confirmed', 'withdrawn-report'
    )),
    author TEXT NOT NULL,
    made_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    article_id TEXT REFERENCES articles (id),   -- where it is anchored; null for a merge
    address TEXT,
    statement_id TEXT,                     -- what it was said of, at the time
    quote TEXT,                            -- the anchor: the words, their place, what stands around them, who the report names
    start INTEGER,
    "end" INTEGER,
    prefix TEXT,
    suffix TEXT,
    source TEXT,
    party_id TEXT,                         -- merge: the identity that is none of its own
    to_id TEXT,                            -- speaker, split, merge, missed: who it is
    to_name TEXT,
    to_type TEXT,
    acts_for TEXT,
    question TEXT,                         -- wrong-position
    stance TEXT,                           -- for, conditional, against, or none
    holder TEXT,
    holder_id TEXT,
    machine TEXT                           -- JSON: what the machine had said at the time
);
CREATE INDEX corrections_by_article ON corrections (article_id);
CREATE INDEX corrections_by_address ON corrections (address) WHERE address IS NOT NULL;
CREATE INDEX corrections_by_kind ON corrections (kind, party_id);

CREATE TABLE withdrawals (
    correction_id TEXT NOT NULL PRIMARY KEY REFERENCES corrections (id),
    author TEXT NOT NULL,
    made_at TEXT NOT NULL,
    reason TEXT NOT NULL
);

CREATE TABLE attachments (                 -- where a correction holds in a run: a statement, a place without one, or (both null) nowhere
    row INTEGER PRIMARY KEY,
    correction_id TEXT NOT NULL REFERENCES corrections (id),
    run_id INTEGER NOT NULL REFERENCES runs (id),
    statement_row INTEGER REFERENCES statements (row),
    start INTEGER,
    "end" INTEGER,
    why TEXT NOT NULL,                     -- how the place was found, or why none was
    UNIQUE (correction_id, run_id)
);
CREATE INDEX attachments_by_statement ON attachments (statement_row) WHERE statement_row IS NOT NULL;
CREATE INDEX attachments_by_run ON attachments (run_id);

CREATE TRIGGER texts_no_update BEFORE UPDATE ON texts BEGIN SELECT RAISE(ABORT, 'the archive only grows: texts'); END;
CREATE TRIGGER texts_no_delete BEFORE DELETE ON texts BEGIN SELECT RAISE(ABORT, 'the archive only grows: texts'); END;
CREATE TRIGGER articles_no_update BEFORE UPDATE ON articles BEGIN SELECT RAISE(ABORT, 'the archive only grows: articles'); END;
CREATE TRIGGER articles_no_delete BEFORE DELETE ON articles BEGIN SELECT RAISE(ABORT, 'the archive only grows: articles'); END;
CREATE TRIGGER captures_no_update BEFORE UPDATE ON captures BEGIN SELECT RAISE(ABORT, 'the archive only grows: captures'); END;
CREATE TRIGGER captures_no_delete BEFORE DELETE ON captures BEGIN SELECT RAISE(ABORT, 'the archive only grows: captures'); END;
CREATE TRIGGER runs_no_update BEFORE UPDATE ON runs BEGIN SELECT RAISE(ABORT, 'the archive only grows: runs'); END;
CREATE TRIGGER runs_no_delete BEFORE DELETE ON runs BEGIN SELECT RAISE(ABORT, 'the archive only grows: runs'); END;
CREATE TRIGGER reads_no_update BEFORE UPDATE ON reads BEGIN SELECT RAISE(ABORT, 'the archive only grows: reads'); END;
CREATE TRIGGER reads_no_delete BEFORE DELETE ON reads BEGIN SELECT RAISE(ABORT, 'the archive only grows: reads'); END;
CREATE TRIGGER parties_no_update BEFORE UPDATE ON parties BEGIN SELECT RAISE(ABORT, 'the archive only grows: parties'); END;
CREATE TRIGGER parties_no_delete BEFORE DELETE ON parties BEGIN SELECT RAISE(ABORT, 'the archive only grows: parties'); END;
CREATE TRIGGER statements_no_update BEFORE UPDATE ON statements BEGIN SELECT RAISE(ABORT, 'the archive only grows: statements'); END;
CREATE TRIGGER statements_no_delete BEFORE DELETE ON statements BEGIN SELECT RAISE(ABORT, 'the archive only grows: statements'); END;
CREATE TRIGGER mentions_no_update BEFORE UPDATE ON mentions BEGIN SELECT RAISE(ABORT, 'the archive only grows: mentions'); END;
CREATE TRIGGER mentions_no_delete BEFORE DELETE ON mentions BEGIN SELECT RAISE(ABORT, 'the archive only grows: mentions'); END;
CREATE TRIGGER positions_no_update BEFORE UPDATE ON positions BEGIN SELECT RAISE(ABORT, 'the archive only grows: positions'); END;
CREATE TRIGGER positions_no_delete BEFORE DELETE ON positions BEGIN SELECT RAISE(ABORT, 'the archive only grows: positions'); END;
CREATE TRIGGER dates_no_update BEFORE UPDATE ON dates BEGIN SELECT RAISE(ABORT, 'the archive only grows: dates'); END;
CREATE TRIGGER dates_no_delete BEFORE DELETE ON dates BEGIN SELECT RAISE(ABORT, 'the archive only grows: dates'); END;
CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the archive only grows: events'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the archive only grows: events'); END;
CREATE TRIGGER corrections_no_update BEFORE UPDATE ON corrections BEGIN SELECT RAISE(ABORT, 'the archive only grows: corrections'); END;
CREATE TRIGGER corrections_no_delete BEFORE DELETE ON corrections BEGIN SELECT RAISE(ABORT, 'the archive only grows: corrections'); END;
CREATE TRIGGER withdrawals_no_update BEFORE UPDATE ON withdrawals BEGIN SELECT RAISE(ABORT, 'the archive only grows: withdrawals'); END;
CREATE TRIGGER withdrawals_no_delete BEFORE DELETE ON withdrawals BEGIN SELECT RAISE(ABORT, 'the archive only grows: withdrawals'); END;
CREATE TRIGGER attachments_no_update BEFORE UPDATE ON attachments BEGIN SELECT RAISE(ABORT, 'the archive only grows: attachments'); END;
CREATE TRIGGER attachments_no_delete BEFORE DELETE ON attachments BEGIN SELECT RAISE(ABORT, 'the archive only grows: attachments'); END;
