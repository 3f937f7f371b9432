-- Corrections of positions that no statement carries; and indexes that answer faster who speaks, and which reports are one text.

-- A position's place is that of its evidence. A wrong-position correction with a place and no statement is of what stands there: of the
-- position of the party that it names (party_id, where several held one there), else of every position on its question.
CREATE VIEW placed_positions AS             -- the first and the last number of [[1,2],[3,4]]; SQLite trusts no JSON function in a view
SELECT *, CAST(substr(evidence_spans, 3) AS INTEGER) AS place_start,
    CAST(substr(rtrim(evidence_spans, ']'), length(rtrim(rtrim(evidence_spans, ']'), '0123456789')) + 1) AS INTEGER) AS place_end
FROM positions;

DROP VIEW current_positions;
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
FROM placed_positions AS p
JOIN current_runs AS r ON r.id = p.run_id
LEFT JOIN statements AS s ON s.run_id = p.run_id AND s.id = p.statement_id
LEFT JOIN identities AS m ON m.party_id = p.holder_id
WHERE (s.row IS NULL OR NOT EXISTS (
    SELECT 1 FROM attachments AS a JOIN standing_corrections AS k ON k.id = a.correction_id
    WHERE a.statement_row = s.row AND (k.kind = 'not-a-statement' OR (k.kind = 'wrong-position' AND k.question = p.question))
))
AND NOT EXISTS (
    SELECT 1 FROM attachments AS a JOIN standing_corrections AS k ON k.id = a.correction_id
    WHERE a.run_id = p.run_id AND a.statement_row IS NULL AND a.start IS NOT NULL
    AND k.kind = 'wrong-position' AND k.question = p.question AND (k.party_id IS NULL OR k.party_id = COALESCE(p.holder_id, p.holder))
    AND 2 * (min(a."end", p.place_end) - max(a.start, p.place_start)) >= max(a."end", p.place_end) - min(a.start, p.place_start)
)
UNION ALL
SELECT                                     -- what people say of a statement: negative rows
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
)
UNION ALL
SELECT                                     -- what people say of an act: negative rows
    -a.row, NULL, NULL, r.id, r.article_id, r.outlet, r.published, r.inferred, r.url, r.title, c.question,
    COALESCE(m.to_name, c.holder), COALESCE(m.to_id, c.holder_id), c.stance, NULL, NULL, NULL, c.quote,
    '[[' || a.start || ',' || a."end" || ']]', r.text_sha256, 1.0, 'a person', r.model,
    CASE WHEN r.published IS NOT NULL THEN COALESCE(r.published_earliest, r.published_latest)
        ELSE COALESCE(r.inferred_earliest, r.inferred_latest) END,
    CASE WHEN r.published IS NOT NULL THEN COALESCE(r.published_latest, r.published_earliest)
        ELSE COALESCE(r.inferred_latest, r.inferred_earliest) END,
    c.author,
    (SELECT k.reason FROM standing_corrections AS k WHERE k.kind = 'withdrawn-report' AND k.article_id = r.article_id)
FROM standing_corrections AS c
JOIN attachments AS a ON a.correction_id = c.id AND a.statement_row IS NULL AND a.start IS NOT NULL
JOIN current_runs AS r ON r.id = a.run_id
LEFT JOIN identities AS m ON m.party_id = c.holder_id
WHERE c.kind = 'wrong-position' AND c.stance <> 'none'
AND NOT EXISTS (                           -- the last word on a place, question and party counts
    SELECT 1 FROM attachments AS b JOIN standing_corrections AS k ON k.id = b.correction_id
    WHERE b.run_id = a.run_id AND b.statement_row IS NULL AND b.start IS NOT NULL AND k.number > c.number
    AND k.kind = 'wrong-position' AND k.question = c.question AND (k.party_id IS NULL OR k.party_id IS c.party_id)
    AND 2 * (min(a."end", b."end") - max(a.start, b.start)) >= max(a."end", b."end") - min(a.start, b.start)
);

-- Indexes. current_stances gains the id by which a person names a position.

DROP TABLE current_stances;
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
    latest TEXT,
    position_id TEXT NOT NULL              -- of article, text, statement, question, place and holder
);
CREATE INDEX current_stances_by_article ON current_stances (article_id);
CREATE INDEX current_stances_by_question ON current_stances (question, stance, statement_row);
CREATE INDEX current_stances_by_statement ON current_stances (statement_row);
CREATE INDEX current_stances_by_id ON current_stances (position_id);

CREATE TABLE voices (                      -- a number for each speaker_key of current_index
    number INTEGER PRIMARY KEY,
    speaker_key TEXT NOT NULL UNIQUE
);

CREATE TABLE current_voices (              -- current_index where somebody is named, narrow: counted in a third of the time
    statement_row INTEGER PRIMARY KEY,
    voice INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    outlet TEXT,
    earliest TEXT,
    latest TEXT,
    kind TEXT NOT NULL
);
CREATE INDEX current_voices_by_voice ON current_voices (voice, run_id, outlet, earliest, latest, kind);

DROP INDEX current_by_speaker;
CREATE INDEX current_by_speaker ON current_index (speaker_key, speaker, speaker_id);

CREATE TABLE sketches (                    -- of the wording of each run's text: tells wire copy without reading two texts
    run_id INTEGER PRIMARY KEY,
    sketch BLOB NOT NULL                   -- the smallest hashes of its runs of five words, 32 bits each, little-endian
);
