-- What holds now, as views over the tables that only grow; and, below, indexes of those views, which can always be built again.

CREATE VIEW latest_runs AS                 -- of each article
SELECT r.* FROM runs AS r
WHERE NOT EXISTS (SELECT 1 FROM runs AS n WHERE n.article_id = r.article_id AND n.id > r.id);

CREATE VIEW current_runs AS                -- of each address only the newest version
SELECT r.* FROM latest_runs AS r
WHERE r.address IS NULL OR NOT EXISTS (
    SELECT 1 FROM runs AS n
    WHERE n.address = r.address AND n.article_id <> r.article_id
    AND (n.stamp > r.stamp OR (n.stamp = r.stamp AND n.first_run > r.first_run))
    AND NOT EXISTS (SELECT 1 FROM runs AS m WHERE m.article_id = n.article_id AND m.id > n.id)
);

CREATE VIEW versions AS                    -- of one address, oldest first
SELECT address, article_id, id AS run_id, text_sha256, outlet, title, published, modified, added_at,
    row_number() OVER (PARTITION BY address ORDER BY stamp, first_run) AS version,
    count(*) OVER (PARTITION BY address) AS versions
FROM latest_runs WHERE address IS NOT NULL;

CREATE VIEW standing_corrections AS        -- those that nobody has withdrawn
SELECT c.* FROM corrections AS c
WHERE NOT EXISTS (SELECT 1 FROM withdrawals AS w WHERE w.correction_id = c.id);

CREATE VIEW identities AS                  -- merged identities, followed to their end
WITH RECURSIVE chain (party_id, to_id, to_name, depth) AS (
    SELECT party_id, to_id, to_name, 1 FROM standing_corrections WHERE kind = 'merge'
    UNION ALL
    SELECT chain.party_id, s.to_id, s.to_name, depth + 1
    FROM chain JOIN standing_corrections AS s ON s.kind = 'merge' AND s.party_id = chain.to_id
    WHERE depth < 20
)
SELECT party_id, to_id, to_name FROM chain
WHERE NOT EXISTS (SELECT 1 FROM standing_corrections AS s WHERE s.kind = 'merge' AND s.party_id = chain.to_id);

CREATE VIEW orphaned_corrections AS        -- those that fit nothing in the current run of their article
SELECT c.*, a.run_id, a.why FROM standing_corrections AS c
JOIN attachments AS a ON a.correction_id = c.id
JOIN current_runs AS r ON r.id = a.run_id
WHERE a.statement_row IS NULL AND a.start IS NULL AND c.kind <> 'withdrawn-report';

CREATE VIEW current_statements AS
SELECT
    s.row AS statement_row, s.id AS statement_id, r.id AS run_id, r.article_id, r.outlet, r.published AS date,
    COALESCE(r.published_basis, CASE WHEN r.inferred IS NOT NULL THEN 'inferred' END) AS date_basis, r.inferred AS date_inferred,
    r.url, r.title,
    COALESCE(m.to_name, c.to_name, p.name) AS speaker,
    COALESCE(m.to_id, CASE WHEN c.id IS NULL THEN p.party_id ELSE c.to_id END) AS speaker_id,
    CASE WHEN c.id IS NULL THEN p.status ELSE 'resolved' END AS speaker_status,
    CASE WHEN c.id IS NULL THEN p.type ELSE c.to_type END AS speaker_type,
    CASE WHEN c.id IS NULL THEN p.role END AS role,
    CASE WHEN c.id IS NULL THEN p.acts_for ELSE c.acts_for END AS acts_for,
    s.kind, s.part, s.words, s.cue, s.source, s.start, s."end", s.content_spans AS spans, r.text_sha256,
    s.said, s.said_edtf AS said_date, s.parent, s.responds_to, s.repeated, s.negated, s.score, s.how, r.model,
    CASE WHEN s.said_edtf IS NOT NULL THEN COALESCE(s.said_earliest, s.said_latest)
        WHEN r.published IS NOT NULL THEN COALESCE(r.published_earliest, r.published_latest)
        ELSE COALESCE(r.inferred_earliest, r.inferred_latest) END AS earliest,
    CASE WHEN s.said_edtf IS NOT NULL THEN COALESCE(s.said_latest, s.said_earliest)
        WHEN r.published IS NOT NULL THEN COALESCE(r.published_latest, r.published_earliest)
        ELSE COALESCE(r.inferred_latest, r.inferred_earliest) END AS latest,
    COALESCE(c.kind, CASE WHEN m.party_id IS NOT NULL THEN 'merge' END) AS corrected, c.author AS corrected_by,
    (SELECT k.reason FROM standing_corrections AS k WHERE k.kind = 'withdrawn-report' AND k.article_id = r.article_id) AS withdrawn
FROM statements AS s
JOIN current_runs AS r ON r.id = s.run_id
JOIN parties AS p ON p.row = s.speaker_row
LEFT JOIN corrections AS c ON c.number = (
    SELECT max(k.number) FROM attachments AS a JOIN standing_corrections AS k ON k.id = a.correction_id
    WHERE a.statement_row = s.row
    AND (k.kind IN ('wrong-speaker', 'split') OR (k.kind = 'missed-statement' AND k.to_name IS NOT NULL))
)
LEFT JOIN identities AS m ON m.party_id = CASE WHEN c.id IS NULL THEN p.party_id ELSE c.to_id END
WHERE NOT EXISTS (
    SELECT 1 FROM attachments AS a JOIN standing_corrections AS k ON k.id = a.correction_id
    WHERE a.statement_row = s.row AND k.kind = 'not-a-statement'
)
UNION ALL
SELECT                                     -- what people found and the machine did not: negative rows
    -a.row, c.id, r.id, r.article_id, r.outlet, r.published,
    COALESCE(r.published_basis, CASE WHEN r.inferred IS NOT NULL THEN 'inferred' END), r.inferred,
    r.url, r.title,
    COALESCE(m.to_name, c.to_name), COALESCE(m.to_id, c.to_id), CASE WHEN c.to_name IS NULL THEN 'unnamed' ELSE 'resolved' END,
    c.to_type, NULL, c.acts_for,
    'indirect', 'body', c.quote, '', '', a.start, a."end", '[[' || a.start || ',' || a."end" || ']]', r.text_sha256,
    NULL, NULL, NULL, NULL, 0, 0, 1.0, 'a person', r.model,
    COALESCE(r.published_earliest, r.published_latest, r.inferred_earliest), COALESCE(r.published_latest, r.published_earliest, r.inferred_latest),
    c.kind, c.author,
    (SELECT k.reason FROM standing_corrections AS k WHERE k.kind = 'withdrawn-report' AND k.article_id = r.article_id)
FROM standing_corrections AS c
JOIN attachments AS a ON a.correction_id = c.id AND a.statement_row IS NULL AND a.start IS NOT NULL
JOIN current_runs AS r ON r.id = a.run_id
LEFT JOIN identities AS m ON m.party_id = c.to_id
WHERE c.kind = 'missed-statement';

CREATE VIEW current_positions AS
SELECT
    p.row AS position_row, s.row AS statement_row, p.statement_id, r.id AS run_id, r.article_id, r.outlet, r.published AS date,
    r.inferred AS date_inferred, r.url, r.title, p.question, COALESCE(m.to_name, p.holder) AS holder, COALESCE(m.to_id, p.holder_id) AS holder_id,
    p.stance, p.condition, p.condition_start, p.condition_end, p.evidence, p.evidence_spans, r.text_sha256, p.score, p.how, r.model,
    CASE WHEN s.said_edtf IS NOT NULL THEN COALESCE(s.said_earliest, s.said_latest)
        WHEN r.published IS NOT NULL THEN COALESCE(r.published_earliest, r.published_latest)
        ELSE COALESCE(r.inferred_earliest, r.inferred_latest) END AS earliest,
    CASE WHEN s.said_edtf IS NOT NULL THEN COALESCE(s.said_latest, s.said_earliest)
        WHEN r.published IS NOT NULL THEN COALESCE(r.published_latest, r.published_earliest)
        ELSE COALESCE(r.inferred_latest, r.inferred_earliest) END AS latest,
    NULL AS corrected_by,
    (SELECT k.reason FROM standing_corrections AS k WHERE k.kind = 'withdrawn-report' AND k.article_id = r.article_id) AS withdrawn
FROM positions AS p
JOIN current_runs AS r ON r.id = p.run_id
LEFT JOIN statements AS s ON s.run_id = p.run_id AND s.id = p.statement_id
LEFT JOIN identities AS m ON m.party_id = p.holder_id
WHERE s.row IS NULL OR NOT EXISTS (
    SELECT 1 FROM attachments AS a JOIN standing_corrections AS k ON k.id = a.correction_id
    WHERE a.statement_row = s.row AND (k.kind = 'not-a-statement' OR (k.kind = 'wrong-position' AND k.question = p.question))
)
UNION ALL
SELECT
    -a.row, s.row, s.id, r.id, r.article_id, r.outlet, r.published, r.inferred, r.url, r.title, c.question, c.holder, c.holder_id,
    c.stance, NULL, NULL, NULL, s.words, s.content_spans, r.text_sha256, 1.0, 'a person', r.model,
    CASE WHEN s.said_edtf IS NOT NULL THEN COALESCE(s.said_earliest, s.said_latest)
        WHEN r.published IS NOT NULL THEN COALESCE(r.published_earliest, r.published_latest)
        ELSE COALESCE(r.inferred_earliest, r.inferred_latest) END,
    CASE WHEN s.said_edtf IS NOT NULL THEN COALESCE(s.said_latest, s.said_earliest)
        WHEN r.published IS NOT NULL THEN COALESCE(r.published_latest, r.published_earliest)
        ELSE COALESCE(r.inferred_latest, r.inferred_earliest) END,
    c.author,
    (SELECT k.reason FROM standing_corrections AS k WHERE k.kind = 'withdrawn-report' AND k.article_id = r.article_id)
FROM standing_corrections AS c
JOIN attachments AS a ON a.correction_id = c.id AND a.statement_row IS NOT NULL
JOIN statements AS s ON s.row = a.statement_row
JOIN current_runs AS r ON r.id = a.run_id
WHERE c.kind = 'wrong-position' AND c.stance <> 'none'
AND NOT EXISTS (                           -- the last word on a statement and question counts
    SELECT 1 FROM attachments AS b JOIN standing_corrections AS k ON k.id = b.correction_id
    WHERE b.statement_row = s.row AND k.number > c.number AND k.kind = 'wrong-position' AND k.question = c.question
)
AND NOT EXISTS (
    SELECT 1 FROM attachments AS b JOIN standing_corrections AS k ON k.id = b.correction_id
    WHERE b.statement_row = s.row AND k.kind = 'not-a-statement'
);

CREATE VIEW current_events AS
SELECT
    e.row AS event_row, e.text, e.edtf, e.earliest, e.latest, e.basis, e.time, e.account, e.participants, r.outlet, r.published AS date,
    r.inferred AS date_inferred, r.url, r.title, e.start, e."end", r.text_sha256, r.article_id AS article, r.id AS run, r.model,
    (SELECT k.reason FROM standing_corrections AS k WHERE k.kind = 'withdrawn-report' AND k.article_id = r.article_id) AS withdrawn
FROM events AS e JOIN current_runs AS r ON r.id = e.run_id;

-- Indexes of the views, renewed for an article in the transaction that changes it. `onrecord check` compares them.

CREATE TABLE current_index (
    statement_row INTEGER PRIMARY KEY,
    statement_id TEXT NOT NULL,
    run_id INTEGER NOT NULL,
    article_id TEXT NOT NULL,
    start INTEGER NOT NULL,
    outlet TEXT,
    earliest TEXT,
    latest TEXT,
    kind TEXT NOT NULL,
    part TEXT NOT NULL,
    score REAL NOT NULL,
    speaker TEXT,
    speaker_id TEXT,
    speaker_status TEXT NOT NULL,
    speaker_key TEXT,                      -- the id, else the name; null where nobody is named
    sort_day TEXT NOT NULL                 -- earliest, or what comes after every day
);
CREATE INDEX current_by_article ON current_index (article_id);
CREATE INDEX current_by_id ON current_index (statement_id);
CREATE INDEX current_by_newest ON current_index (earliest DESC, article_id, start, latest);
CREATE INDEX current_by_oldest ON current_index (sort_day, article_id, start, earliest, latest);
CREATE INDEX current_by_outlet ON current_index (outlet, earliest);
CREATE INDEX current_by_speaker ON current_index (speaker_key, article_id, outlet, earliest, speaker, speaker_id);
CREATE INDEX current_by_score ON current_index (score);
CREATE INDEX current_by_status ON current_index (speaker_status, score);

CREATE TABLE current_parties (             -- who has to do with a statement, in which role
    statement_row INTEGER NOT NULL,
    role TEXT NOT NULL,                    -- speaker, side (acts for), mention, addressee
    party_id TEXT,
    folded TEXT
);
CREATE INDEX current_parties_by_statement ON current_parties (statement_row);
CREATE INDEX current_parties_by_id ON current_parties (role, party_id, statement_row);
CREATE INDEX current_parties_by_name ON current_parties (role, folded, statement_row);

CREATE TABLE current_stances (
    position_row INTEGER PRIMARY KEY,
    statement_row INTEGER,
    run_id INTEGER NOT NULL,
    article_id TEXT NOT NULL,
    question TEXT NOT NULL,
    stance TEXT NOT NULL,
    holder TEXT NOT NULL,
    holder_id TEXT,
    holder_folded TEXT NOT NULL,
    outlet TEXT,
    earliest TEXT,
    latest TEXT
);
CREATE INDEX current_stances_by_article ON current_stances (article_id);
CREATE INDEX current_stances_by_question ON current_stances (question, stance, statement_row);
CREATE INDEX current_stances_by_statement ON current_stances (statement_row);

CREATE TABLE names (                       -- every name by which the reports call a party
    folded TEXT NOT NULL,                  -- words in small letters without accents
    name TEXT NOT NULL,
    party_id TEXT,                         -- null: a name without an identity
    canonical INTEGER NOT NULL
);
CREATE UNIQUE INDEX names_once ON names (folded, name, COALESCE(party_id, ''), canonical);
CREATE INDEX names_by_id ON names (party_id);

CREATE TABLE outlets (outlet TEXT NOT NULL PRIMARY KEY, folded TEXT NOT NULL) WITHOUT ROWID;

CREATE VIRTUAL TABLE statement_words USING fts5 (words, content = '', tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE report_words USING fts5 (title, words, content = '', tokenize = 'unicode61 remove_diacritics 2');
