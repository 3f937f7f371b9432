-- Who has to do with a statement, under one key and in order of time: the newest of a party's statements are read without the others.

CREATE TABLE parties_by_day (
    role TEXT NOT NULL,                    -- speaker, side (acts for), mention, addressee
    "key" TEXT NOT NULL,                   -- the id; of a party without one "=" and its folded name
    earliest TEXT NOT NULL,                -- as in current_index; empty where the statement is undated
    statement_row INTEGER NOT NULL,
    PRIMARY KEY (role, "key", earliest, statement_row)
) WITHOUT ROWID;
INSERT OR IGNORE INTO parties_by_day
SELECT p.role, COALESCE(p.party_id, '=' || p.folded), COALESCE(c.earliest, ''), p.statement_row
FROM current_parties AS p JOIN current_index AS c ON c.statement_row = p.statement_row ORDER BY 1, 2, 3, 4;
DROP TABLE current_parties;
ALTER TABLE parties_by_day RENAME TO current_parties;
CREATE INDEX current_parties_by_statement ON current_parties (statement_row);

DROP INDEX current_stances_by_question;
CREATE INDEX current_stances_by_question ON current_stances (question, stance, earliest, statement_row);
CREATE INDEX current_stances_by_holder ON current_stances (holder_id, earliest);
CREATE INDEX current_stances_by_name ON current_stances (holder_folded, earliest);

-- Indexes that every report paid for and no question needs: review asks each status for its least certain, a statement's id is looked up
-- in current_index, and the whole words of reports were never asked for.
DROP INDEX current_by_score;
DROP INDEX statements_by_id;
DROP TABLE report_words;
