"""The tables of a store in an SQLite file, one step a schema: a step that was released stays."""

# `history` has every decision; `current` marks the one that stands. Times are text of fixed width,
# so they sort; probabilities are JSON, which brings back every float exactly.
_DECISIONS = """
CREATE TABLE history (
    item_id TEXT NOT NULL,
    annotator TEXT NOT NULL,
    revision INTEGER NOT NULL,
    text TEXT NOT NULL,
    emotion TEXT NOT NULL,
    predicted TEXT NOT NULL,
    decision TEXT NOT NULL,
    model_version TEXT NOT NULL,
    probabilities TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    seconds REAL NOT NULL,
    undone_at TEXT,
    current INTEGER NOT NULL DEFAULT 0,
    day TEXT NOT NULL GENERATED ALWAYS AS (substr(created_at, 1, 10)) VIRTUAL,
    PRIMARY KEY (item_id, annotator, revision)
);
CREATE UNIQUE INDEX one_current ON history (item_id, annotator) WHERE current;
CREATE INDEX oldest ON history (created_at, item_id, annotator) WHERE current;
CREATE INDEX newest ON history (updated_at, item_id, annotator) WHERE current;
CREATE INDEX newest_by_annotator ON history (annotator, updated_at, item_id) WHERE current;
CREATE INDEX newest_by_day ON history (day, updated_at, item_id, annotator) WHERE current;
CREATE INDEX newest_by_emotion ON history (emotion, updated_at, item_id, annotator) WHERE current;
CREATE INDEX newest_by_decision ON history (decision, updated_at, item_id, annotator) WHERE current;

CREATE TABLE counter (
    day TEXT NOT NULL,
    predicted TEXT NOT NULL,
    emotion TEXT NOT NULL,
    decision TEXT NOT NULL,
    annotator TEXT NOT NULL,
    model_version TEXT NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (day, predicted, emotion, decision, annotator, model_version)
) WITHOUT ROWID;

CREATE TABLE desk (
    annotator TEXT PRIMARY KEY NOT NULL,
    item_id TEXT NOT NULL,
    text TEXT NOT NULL,
    model_version TEXT NOT NULL,
    probabilities TEXT NOT NULL
) WITHOUT ROWID;
"""

# `turn` has what each person does with each item; how many decided an item and why it is flagged is
# counted from that. `normal` is a hash of the text as it is compared. A pile is the items of one
# batch and predicted emotion: one small index an order finds the next of any choice.
_QUEUE = """
ALTER TABLE history ADD COLUMN batch TEXT NOT NULL DEFAULT '';
ALTER TABLE history ADD COLUMN sampling TEXT NOT NULL DEFAULT '';
ALTER TABLE history ADD COLUMN bulk INTEGER NOT NULL DEFAULT 0;
ALTER TABLE history ADD COLUMN metadata TEXT NOT NULL DEFAULT '';

CREATE TABLE batch (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    overlap INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    total INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    flagged INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE pile (
    number INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL,
    predicted TEXT NOT NULL,
    UNIQUE (batch, predicted)
);

CREATE TABLE item (
    number INTEGER PRIMARY KEY,
    item_id TEXT NOT NULL UNIQUE,
    normal BLOB NOT NULL UNIQUE,
    text TEXT NOT NULL,
    model_version TEXT NOT NULL,
    probabilities TEXT NOT NULL,
    metadata TEXT NOT NULL,
    pile INTEGER NOT NULL,
    overlap INTEGER NOT NULL,
    entropy REAL NOT NULL,
    margin REAL NOT NULL,
    chance REAL NOT NULL,
    decided INTEGER NOT NULL DEFAULT 0,
    flag TEXT
);
CREATE INDEX by_entropy ON item (pile, entropy) WHERE decided < overlap AND flag IS NULL;
CREATE INDEX by_margin ON item (pile, margin) WHERE decided < overlap AND flag IS NULL;
CREATE INDEX by_chance ON item (pile, chance) WHERE decided < overlap AND flag IS NULL;
CREATE INDEX by_number ON item (pile, number) WHERE decided < overlap AND flag IS NULL;
CREATE INDEX flagged ON item (pile) WHERE flag IS NOT NULL;
CREATE TRIGGER count_batch AFTER UPDATE OF decided, flag ON item BEGIN
    UPDATE batch SET
        done = done + (new.decided >= new.overlap) - (old.decided >= old.overlap),
        flagged = flagged + (new.flag IS NOT NULL) - (old.flag IS NOT NULL)
    WHERE number = (SELECT batch FROM pile WHERE number = new.pile); END;

CREATE TABLE turn (
    item INTEGER NOT NULL,
    annotator TEXT NOT NULL,
    state TEXT,
    reason TEXT,
    sampling TEXT NOT NULL,
    until TEXT,
    leased_at INTEGER NOT NULL,
    PRIMARY KEY (item, annotator)
) WITHOUT ROWID;
CREATE INDEX held ON turn (annotator, leased_at) WHERE until IS NOT NULL;
CREATE INDEX ending ON turn (until) WHERE until IS NOT NULL;
CREATE INDEX skipped ON turn (annotator) WHERE state = 'skipped';
"""

# The sample of `model.sampling` is no more in the way of the orders that leave it alone.
_SAMPLE = """
ALTER TABLE item ADD COLUMN sampled INTEGER NOT NULL GENERATED ALWAYS AS (chance < 0.2) VIRTUAL;
DROP INDEX by_entropy;
DROP INDEX by_margin;
CREATE INDEX by_entropy ON item (pile, sampled, entropy) WHERE decided < overlap AND flag IS NULL;
CREATE INDEX by_margin ON item (pile, sampled, margin) WHERE decided < overlap AND flag IS NULL
"""

STEPS = (_DECISIONS, _QUEUE, _SAMPLE)
